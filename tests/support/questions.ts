// Questions as tests/iam/support/questions.ts foresees them and calls as they were made, in one language: what AWS names by chance
// is left out.
import { policiesOf } from "../../iam/policies";
import { type Question, Verdicts } from "../../iam/verdicts";
import type { JsonObject, Plan } from "../../plan/document";
import { isRecord, parsed, Plans, records, text, texts } from "../../plan/plans";
import type { Fact } from "../../rehearsal/engine/journal";

/** Names that only the call itself knows, and what stands in their place. */
const BY_CHANCE: readonly (readonly [RegExp, string])[] = [
    [/^(arn:aws:s3:::[^/]+\/[^/]+\/[^/]+\/)[A-Za-z0-9]{7}$/, "$1<of this run>"],
    [/(\/evidence\/[^/]+\/)[0-9a-f-]{36}\.md$/, "$1<execution>.md"],
    [/(\/builds\/[^/]+\/)[0-9a-f-]{36,64}\.json$/, "$1<digest>.json"],
    [/(:log-group:[^:]+:log-stream:)i-[0-9a-f]+(\/\w+)?$/, "$1<machine>"],
    [/(:instance\/)[^/]+$/, "$1<machine>"],
    [/(:log-group:[^:]+:log-stream:(?:\w+\/)*)[^:/]+$/, "$1<stream>"],
    [/(:task\/[^/]+\/)[0-9a-f]+$/, "$1<task>"],
    [/(:task-set\/.*\/ecs-svc\/)\d+$/, "$1<task set>"],
    [/(:task-definition\/[^:]+):\d+$/, "$1:<revision>"],
];

/** Who, what and on what, without what is chance. */
export function wanted({ by, action, on }: Pick<Question, "by" | "action" | "on">): string {
    const settled = BY_CHANCE.reduce((text, [chance, instead]) => text.replace(chance, instead), on);
    return `${by} ${action} on ${settled}`;
}

/** Every question that was asked at the gateway. */
export function askedFor(facts: readonly Fact[]): ReadonlySet<string> {
    return new Set(facts.filter(isQuestion).map(questionIn));
}

export function isQuestion({ kind }: Fact): boolean {
    return kind === "allowed" || kind === "denied";
}

export function questionIn({ about, data }: Fact): string {
    return wanted({ by: String(data["role"]), action: about, on: String(data["on"]) });
}

// Plans with one statement less, and which of the calls that AWS and the scripts make that would stop.

/** Inputs that hold a policy. */
const POLICY_INPUTS = ["policy", "assumeRolePolicy", "policyDocument"];

/** One statement of one policy. */
export interface Removal {
    readonly says: string;
    readonly urn: string;
    readonly input: string;
    readonly at: number;
}

/** Every statement that permits something; those that forbid let more happen when they go. */
export function everyRemoval(plans: readonly Plan[]): readonly Removal[] {
    return plans.flatMap(({ stack, resources }) =>
        resources.flatMap(({ urn, type, name, inputs }) =>
            POLICY_INPUTS.flatMap((input) =>
                statementsIn(inputs[input]).flatMap(({ Effect, Action }, at) => {
                    const kind = type.split(":").pop() ?? type;
                    const says = `${stack} ${name} (${kind}), ${input} ${at + 1}: ${texts(Action).join(", ")}`;
                    return Effect === "Allow" ? [{ says, urn, input, at }] : [];
                }),
            ),
        ),
    );
}

export function without(plans: readonly Plan[], { urn, input, at }: Removal): readonly Plan[] {
    return plans.map((plan) => ({
        ...plan,
        resources: plan.resources.map((resource) => {
            if (resource.urn !== urn) return resource;
            const document = parsed(resource.inputs[input]);
            const left = statementsIn(resource.inputs[input]).filter((_, index) => index !== at);
            const changed = JSON.stringify({ ...(document as JsonObject), Statement: left });
            return { ...resource, inputs: { ...resource.inputs, [input]: changed } };
        }),
    }));
}

/** Those of the questions that IAM answers with no, as `wanted` says them. */
export function refusedBy(plans: readonly Plan[], questions: readonly Question[]): ReadonlySet<string> {
    const known = new Plans(plans);
    const roles = known.ofType("aws:iam/role:Role").map(({ resource }) => text(resource, "arn"));
    const verdicts = new Verdicts(policiesOf(known), new Set(roles));
    return new Set(questions.filter((question) => !verdicts.allows(question)).map(wanted));
}

function statementsIn(value: unknown): readonly Record<string, unknown>[] {
    const document = parsed(value);
    return isRecord(document) ? records(document["Statement"]) : [];
}
