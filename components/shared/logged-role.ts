import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { trustService } from "../documents/policy";
import type { Statement } from "../shell";
import { makeRole, type RoleInUse } from "./role";

interface LoggedRoleArgs {
    /** The service that acts under it, as `lambda.amazonaws.com`. */
    readonly service: string;
    readonly allow: readonly Statement[];
}

/** A log that ends some day, and the role of what writes into it. */
export function makeLoggedRole(
    name: string,
    { service, allow }: LoggedRoleArgs,
    { account, retention }: Pick<EnvironmentContext, "account" | "retention">,
    opts: pulumi.CustomResourceOptions,
): { readonly log: cloudwatch.LogGroup; readonly role: RoleInUse } {
    const log = new cloudwatch.LogGroup(name, { retentionInDays: retention.logRetentionDays }, opts);
    const writes: Statement = {
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        on: [pulumi.interpolate`${log.arn}:*`],
    };
    return { log, role: makeRole(name, { trust: trustService(service, account), allow: [writes, ...allow] }, opts) };
}
