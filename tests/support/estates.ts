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

/** Both stacks of an example, and its application. */
function ofExample(name: string): Pick<Rehearsable, "plans"> & { readonly source: string } {
    const folder = join("examples", name);
    const file = (stack: string) => join(folder, `Pulumi.${stack}.yaml`);
    return {
        plans: () => Promise.all(STACKS.map((stack) => planOf(stack, { configFile: file(stack) }))),
        source: join(root, folder),
    };
}

export const ESTATES = {
    shipped: {
        says: "an image that `up` builds",
        plans: () => Promise.all(STACKS.map((stack) => planOf(stack))),
    },
    example: { says: "a push into CodeCommit that CodeBuild builds", ...ofExample("blue-green-web") },
    bundles: { says: "a bundle on virtual machines", ...ofExample("code-suite-vm") },
    containers: { says: "an image of Docker Hub on virtual machines", ...ofExample("docker-hub-ec2") },
} as const satisfies Readonly<Record<string, Rehearsable>>;

export type EstateName = keyof typeof ESTATES;
