// What an operation of Pulumi Deployments may do in AWS: a role for each kind of it, and a boundary around the one that writes.
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { autonamed, type EnvironmentRef } from "../../environment-ref";
import { renderPolicy } from "../../documents/policy";
import { type CloudStack, type Operation, trustPulumi } from "../../documents/pulumi-trust";
import type { Statement } from "../../shell";

/** A role, and the operations that take it on. */
export interface OperationRole {
    readonly arn: pulumi.Output<string>;
    readonly operations: readonly Operation[];
}

/**
 * What a preview asks AWS, which runs the code of a pull request: the zones of the region, a login to the registry with no
 * right to any repository, and which objects there are. No object, parameter or secret is read, and nothing is written.
 */
export function previewStatements({ partition }: EnvironmentRef, stack: string): Statement[] {
    const bucketsOfStack = `arn:${partition}:s3:::${autonamed("*", { environment: stack })}`;
    return [
        {
            actions: ["ec2:DescribeAvailabilityZones", "ecr:GetAuthorizationToken"],
            on: "*",
            because: "neither knows resources, and a login alone opens no repository",
        },
        { actions: ["s3:ListBucket"], on: [bucketsOfStack] },
    ];
}

/**
 * Roles and policies of IAM that bear the stack's name. PowerUserAccess has everything but IAM; users are in neither, so a
 * stack whose team has them is brought up by hand.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/PowerUserAccess.html
 */
export function updateStatements({ partition, account }: EnvironmentRef, stack: string): Statement[] {
    const own = (kind: string): string =>
        `arn:${partition}:iam::${account}:${kind}/${autonamed("*", { environment: stack })}`;
    return [
        {
            actions: [
                ...["Create", "Delete", "Get", "Tag", "Untag", "Update"].map((verb) => `iam:${verb}Role`),
                ...["Put", "Delete", "Get", "Attach", "Detach"].map((verb) => `iam:${verb}RolePolicy`),
                ...["iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole"],
                ...["iam:UpdateAssumeRolePolicy", "iam:UpdateRoleDescription", "iam:ListRoleTags", "iam:PassRole"],
            ],
            on: [own("role")],
        },
        {
            actions: [
                ...["Create", "Delete", "Get", "Tag", "Untag"].map((verb) => `iam:${verb}InstanceProfile`),
                ...["iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile"],
            ],
            on: [own("instance-profile"), own("role")],
        },
        {
            actions: [
                ...["Create", "Delete", "Get", "Tag", "Untag"].map((verb) => `iam:${verb}Policy`),
                ...["iam:CreatePolicyVersion", "iam:DeletePolicyVersion", "iam:GetPolicyVersion"],
                "iam:ListPolicyVersions",
            ],
            on: [own("policy")],
        },
        {
            actions: [
                ...["Create", "Delete", "Get", "Update"].map((verb) => `iam:${verb}Group`),
                ...["Put", "Delete", "Get", "Attach", "Detach"].map((verb) => `iam:${verb}GroupPolicy`),
                ...["iam:ListAttachedGroupPolicies", "iam:ListGroupPolicies"],
            ],
            on: [own("group")],
        },
    ];
}

/**
 * What an update may never do, whatever policy somebody attaches to its role later: change what deploys it or what signs in
 * to the account, make users and keys, or leave the account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryText({ partition, account }: EnvironmentRef, guarded: string): pulumi.Output<string> {
    const arn = (resource: string): string => `arn:${partition}:iam::${account}:${resource}`;
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            { Effect: "Allow", Action: "*", Resource: "*" },
            {
                Sid: "WhatDeploysStays",
                Effect: "Deny",
                Action: "iam:*",
                Resource: [
                    arn(`role/${guarded}-*`),
                    arn(`policy/${guarded}-*`),
                    arn("oidc-provider/*"),
                    arn("saml-provider/*"),
                ],
            },
            {
                Sid: "NobodyIsMade",
                Effect: "Deny",
                Action: ["iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"],
                Resource: "*",
            },
            { Sid: "TheAccountStays", Effect: "Deny", Action: ["organizations:*", "account:*"], Resource: "*" },
        ],
    });
}

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
    const name = `${prefix}-${stack.stack}`;
    const boundary = new iam.Policy(`${name}-boundary`, { policy: boundaryText(ref, prefix) }, opts);
    const role = (power: string, operations: readonly Operation[], more: Partial<iam.RoleArgs>): iam.Role =>
        new iam.Role(
            `${name}-${power}`,
            { assumeRolePolicy: trustPulumi(providerArn, stack, operations), ...more },
            opts,
        );
    const managed = (to: iam.Role, power: string, policy: string): void => {
        const policyArn = `arn:${ref.partition}:iam::aws:policy/${policy}`;
        new iam.RolePolicyAttachment(`${name}-${power}`, { role: to.name, policyArn }, opts);
    };
    const inline = (to: iam.Role, power: string, statements: readonly Statement[]): void => {
        new iam.RolePolicy(`${name}-${power}`, { role: to.id, policy: renderPolicy(statements) }, opts);
    };

    const preview = role("preview", ["preview"], {});
    inline(preview, "preview", previewStatements(ref, stack.stack));
    // Of drift Pulumi's pages do not say whether its token names it or the refresh that it is; both are of what was merged.
    // unverified: the operation in the subject of a drift run's token is detect-drift or refresh | fails as: the run ends with AccessDenied for sts:AssumeRoleWithWebIdentity, and nothing is changed | settle: a pre-run command `cut -d. -f2 /mnt/pulumi/pulumi.oidc | base64 -d` in one drift run
    const look: readonly Operation[] = ["detect-drift", "refresh"];
    const read = role("drift", look, {});
    managed(read, "drift", "ReadOnlyAccess");
    const update = role("update", ["update"], { permissionsBoundary: boundary.arn });
    managed(update, "update", "PowerUserAccess");
    inline(update, "update", updateStatements(ref, stack.stack));
    return [
        { arn: preview.arn, operations: ["preview"] },
        { arn: read.arn, operations: look },
        { arn: update.arn, operations: ["update"] },
    ];
}
