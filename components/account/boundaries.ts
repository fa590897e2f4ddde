// Permissions boundaries: of the role that brings a stack up, and of the roles that it makes.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
import * as pulumi from "@pulumi/pulumi";

import { autonamed, type EnvironmentRef } from "../environment-ref";

const NOBODY_IS_MADE = ["iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"];

/** A fixed name, because the stack whose roles have it must know it before the account's stack exists. */
export function rolesBoundaryName({ project }: Pick<EnvironmentRef, "project">, stack: string): string {
    return `${project}-${stack}-boundary`;
}

export function rolesBoundaryArn(ref: EnvironmentRef, stack: string): string {
    return `arn:${ref.partition}:iam::${ref.account}:policy/${rolesBoundaryName(ref, stack)}`;
}

/** A statement of a boundary, which also denies. */
export type Statement = Readonly<Record<string, unknown>>;

/**
 * What an update may never do, whatever is attached to its role later: change what deploys it or what signs in to the account, make
 * users and keys, or leave the organization. What deploys it has the name of the account's own stack.
 */
export function updateBoundary(ref: EnvironmentRef, more: readonly Statement[] = []): pulumi.Output<string> {
    const arn = (resource: string): string => `arn:${ref.partition}:iam::${ref.account}:${resource}`;
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            { Effect: "Allow", Action: "*", Resource: "*" },
            {
                Sid: "WhatDeploysStays",
                Effect: "Deny",
                Action: "iam:*",
                Resource: [
                    arn(`role/${autonamed("*", ref)}`),
                    arn(`policy/${autonamed("*", ref)}`),
                    arn(`policy/${rolesBoundaryName(ref, "*")}`),
                    arn("oidc-provider/*"),
                    arn("saml-provider/*"),
                ],
            },
            { Sid: "NobodyIsMade", Effect: "Deny", Action: NOBODY_IS_MADE, Resource: "*" },
            { Sid: "TheAccountStays", Effect: "Deny", Action: ["organizations:*", "account:*"], Resource: "*" },
            ...more,
        ],
    });
}

/**
 * What the code of a pull request may never do either: assume a role other than those of stacks like its own. PowerUserAccess lets
 * it assume any role that trusts this account, also in other accounts.
 */
export function reviewBoundary(
    ref: EnvironmentRef,
    names: string,
    more: readonly Statement[] = [],
): pulumi.Output<string> {
    const own = `arn:${ref.partition}:iam::${ref.account}:role/${autonamed("*", { environment: names })}`;
    return updateBoundary(ref, [
        { Sid: "NobodyElse", Effect: "Deny", Action: ["sts:AssumeRole", "sts:AssumeRoot"], NotResource: own },
        ...more,
    ]);
}

/**
 * What a role of a stack may never do: anything with IAM except pass its stack's own roles, and assume any other role. So whoever
 * may merge cannot give a role more than the update that makes it has.
 */
export function rolesBoundary(ref: EnvironmentRef, stack: string): pulumi.Output<string> {
    const role = (name: string): string => `arn:${ref.partition}:iam::${ref.account}:role/${name}`;
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "NotWhoMayWhat",
                Effect: "Allow",
                NotAction: ["iam:*", "sts:AssumeRole*", "sts:GetFederationToken", "organizations:*", "account:*"],
                Resource: "*",
            },
            {
                Sid: "RolesOfItsOwnStack",
                Effect: "Allow",
                Action: ["iam:PassRole", "sts:AssumeRole"],
                Resource: role(autonamed("*", { environment: stack })),
            },
            {
                // What they may do AWS has written: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
                Sid: "RolesOfServices",
                Effect: "Allow",
                Action: "iam:CreateServiceLinkedRole",
                Resource: role("aws-service-role/*"),
            },
        ],
    });
}
