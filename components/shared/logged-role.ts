import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { trustService } from "../documents/policy";
import type { Statement } from "../shell";
import { makeRole, type RoleInUse } from "./role";

/** A log group that others write to as well, and the prefix of one's own streams in it. */
export interface SharedLog {
    readonly log: cloudwatch.LogGroup;
    readonly stream: string;
}

interface LoggedRoleArgs {
    /** The service that acts under it, as `lambda.amazonaws.com`. */
    readonly service: string;
    readonly allow: readonly Statement[];
    /** @default - a log group of its own */
    readonly shares?: SharedLog;
}

/** Makes a log group whose entries expire. */
export function makeLog(
    name: string,
    { retention }: Pick<EnvironmentContext, "retention">,
    opts: pulumi.CustomResourceOptions,
): cloudwatch.LogGroup {
    return new cloudwatch.LogGroup(name, { retentionInDays: retention.logRetentionDays }, opts);
}

/** A log group, and the role that writes to it. */
export function makeLoggedRole(
    name: string,
    { service, allow, shares }: LoggedRoleArgs,
    { account, retention }: Pick<EnvironmentContext, "account" | "retention">,
    opts: pulumi.CustomResourceOptions,
): { readonly log: cloudwatch.LogGroup; readonly role: RoleInUse } {
    const log = shares?.log ?? makeLog(name, { retention }, opts);
    const streams = shares ? `log-stream:${shares.stream}*` : "*";
    const writes: Statement = {
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        on: [pulumi.interpolate`${log.arn}:${streams}`],
    };
    return { log, role: makeRole(name, { trust: trustService(service, account), allow: [writes, ...allow] }, opts) };
}
