import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";

import { renderResourcePolicy } from "../documents/policy";
import type { Statement } from "../parts";
import type { Whereabouts } from "../place";
import type { ArtifactStore } from "./artifact-store";

export interface NotificationsArgs {
    readonly where: Whereabouts;
    /** Whose key the topic shares: EventBridge may use it. */
    readonly artifacts: ArtifactStore;
    readonly people: readonly { readonly to: "email"; readonly address: string }[];
}

/** Tells people what a pipeline wants from them. Leaves who approves to the team's own access. */
export class Notifications extends pulumi.ComponentResource {
    public readonly topicArn: pulumi.Output<string>;
    private readonly keyArn: pulumi.Output<string>;
    private readonly policy: pulumi.Resource;

    constructor(
        private readonly name: string,
        { where, artifacts, people }: NotificationsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:components:Notifications", name, {}, opts);

        const topic = new sns.Topic(name, { kmsMasterKeyId: artifacts.keyArn }, { parent: this });
        this.policy = new sns.TopicPolicy(
            name,
            {
                arn: topic.arn,
                policy: renderResourcePolicy([
                    {
                        to: { Service: "events.amazonaws.com" },
                        actions: ["sns:Publish"],
                        on: [topic.arn],
                        when: {
                            ArnLike: {
                                "aws:SourceArn": `arn:${where.partition}:events:${where.region}:${where.account}:rule/*`,
                            },
                        },
                    },
                ]),
            },
            { parent: this },
        );
        for (const { to, address } of people) {
            new sns.TopicSubscription(
                `${name}-${to}-${address}`,
                { topic: topic.arn, protocol: to, endpoint: address },
                { parent: this },
            );
        }

        this.topicArn = topic.arn;
        this.keyArn = artifacts.keyArn;
        this.registerOutputs({ topicArn: this.topicArn });
    }

    /** What a role needs to write to the topic. */
    public publishes(): Statement[] {
        return [
            { actions: ["sns:Publish"], on: [this.topicArn] },
            { actions: ["kms:Decrypt", "kms:GenerateDataKey*"], on: [this.keyArn] },
        ];
    }

    /** One rule for all pipelines of the environment: a run that failed, also when AWS rolled back by itself. */
    public tellAboutFailures(pipelineNames: readonly pulumi.Input<string>[]): void {
        if (pipelineNames.length === 0) return;
        const rule = new cloudwatch.EventRule(
            `${this.name}-failed`,
            {
                description: "A pipeline failed: what was live before is live still, or was restored",
                eventPattern: pulumi.jsonStringify({
                    source: ["aws.codepipeline"],
                    "detail-type": ["CodePipeline Pipeline Execution State Change"],
                    detail: { pipeline: pipelineNames, state: ["FAILED"] },
                }),
            },
            { parent: this },
        );
        new cloudwatch.EventTarget(
            `${this.name}-failed`,
            {
                rule: rule.name,
                arn: this.topicArn,
                inputTransformer: {
                    inputPaths: { pipeline: "$.detail.pipeline", run: "$.detail.execution-id", region: "$.region" },
                    // A template that is a plain string carries its own quotes.
                    inputTemplate: JSON.stringify(
                        "<pipeline> failed. See what it says: https://<region>.console.aws.amazon.com/codesuite/codepipeline/pipelines/<pipeline>/executions/<run>",
                    ),
                },
            },
            // Without the topic's policy the first messages would vanish without an error.
            { parent: this, dependsOn: [this.policy] },
        );
    }
}
