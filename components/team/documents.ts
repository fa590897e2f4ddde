import * as pulumi from "@pulumi/pulumi";

import { allowing } from "../documents/policy";
import type { Statement } from "../shell";

/** Renders what a group may do, and what it never may. */
export function renderAccess(may: readonly Statement[], never: readonly Statement[]): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [...may.map(allowing), ...never.map((statement) => ({ ...allowing(statement), Effect: "Deny" }))],
    });
}

/**
 * Lets people of this account take on a role: with a second factor, and under their own user's name. A session's name is
 * what CodePipeline and CodeCommit tell of a person, so with a free choice one person could look like two.
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

/** What a person may do before a second factor has been shown: get one, change the password, and use git, which shows none. */
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
 * What users may do with their own password, second factor and git password; no access keys. Without a second factor
 * nothing else is answered. The password for git over HTTPS is one of a service and carries no second factor, so a denial
 * that did not spare it would end every `git push`.
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
            // The page names all devices: a person gives theirs any name.
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
