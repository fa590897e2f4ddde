// One file for what every line has, and one for each kind or few that are alike; this is the list. A kind of source, build or
// target stands in one of them, and so has its words in the text and its rows in the picture.
import type { PlannedResource } from "../../../plan/document";
import type { Line } from "../../../plan/lines";
import { account, balancer, network, notifications, secrets, storage, team } from "./environment";
import { codeCommit, commitStatus, docker, github, githubShips, images } from "./making";
import { ec2, runnerHost } from "./machines";
import { ecs } from "./ecs";
import { models, training } from "./sagemaker";
import { everyLine } from "./every-line";
import type { Subject } from "./types";

const subjects: readonly Subject[] = [
    github,
    githubShips,
    everyLine,
    storage,
    secrets,
    commitStatus,
    network,
    balancer,
    notifications,
    codeCommit,
    docker,
    images,
    ecs,
    runnerHost,
    ec2,
    training,
    models,
    team,
    account,
];

/** One sentence on why a resource of a line exists; undefined where no subject has one. */
export function reasonFor(resource: PlannedResource, line: string): string | undefined {
    const { name, type } = resource;
    const part = name === line ? "" : name.startsWith(`${line}-`) ? name.slice(line.length + 1) : name;
    for (const { isMine, reasons } of subjects) {
        if (isMine?.(resource) === false) continue;
        for (const [pattern, words] of reasons?.[type] ?? []) {
            const found = pattern.exec(part);
            if (found !== null) return typeof words === "string" ? words : words(found, resource);
        }
    }
    return undefined;
}

export function reasonForShared(resource: PlannedResource): string | undefined {
    const mine = subjects.filter(({ isMine }) => isMine?.(resource));
    const said = [...mine, ...subjects].flatMap(({ shared }) => shared?.[resource.type] ?? []);
    return said[0] ?? reasonFor(resource, resource.name);
}

/** Whether a picture shows a thing that lines share. */
export function isDrawn({ type }: PlannedResource): boolean {
    return subjects.some(({ drawn }) => drawn?.includes(type));
}

/** What runs at the end of a line, row by row. */
export function whatRuns(line: Line): readonly string[] {
    return subjects.flatMap(({ runs }) => runs?.(line) ?? []);
}
