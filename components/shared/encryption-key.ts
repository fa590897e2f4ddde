import * as kms from "@pulumi/aws/kms";
import type * as pulumi from "@pulumi/pulumi";

import { renderResourcePolicy } from "../documents/policy";
import type { EnvironmentRef } from "../environment-ref";

/** Actions to read what the key encrypts. */
export const DECRYPT = ["kms:Decrypt", "kms:DescribeKey"] as const;
/** Actions to write it. */
export const ENCRYPT = ["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"] as const;

/**
 * A key of this account. Roles get their permissions by their own policies; the key policy names only services that act
 * without a role of ours. EventBridge cannot be one of them: it says nothing of whom it acts for
 * when it writes to an encrypted topic, so it would have to be let in for every account.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export function makeKey(
    name: string,
    { ref, services, alias }: { ref: EnvironmentRef; services: readonly string[]; alias?: string },
    opts: pulumi.CustomResourceOptions,
): kms.Key {
    const key = new kms.Key(
        name,
        {
            description: `${ref.project} ${ref.environment}: ${name}`,
            enableKeyRotation: true,
            policy: renderResourcePolicy([
                {
                    to: { AWS: `arn:${ref.partition}:iam::${ref.account}:root` },
                    actions: ["kms:*"],
                    on: "*",
                    because: "in a key policy `*` is the key itself; without this the account could not manage it",
                },
                ...services.map((service) => ({
                    to: { Service: service },
                    actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
                    on: "*" as const,
                    when: { StringEquals: { "aws:SourceAccount": ref.account } },
                    because: "in a key policy `*` is the key itself",
                })),
            ]),
        },
        opts,
    );
    if (alias) new kms.Alias(name, { name: `alias/${alias}`, targetKeyId: key.id }, opts);
    return key;
}
