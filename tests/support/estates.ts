// The lines that the proofs of the whole rehearse, by name, so that a process of its own can find them too.
import { join } from "node:path";

import type { Plan } from "../../plan/plans";
import { type Settles, setsVariables } from "./later";
import { planOf, root } from "./program";
import { EVERYBODY } from "./told";

export interface Rehearsable {
    readonly says: string;
    readonly plans: () => Promise<readonly Plan[]>;
    readonly source?: string;
    /** How its settings change. @default by the count of its tasks */
    readonly settles?: Settles;
}

const STACKS = ["staging", "prod"];

/** Both stacks of an example, and its application; the stack files may lie in a folder of their own below it. */
function ofExample(name: string, below = "."): Pick<Rehearsable, "plans"> & { readonly source: string } {
    const folder = join("examples", name);
    const file = (stack: string) => join(folder, below, `Pulumi.${stack}.yaml`);
    return {
        plans: () => Promise.all(STACKS.map((stack) => planOf(stack, { configFile: file(stack) }))),
        source: join(root, folder),
    };
}

/** What covers nothing else is told of; of what it covers, it tells as well. */
const ABOUT = ["pipeline", "stage", "action", "build", "deployment", "live", "alarm", "approval"];
const TOLD = {
    "fairlead:notify": EVERYBODY.map((recipient) => ({ ...recipient, about: ABOUT })),
    "fairlead:loosen": ["plain-http", "destroy-with-data"],
};

export const ESTATES = {
    shipped: {
        says: "an image that `up` builds",
        plans: () => Promise.all(STACKS.map((stack) => planOf(stack))),
    },
    example: { says: "a push into CodeCommit that CodeBuild builds", ...ofExample("blue-green-web") },
    told: {
        says: "everybody who can be told, of everything",
        plans: () => Promise.all(STACKS.map((stack) => planOf(stack, { overrides: TOLD }))),
    },
} as const satisfies Readonly<Record<string, Rehearsable>>;

/** Lines to virtual machines, which have histories of their own. */
export const MACHINES = {
    bundles: { says: "a bundle on virtual machines", ...ofExample("code-suite-vm"), settles: setsVariables },
    containers: {
        says: "an image of Docker Hub on virtual machines",
        ...ofExample("docker-hub-ec2"),
        settles: setsVariables,
    },
} as const satisfies Readonly<Record<string, Rehearsable>>;

/** A line whose images others push. */
export const PUSHED: Rehearsable & { readonly source: string } = {
    says: "an image that others push",
    ...ofExample("blue-green-web", "pushed"),
};

/** The same, whose files GitHub keeps. */
export const PUSHED_BESIDE_GITHUB: Rehearsable & { readonly source: string } = {
    says: "an image that others push, and files on GitHub",
    ...ofExample("blue-green-web", "github"),
};

export type EstateName = keyof typeof ESTATES;
