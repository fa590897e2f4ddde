import { join } from "node:path";
import { makePlan } from "../../cli/plan/record";
import type { Plan } from "../../plan/document";
import { projectOfTests } from "../../tools/project";

/** Where this project lies. */
export const root = join(__dirname, "..", "..");

export interface PlanOptions {
    /** Relative to the project. @default tests/fixtures/stacks/Pulumi.<stack>.yaml */
    readonly configFile?: string;
    readonly preview?: boolean;
    /** Settings that win over the file's: `namespace:key` to its value. @default none */
    readonly overrides?: Readonly<Record<string, unknown>>;
    /** Another program, relative to the project. @default the project's own */
    readonly program?: string;
}

const plans = new Map<string, Promise<Plan>>();

/** What the whole program asks for in one of the tests' own stacks; made once per process and frozen, so that no test changes it for another. */
export async function planOf(stack: string, options: PlanOptions = {}): Promise<Plan> {
    const key = JSON.stringify([stack, options]);
    const known = plans.get(key);
    if (known !== undefined) {
        return known;
    }
    const plan = makePlan({ stack, ...options, cwd: projectOfTests() }).then(frozen);
    plans.set(key, plan);
    return plan;
}

/** Has the tests of a suite work where the stacks are the tests' own, as a person works in a project's folder. */
export function workInProjectOfTests(): void {
    const folder = process.cwd();
    before(() => process.chdir(projectOfTests()));
    after(() => process.chdir(folder));
}

function frozen<T>(value: T): T {
    if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
        Object.values(Object.freeze(value)).forEach(frozen);
    }
    return value;
}

/** A stack that is called as SageMaker calls projects: the line of the example as a project of SageMaker Studio's. */
export const PROJECT = "p-000000000000";

export function planOfProject(): Promise<Plan> {
    return planOf(PROJECT, { configFile: "examples/image-classification/studio/project.yaml" });
}
