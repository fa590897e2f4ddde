// Where applications lie, as the stacks' own settings say it.
import { resolve } from "node:path";

import type { Plan } from "../../plan/document";
import { Plans } from "../../plan/plans";
import { linesOf } from "../../rehearsal/check/lines";
import { repositoriesRead } from "../../rehearsal/up/source";
import { nearestName } from "../../text/nearest";
import { whereOf } from "../check/command";
import { sourceFolder, type SettingsPlace, type Sources, UsageError } from "../command";

interface Asked extends SettingsPlace, Sources {
    readonly stacks: readonly string[];
    /** Another program, whose lines say nothing of clones. */
    readonly program?: string;
}

/** A folder for a repository that nobody reads would go nowhere, and nothing would say so. */
export function refuseUnread(planned: readonly Plan[], { sources }: Pick<Sources, "sources">): void {
    const names = Object.keys(sources);
    if (names.length === 0) return;
    const read = repositoriesRead(new Plans(planned));
    for (const name of names.filter((each) => !read.includes(each))) {
        const meant = nearestName(name, read);
        const known =
            read.length === 0
                ? "no pipeline of these plans reads a repository"
                : `pipelines of these plans read ${read.join(", ")}`;
        throw new UsageError(`--source ${name}=…: ${known}${meant === undefined ? "" : `; did you mean ${meant}?`}`);
    }
}

/** By the name of a repository: what the command line says, else the clone that its line names; one folder for all is said of all. */
export function withClones(planned: readonly Plan[], asked: Asked): Sources["sources"] {
    const { stacks, program, source, sources } = asked;
    const own = planned.filter(({ stack }) => stacks.includes(stack));
    const [first] = own;
    if (first === undefined || program !== undefined || source !== undefined) return sources;
    const { root } = whereOf(first, asked);
    const clones = own.flatMap(linesOf).flatMap(({ name, source: { clone, ...more } = { kind: "" } }) => {
        const repository = String(more["repository"] ?? name);
        if (clone === undefined || repository in sources) return [];
        const by = `the source of ${name} has its clone at`;
        return [[repository, sourceFolder(resolve(root, clone), by) ?? ""] as const];
    });
    return { ...Object.fromEntries(clones), ...sources };
}
