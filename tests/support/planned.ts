import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { printPlan } from "../../plan/document";
import type { Rehearsable } from "./estates";

/** Writes the plans of an estate into a folder; answers the arguments that rehearse them. */
export async function argumentsFor(estate: Rehearsable, folder: string, stacks?: readonly string[]): Promise<string[]> {
    const plans = await estate.plans();
    mkdirSync(folder, { recursive: true });
    return plans
        .filter(({ stack }) => stacks?.includes(stack) ?? true)
        .flatMap((plan) => {
            const path = join(folder, `${plan.stack}.json`);
            writeFileSync(path, printPlan(plan));
            return ["--plan", path];
        });
}
