// The lines that the long proofs rehearse, by name, so that a process of its own finds them too.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { printPlan } from "../../plan/document";
import type { Plan } from "../../plan/plans";
import { planOf, root } from "../support/program";
import { EVERYBODY } from "../support/settings";
import { type Settles, setsVariables } from "./later";

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

export const LINES = {
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

/** Writes the plans into a folder; answers the arguments that rehearse them. */
export async function argumentsFor(lines: Rehearsable, folder: string, stacks?: readonly string[]): Promise<string[]> {
    const plans = await lines.plans();
    mkdirSync(folder, { recursive: true });
    return plans
        .filter(({ stack }) => stacks?.includes(stack) ?? true)
        .flatMap((plan) => {
            const path = join(folder, `${plan.stack}.json`);
            writeFileSync(path, printPlan(plan));
            return ["--plan", path];
        });
}
