import { recordPlan } from "../../cli/plan/record";
import type { JsonObject, Plan, PlannedResource } from "../../plan/document";
import { join } from "node:path";

import { Resource } from "@pulumi/pulumi";

/** What one `new …` asked of the engine. */
export type Registration = PlannedResource;

export interface RecordOptions {
    /** As `pulumi preview` of an empty account: what AWS decides is unknown, so nothing made from it is seen. @default false */
    readonly preview?: boolean;
    /** @default "project" */
    readonly project?: string;
    /** @default "stack" */
    readonly stack?: string;
    /** `namespace:key` to text. @default the account and region below */
    readonly config?: Readonly<Record<string, string>>;
    /** Keys of `config` that are secret. @default none */
    readonly secretKeys?: readonly string[];
    /** The calls this test expects, by token; any other one is an error. @default none */
    readonly calls?: Readonly<Record<string, (inputs: JsonObject) => JsonObject>>;
    /** How long nothing may happen before the test fails. @default 5000 */
    readonly patienceMs?: number;
}

export interface Recording {
    /** Everything but the stack itself, parents first. */
    readonly registrations: readonly Registration[];
    readonly outputs: JsonObject;
    readonly plan: Plan;
    /** The one registration of this type and name; throws where there is none or more than one. */
    one(type: string, name?: string): Registration;
    all(type: string): readonly Registration[];
}

export const account = "111122223333";
export const region = "eu-west-1";
const root = join(__dirname, "..", "..");

/** Constructs things, waits until all of it has settled, and returns what was registered. What fails inside, fails here. */
export async function record(construct: () => unknown, options: RecordOptions = {}): Promise<Recording> {
    const project = options.project ?? "project";
    const { calls = {} } = options;
    const plan = await recordPlan(
        {
            project: {
                root,
                folder: root,
                name: project,
                program: "",
                stack: options.stack ?? "stack",
                config: options.config ?? { "aws:region": region, [`${project}:account`]: account },
                secretKeys: options.secretKeys ?? [],
                secretTexts: (options.secretKeys ?? []).flatMap((key) => options.config?.[key] ?? []),
                autonaming: {},
            },
            preview: options.preview,
            keepModules: true,
            patienceMs: options.patienceMs,
            calls: (token, inputs) => calls[token]?.(inputs),
        },
        async () => outputsOnly(await construct()),
    );
    const registrations = plan.resources.filter((resource) => resource.parent !== undefined);
    const all = (type: string): readonly Registration[] => registrations.filter((each) => each.type === type);
    return {
        registrations,
        outputs: plan.outputs,
        plan,
        all,
        one: (type, name) => {
            const found = all(type).filter((each) => name === undefined || each.name === name);
            const [only] = found;
            if (only === undefined || found.length > 1) {
                const what = name === undefined ? type : `${type} "${name}"`;
                const seen = registrations.map((each) => `${each.type} "${each.name}"`).join("\n  ");
                throw new Error(`expected one ${what}, found ${found.length} among\n  ${seen}`);
            }
            return only;
        },
    };
}

/** `() => new Bucket(…)` is how a test is written shortest; it does not mean the bucket as a stack output. */
function outputsOnly(returned: unknown): unknown {
    const all: readonly unknown[] = Array.isArray(returned) ? returned : [returned];
    return all.some((each) => Resource.isInstance(each)) || typeof returned !== "object" ? undefined : returned;
}
