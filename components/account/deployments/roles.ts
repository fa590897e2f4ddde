// Which role an operation of Pulumi Deployments takes on.
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentRef } from "../../environment-ref";
import { type CloudStack, type Operation, trustPulumi } from "../../documents/pulumi-trust";
import { type Power, powersOver } from "../powers";

/** A role, and the operations that take it on. */
export interface OperationRole {
    readonly arn: pulumi.Output<string>;
    readonly operations: readonly Operation[];
}

// Of drift Pulumi's pages do not say whether its token names it or the refresh that it is; both are of what was merged.
// unverified: the operation in the subject of a drift run's token is detect-drift or refresh | fails as: the run ends with AccessDenied for sts:AssumeRoleWithWebIdentity, and nothing is changed | settle: a pre-run command `cut -d. -f2 /mnt/pulumi/pulumi.oidc | base64 -d` in one drift run
const OPERATIONS: readonly (readonly [Power, readonly Operation[]])[] = [
    ["preview", ["preview"]],
    ["drift", ["detect-drift", "refresh"]],
    ["update", ["update"]],
];

/** Each role trusts its own operations on its own stack: a preview that asks for the one that writes is refused by STS. */
export function operationRoles(
    prefix: string,
    {
        stack,
        ref,
        providerArn,
    }: { readonly stack: CloudStack; readonly ref: EnvironmentRef; readonly providerArn: pulumi.Input<string> },
    opts: pulumi.CustomResourceOptions,
): OperationRole[] {
    const powers = OPERATIONS.map(([power, operations]) => ({
        power,
        trust: trustPulumi(providerArn, stack, operations),
    }));
    const arns = powersOver(`${prefix}-${stack.stack}`, { stack: stack.stack, ref, powers }, opts);
    return OPERATIONS.flatMap(([, operations], at) => {
        const arn = arns[at];
        return arn ? [{ arn, operations }] : [];
    });
}
