import { join, resolve } from "node:path";

import { checkPlans, type CheckResult } from "../../rehearsal/check/check";
import type { Plan } from "../../plan/document";
import { readProject } from "../plan/project";

interface Where {
    readonly configFile?: string;
    /** The application, where it lies elsewhere than the settings say. */
    readonly source?: string;
}

/** Holds plans of this project's stacks against their settings and the application. */
export function checkStacks(plans: readonly Plan[], { configFile, source }: Where): readonly CheckResult[] {
    const [first] = plans;
    if (first === undefined) return [];
    const { root } = readProject({ stack: first.stack, configFile });
    const settingsOf = (stack: string): string =>
        configFile === undefined ? join(root, `Pulumi.${stack}.yaml`) : resolve(configFile);
    return checkPlans(plans, { root, settingsOf, source });
}
