import type { Question } from "../../iam/verdicts";
import type { Context, Statement } from "../../iam/evaluate";
import type { Verdict } from "./gateway";

type Where = (Verdict & { readonly allowed: false })["where"];

/** Without these a statement says more than the call needs. */
const PURPOSES: Readonly<Record<string, readonly string[]>> = {
    "iam:PassRole": ["iam:PassedToService"],
    "events:PutEvents": ["events:source"],
};
/** For whom a service acts: without it, anybody could make it act for them. */
const BEHALF = "aws:SourceAccount";

/** The statement that would allow a call and nothing else, as its place wants it written. */
export function missingStatement({ by, action, on, context }: Question, where: Where): Statement {
    const asService = !by.startsWith("arn:");
    const keys = [...purposesOf(action), ...(asService ? [BEHALF] : [])];
    const condition = conditionOf(keys, context);
    const principal = asService ? { Service: by } : { AWS: by };
    return {
        Effect: "Allow",
        ...(where === "identity" || where === "boundary" ? {} : { Principal: principal }),
        Action: action,
        // A trust policy stands on its role, and a key's policy on its key.
        ...(where === "trust" ? {} : { Resource: where === "key" ? "*" : on }),
        ...condition,
    };
}

function purposesOf(action: string): readonly string[] {
    return action.startsWith("kms:") ? ["kms:ViaService"] : (PURPOSES[action] ?? []);
}

function conditionOf(keys: readonly string[], context: Context): { readonly Condition?: Statement } {
    const one = keys.filter((key) => typeof context[key] === "string");
    const many = keys.filter((key) => Array.isArray(context[key]));
    const pick = (some: readonly string[]) => Object.fromEntries(some.map((key) => [key, context[key]]));
    if (one.length + many.length === 0) return {};
    return {
        Condition: {
            ...(one.length > 0 ? { StringEquals: pick(one) } : {}),
            ...(many.length > 0 ? { "ForAllValues:StringEquals": pick(many) } : {}),
        },
    };
}
