// Judges calls by the policies of the plans, as IAM would. What the plans leave open is denied, and the verdict says so.
import { accountOf, always } from "../../iam/asking";
import { MADE_UP } from "../../iam/calls/stores";
import type { Context, Decision, Statement } from "../../iam/evaluate";
import { policiesOf } from "../../iam/policies";
import { callersOf } from "../../iam/role-policies";
import { type Question, Verdicts } from "../../iam/verdicts";
import { readArn } from "../../plan/arn";
import { type Plan, type Plans, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { Call, Judge, Verdict } from "./gateway";

/** Of what AWS says about every request, the part that is not there unless the call says so itself. */
const ABSENT = /^aws:(calledvia|federatedprovider|multifactorauth|principal(arn|account)|source(arn|account|identity))/;

type Denial = Verdict & { readonly allowed: false };

export function judgeOf(plans: Plans): Judge {
    const roles = new Set(plans.ofType(TYPE.role).map(({ resource }) => text(resource, "arn")));
    const verdicts = new Verdicts(policiesOf(plans), new Set(callersOf(plans)));
    return (call) => {
        const question = questionOf(call, plans);
        const strangers = [call.by.role, call.action.startsWith("sts:AssumeRole") ? call.on : ""]
            .filter((arn) => /^arn:[^:]+:iam::\d+:role\//.test(arn) && !roles.has(arn))
            .map((role) => `${role} is in no plan, so nobody can say what its policies are`);
        const decision = verdicts.decide(question);
        if (decision.allowed && strangers.length === 0) return { allowed: true };
        return denial(question, decision, [...strangers, ...decision.doubts]);
    };
}

function denial(question: Question, decision: Decision, doubts: readonly string[]): Denial {
    const { lacks, forbiddenBy } = decision;
    const where = placeOf(question, forbiddenBy?.in ?? lacks ?? "identity");
    return {
        allowed: false,
        where,
        missing: forbiddenBy
            ? `nothing that is added helps while this statement is there:\n${pretty(forbiddenBy.statement)}`
            : pretty(missingStatement(question, where)),
        ...(doubts.length > 0 ? { undecided: doubts.join("; ") } : {}),
    };
}

/** Where the policy is to be found. */
function placeOf({ action }: Question, side: "identity" | "boundary" | "resource"): Denial["where"] {
    if (side !== "resource") return side;
    if (action.startsWith("sts:AssumeRole")) return "trust";
    return action.startsWith("kms:") ? "key" : "resource";
}

function questionOf({ by, action, on, context = {} }: Call, plans: Plans): Question {
    const plan = planOf(by.role, on, context, plans);
    const account = accountOf(plans, on, plan);
    return {
        by: by.role,
        action,
        on,
        account,
        context: {
            ...always(by.role, on, { ...plan, account }),
            ...namesOf(action, on, plans),
            "aws:CurrentTime": new Date().toISOString(),
            ...context,
        },
        leavesOpen: (key) => key.startsWith("aws:") && !ABSENT.test(key),
        says: by.as,
        source: "the rehearsal",
    };
}

/** KMS also knows a key by its aliases. */
function namesOf(action: string, on: string, plans: Plans): Context {
    const aliases = action.startsWith("kms:") ? plans.aliasesOf(on) : [];
    return aliases.length > 0 ? { "kms:ResourceAliases": aliases } : {};
}

/** Whose region and account a request is made in: the caller's, else those of what a service acts for or on. */
function planOf(by: string, on: string, context: Context, plans: Plans): Plan {
    const account = readArn(by).account || String(context["aws:SourceAccount"] ?? readArn(on).account);
    const found =
        plans.at(by)?.plan ?? plans.all.find((plan) => plan.account === account) ?? plans.at(on)?.plan ?? plans.all[0];
    if (!found) throw new Error("a judge needs at least one plan");
    return found;
}

function pretty(statement: unknown): string {
    return JSON.stringify(statement, null, 2);
}

/** Without these a statement says more than the call needs. */
const PURPOSES: Readonly<Record<string, readonly string[]>> = {
    "iam:PassRole": ["iam:PassedToService"],
    "events:PutEvents": ["events:source"],
};
/** For whom a service acts: without it, another account could make it act for itself. */
const BEHALF = "aws:SourceAccount";

/** The statement that would allow a call and nothing else, as its place wants it written. */
function missingStatement({ by, action, on, context }: Question, where: Denial["where"]): Statement {
    const asService = !by.startsWith("arn:");
    const byToken = action === "sts:AssumeRoleWithWebIdentity";
    const keys = [...purposesOf(action), ...(asService ? [BEHALF] : []), ...(byToken ? claimsIn(context) : [])];
    const condition = conditionOf(keys, context);
    const principal = byToken ? { Federated: by } : asService ? { Service: by } : { AWS: by };
    return {
        Effect: "Allow",
        ...(where === "identity" || where === "boundary" ? {} : { Principal: principal }),
        Action: action,
        // A trust policy stands on its role, and a key's policy on its key.
        ...(where === "trust" ? {} : { Resource: where === "key" ? "*" : lasting(on) }),
        ...condition,
    };
}

/** What a service makes up anew each time, at the end of a name. */
const MADE_UP_EACH_TIME = new RegExp(
    [
        `(?<=/)${MADE_UP}$`,
        "(?<=:(task|service-deployment|service-revision)/.+/)[^/]+$",
        "(?<=:log-stream:.*)[0-9a-f-]{32,36}$",
    ].join("|"),
);

/** A statement that names what never comes again would help once. */
function lasting(arn: string): string {
    return arn.replace(MADE_UP_EACH_TIME, "*");
}

/** For whom a token is, and whose: without both, everybody else whom the provider knows comes in too. */
function claimsIn(context: Context): readonly string[] {
    return Object.keys(context).filter((key) => /^[^:]+\.[^:]+:(aud|sub)$/.test(key));
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
