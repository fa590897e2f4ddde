import * as sns from "@pulumi/aws/sns";
import type * as pulumi from "@pulumi/pulumi";

import type { Statement } from "../parts";
import { renderResourcePolicy, type ResourceStatement } from "../documents/policy";
import type { ArtifactStore } from "./artifact-store";

/** Who is mailed. */
export type Recipients = readonly { readonly to: string; readonly address: string }[];

export interface MailTopic {
    readonly arn: pulumi.Output<string>;
    /** Without its policy AWS's default one stands, which lets in every alarm and bucket of the account. */
    readonly ready: readonly pulumi.Resource[];
    /** What a role needs to write to it. */
    readonly publishes: readonly Statement[];
}

/** Makes a topic that mails people, encrypted by the key of the artifacts. */
export function makeMailTopic(
    name: string,
    {
        artifacts,
        recipients,
        policy: statements,
    }: {
        readonly artifacts: ArtifactStore;
        readonly recipients: Recipients;
        readonly policy: (arn: pulumi.Output<string>) => readonly ResourceStatement[];
    },
    opts: pulumi.CustomResourceOptions,
): MailTopic {
    const topic = new sns.Topic(name, { kmsMasterKeyId: artifacts.keyArn }, opts);
    const policy = new sns.TopicPolicy(
        name,
        { arn: topic.arn, policy: renderResourcePolicy(statements(topic.arn)) },
        opts,
    );
    for (const { to, address } of recipients) {
        new sns.TopicSubscription(
            `${name}-${to}-${address}`,
            { topic: topic.arn, protocol: to, endpoint: address },
            opts,
        );
    }
    const publishes: Statement[] = [
        { actions: ["sns:Publish"], on: [topic.arn] },
        { actions: ["kms:Decrypt", "kms:GenerateDataKey*"], on: [artifacts.keyArn] },
    ];
    return { arn: topic.arn, ready: [policy], publishes };
}
