// Plans with one statement less, and which of the calls that AWS and the scripts make that would stop.
import type { JsonObject, Plan } from "../../plan/document";
import { Verdicts, type Question } from "../../iam/verdicts";
import { isRecord, parsed, Plans, records, text, texts } from "../../plan/plans";
import { policiesOf } from "../../iam/policies";
import { wanted } from "./questions";

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

/** Those of the questions that IAM answers with no, in the words of questions.ts. */
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
