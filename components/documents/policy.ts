import * as pulumi from "@pulumi/pulumi";

import type { Statement } from "../shell";

/** Who may assume a role, or use what a resource policy guards. */
export type Principal = { readonly Service: string | readonly string[] } | { readonly AWS: pulumi.Input<string> };

/** Renders an IAM policy; equal statements give equal text, so that nothing differs without a change. */
export function renderPolicy(statements: readonly Statement[]): pulumi.Output<string> {
    return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements.map(allowing) });
}

/** What a resource allows or denies, and to whom. */
export type ResourceStatement = Statement & {
    readonly to: Principal | "*";
    /** @default "Allow" */
    readonly effect?: "Allow" | "Deny";
};

/** Renders the policy of a resource: the same statements, each with the principals it speaks to. */
export function renderResourcePolicy(statements: readonly ResourceStatement[]): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: statements.map(({ to, effect, ...statement }) => ({
            ...allowing(statement),
            Effect: effect ?? "Allow",
            Principal: to,
        })),
    });
}

/**
 * Lets a service assume a role, for this account only: without the condition, a service that acts for another
 * account could be talked into using ours (the confused deputy).
 */
export function trustService(service: string, account: string): pulumi.Output<string> {
    return trust({ Service: service }, { StringEquals: { "aws:SourceAccount": account } });
}

/**
 * Lets instances of this account assume a role. EC2 gives a role to an instance of its own account only, and AWS shows its
 * trust without a condition; under one whose key EC2 does not send, no machine would get credentials.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
 */
export function trustInstances(): pulumi.Output<string> {
    return trust({ Service: "ec2.amazonaws.com" });
}

/**
 * Lets CloudFormation act under a role. Whoever names it for a stack must be allowed to pass it; AWS shows its trust without a
 * condition, and under one whose key CloudFormation does not send, no stack would change.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 */
export function trustStacks(): pulumi.Output<string> {
    return trust({ Service: "cloudformation.amazonaws.com" });
}

/**
 * Lets ECS act on a load balancer under a role. Whoever names it for a service must be allowed to pass it; AWS shows its trust
 * without a condition, and under one whose key ECS does not send, no service would be created.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
 */
export function trustServices(): pulumi.Output<string> {
    return trust({ Service: "ecs.amazonaws.com" });
}

/** Lets one other role, or one user, assume a role. */
export function trustIdentity(arn: pulumi.Input<string>): pulumi.Output<string> {
    return trust({ AWS: arn });
}

function trust(principal: Principal, condition?: Statement["when"]): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [{ Action: "sts:AssumeRole", Condition: condition, Effect: "Allow", Principal: principal }],
    });
}

/** A statement in IAM's own words. */
export function allowing({ actions, on, when }: Statement): Record<string, unknown> {
    return { Action: actions, Condition: when, Effect: "Allow", Resource: [on].flat() };
}
