// How a file of calls puts its rows as questions; and what every request says about itself.
import { readArn } from "../plan/arn";
import type { Plan, Plans } from "../plan/plans";
import type { Context, Row } from "./calls/types";
import type { Question } from "./verdicts";

/** Who calls AWS while a line runs: a service under a role, or as itself. One file each, and a line in calls/index.ts. */
export interface Caller {
    /** As the service is called. */
    readonly of: string;
    /** Every call that these plans imply, each of which must be allowed. */
    asks(plans: Plans): readonly (Question | Unknown)[];
}

/** What a plan wires and no rows speak of. */
export interface Unknown {
    readonly unknown: string;
}

/** Where a call is made. */
export interface At {
    readonly plans: Plans;
    readonly plan: Plan;
}

/** The rows as questions of one caller, in one situation. */
export function asks<S extends At>(
    says: string,
    by: string,
    rows: readonly Row<S>[],
    at: S,
    more: Context = {},
): readonly Question[] {
    return rows.flatMap(({ action, on, context, source }) =>
        on(at).map((resource) => ({
            says,
            by,
            action,
            on: resource,
            account: accountOf(at.plans, resource, at.plan),
            context: { ...always(by, resource, at.plan), ...more, ...context?.(at, resource) },
            source,
        })),
    );
}

/** A service takes on a role, on behalf of the resource that says so. */
export function assumes({ account }: Plan, service: string, role: string, behalf: string): Question {
    return {
        says: `${service} assumes ${role.split("/").pop()}`,
        by: service,
        action: "sts:AssumeRole",
        on: role,
        account,
        context: onBehalf(behalf, account),
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    };
}

/** What every request says about itself. */
export function always(by: string, on: string, plan: Plan): Context {
    return {
        "aws:SecureTransport": "true",
        "aws:ResourceAccount": plan.account,
        "aws:RequestedRegion": readArn(on).region || plan.region,
        ...(by.startsWith("arn:") ? { "aws:PrincipalArn": by, "aws:PrincipalAccount": readArn(by).account } : {}),
    };
}

/** All that a service says which does not say for whom it acts. */
export const SECURE: Context = { "aws:SecureTransport": "true" };

/** For whom a service acts: the resource that made it, and its account. */
export function onBehalf(arnOfResource: string, account: string): Context {
    return { ...SECURE, "aws:SourceAccount": account, "aws:SourceArn": arnOfResource };
}

/** The account a resource lies in; an S3 ARN leaves it out. */
export function accountOf(plans: Plans, on: string, plan: Plan): string {
    return readArn(on).account || (plans.at(on.split("/")[0] ?? "")?.plan.account ?? plan.account);
}
