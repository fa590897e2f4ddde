// Where applications lie, as the stacks' own settings say it.
import { resolve } from "node:path";

import type { Plan } from "../../plan/document";
import { linesOf } from "../../rehearsal/check/lines";
import { whereOf } from "../check/command";
import type { SettingsPlace } from "../command";
import { sourceFolder, type Sources } from "../sources";

interface Asked extends SettingsPlace, Sources {
    readonly stacks: readonly string[];
    /** Another program, whose lines say nothing of clones. */
    readonly program?: string;
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
