import * as pulumi from "@pulumi/pulumi";

import { allowing } from "../documents/policy";
import type { Statement } from "../shell";

/** Renders a group's permissions and denials. */
export function renderAccess(may: readonly Statement[], never: readonly Statement[]): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [...may.map(allowing), ...never.map((statement) => ({ ...allowing(statement), Effect: "Deny" }))],
    });
}

/**
 * Lets users of this account assume a role, with a second factor and their own user name as session name. CodePipeline and
 * CodeCommit identify a person by that name, so if it could be chosen freely, one person could look like two.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_rolesessionname
 */
export function trustPeople(arns: readonly string[]): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Action: "sts:AssumeRole",
                Condition: {
                    Bool: { "aws:MultiFactorAuthPresent": "true" },
                    StringEquals: { "sts:RoleSessionName": "${aws:username}" },
                },
                Effect: "Allow",
                Principal: { AWS: [...arns].sort() },
            },
        ],
    });
}

/** What a person may do without a second factor: get one, change the password, and use git, which cannot show one. */
const WITHOUT_MFA = [
    "codecommit:GitPull",
    "codecommit:GitPush",
    "iam:ChangePassword",
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetAccountPasswordPolicy",
    "iam:GetMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
];

/**
 * Users may manage their own password, second factor and git password, but no access keys. Without a second factor everything else
 * is denied. Git over HTTPS signs in with a service's password, which has no second factor, so a denial without an exception for it
 * would end every `git push`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 */
export function renderOwnCredentials({ partition, account }: { partition: string; account: string }): string {
    const own = `arn:${partition}:iam::${account}:user/\${aws:username}`;
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Action: ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"],
                Effect: "Allow",
                Resource: "*",
            },
            {
                Action: [
                    "iam:ChangePassword",
                    "iam:CreateServiceSpecificCredential",
                    "iam:DeactivateMFADevice",
                    "iam:DeleteServiceSpecificCredential",
                    "iam:EnableMFADevice",
                    "iam:GetMFADevice",
                    "iam:GetUser",
                    "iam:ListMFADevices",
                    "iam:ListServiceSpecificCredentials",
                    "iam:ResetServiceSpecificCredential",
                    "iam:ResyncMFADevice",
                    "iam:UpdateServiceSpecificCredential",
                ],
                Effect: "Allow",
                Resource: own,
            },
            // All devices, as on the page, because a person can name theirs freely.
            {
                Action: "iam:CreateVirtualMFADevice",
                Effect: "Allow",
                Resource: `arn:${partition}:iam::${account}:mfa/*`,
            },
            {
                Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
                Effect: "Deny",
                NotAction: WITHOUT_MFA,
                Resource: "*",
            },
        ],
    });
}
