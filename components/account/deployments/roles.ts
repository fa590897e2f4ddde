// The roles that operations of Pulumi Deployments assume.
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentRef } from "../../environment-ref";
import { type CloudStack, type Operation, trustNumbered, trustPulumi } from "../../documents/pulumi-trust";
import { reviewBoundary } from "../boundaries";
import { type Power, powersOver } from "../powers";
import { namesOfReviewStacks } from "./review-stacks";

/** A role, and the operations that assume it. */
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

interface Wanted {
    readonly stack: CloudStack;
    readonly ref: EnvironmentRef;
    readonly providerArn: pulumi.Input<string>;
}

/** Each role trusts only its own operations on its own stack: STS refuses a preview that asks for the role of updates. */
export function operationRoles(
    prefix: string,
    { stack, ref, providerArn }: Wanted,
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

// unverified: tokens of a pull request's stack name the operation that makes it update, and the one at its end destroy | fails as: the review stack ends with AccessDenied for sts:AssumeRoleWithWebIdentity, and nothing is made, or at the end it stays | settle: a pre-run command `cut -d. -f2 /mnt/pulumi/pulumi.oidc | base64 -d` in one pull request
const IN_REVIEW: readonly Operation[] = ["update", "destroy"];

/**
 * The role of the stacks that are made of a template, one for each pull request: each runs the pull request's code, makes
 * everything, and takes it away. The template itself is never brought up, and no role trusts it.
 */
export function reviewRoles(
    prefix: string,
    { stack: { stack, ...cloud }, ref, providerArn, begins }: Wanted & { readonly begins: string },
    opts: pulumi.CustomResourceOptions,
): OperationRole[] {
    const names = namesOfReviewStacks(begins);
    const trust = trustNumbered(providerArn, { ...cloud, begins }, IN_REVIEW);
    const powers = [{ power: "update", trust }] as const;
    const arns = powersOver(
        `${prefix}-${stack}`,
        { stack, names, ref, boundary: reviewBoundary(ref, names), powers },
        opts,
    );
    return arns.map((arn) => ({ arn, operations: IN_REVIEW }));
}
