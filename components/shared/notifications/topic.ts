import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";

import { renderResourcePolicy, type ResourceStatement } from "../../documents/policy";
import type { Statement } from "../../shell";
import type { ArtifactStore } from "../artifact-store";

/** A topic that is in use. */
export interface Topic {
    readonly arn: pulumi.Output<string>;
    /** Without its policy AWS's default one stands, which lets in every alarm and bucket of the account. */
    readonly ready: readonly pulumi.Resource[];
    /** What a role needs to write to it. */
    readonly publishes: readonly Statement[];
    /** Takes what a subscriber does not. */
    readonly undelivered?: Undelivered;
}

/** A queue that SNS may write to. */
export interface Undelivered {
    readonly queueArn: pulumi.Output<string>;
    readonly ready: readonly pulumi.Resource[];
}

/** Makes a topic, encrypted by the key of the artifacts. */
export function makeTopic(
    name: string,
    {
        artifacts,
        policy: statements,
        undelivered,
    }: {
        readonly artifacts: ArtifactStore;
        readonly policy: (arn: pulumi.Output<string>) => readonly ResourceStatement[];
        readonly undelivered?: Undelivered;
    },
    opts: pulumi.CustomResourceOptions,
): Topic {
    const topic = new sns.Topic(name, { kmsMasterKeyId: artifacts.keyArn }, opts);
    const policy = new sns.TopicPolicy(
        name,
        { arn: topic.arn, policy: renderResourcePolicy(statements(topic.arn)) },
        opts,
    );
    return { arn: topic.arn, ready: [policy], publishes: publishing([topic.arn], artifacts), undelivered };
}

/** What a role needs to write to topics that the key of the artifacts encrypts. */
export function publishing(topics: readonly pulumi.Output<string>[], { keyArn }: ArtifactStore): Statement[] {
    return [
        { actions: ["sns:Publish"], on: topics },
        { actions: ["kms:Decrypt", "kms:GenerateDataKey*"], on: [keyArn] },
    ];
}

/** Subscribes an endpoint. What it does not take in the end is kept: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html */
export function subscribe(
    name: string,
    { arn, undelivered }: Topic,
    { after = [], ...args }: Omit<sns.TopicSubscriptionArgs, "topic"> & { readonly after?: readonly pulumi.Resource[] },
    opts: pulumi.CustomResourceOptions,
): void {
    const redrivePolicy = undelivered && pulumi.jsonStringify({ deadLetterTargetArn: undelivered.queueArn });
    new sns.TopicSubscription(
        name,
        { topic: arn, ...args, ...(redrivePolicy ? { redrivePolicy } : {}) },
        { ...opts, dependsOn: [...after, ...(undelivered?.ready ?? [])] },
    );
}
