// The lines that the proofs of the whole rehearse, by name, so that a process of its own can find them too.
import { join } from "node:path";

import type { Plan } from "../../plan/plans";
import { planOf, root } from "./program";

export interface Rehearsable {
    readonly says: string;
    readonly plans: () => Promise<readonly Plan[]>;
    readonly source?: string;
}

const STACKS = ["staging", "prod"];
const EXAMPLE = join("examples", "blue-green-web");

export const ESTATES = {
    shipped: {
        says: "an image that `up` builds",
        plans: () => Promise.all(STACKS.map((stack) => planOf(stack))),
    },
    example: {
        says: "a push into CodeCommit that CodeBuild builds",
        plans: () =>
            Promise.all(STACKS.map((stack) => planOf(stack, { configFile: join(EXAMPLE, `Pulumi.${stack}.yaml`) }))),
        source: join(root, EXAMPLE),
    },
} as const satisfies Readonly<Record<string, Rehearsable>>;

export type EstateName = keyof typeof ESTATES;
