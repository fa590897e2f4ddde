// One file a subject, and this list. A kind of source, build or target adds its own file here, and so has its words in the
// text and its rows in the picture.
import type { PlannedResource } from "../../../plan/document";
import type { Line } from "../../../plan/lines";
import { account } from "./account";
import { codeCommit } from "./codecommit";
import { commitStatus } from "./commit-status";
import { docker } from "./docker";
import { ec2 } from "./ec2";
import { ecs } from "./ecs";
import { github, githubShips } from "./github";
import { images } from "./images";
import { balancer, network } from "./network";
import { models } from "./models";
import { notifications } from "./notifications";
import { everyLine } from "./every-line";
import { runnerHost } from "./runner-host";
import { secrets } from "./secrets";
import { storage } from "./storage";
import { team } from "./team";
import { training } from "./training";
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
            if (found !== null) return typeof words === "string" ? words : words(found);
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
