import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";

import { renderResourcePolicy } from "../documents/policy";
import type { Statement } from "../parts";
import type { EnvironmentRef } from "../context";
import type { ArtifactStore } from "./artifact-store";

export interface NotificationsArgs {
    /** Whose rules may write to the topic. */
    readonly ref: EnvironmentRef;
    /** Whose key the topic shares: EventBridge may use it. */
    readonly artifacts: ArtifactStore;
    /** Who hears of it. */
    readonly people: readonly { readonly to: string; readonly address: string }[];
}

/** Tells people what a pipeline wants from them. Leaves who approves to the team's own access. */
export class Notifications extends pulumi.ComponentResource {
    public readonly topicArn: pulumi.Output<string>;
    private readonly keyArn: pulumi.Output<string>;
    private readonly policy: pulumi.Resource;

    constructor(
        private readonly name: string,
        { ref, artifacts, people }: NotificationsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:Notifications", name, { ref, people }, opts);

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
                                "aws:SourceArn": `arn:${ref.partition}:events:${ref.region}:${ref.account}:rule/*`,
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

    /** A run or a fetch that failed, also when AWS rolled back by itself; one rule for all lines. */
    public tellAboutFailures(of: {
        readonly pipelines: readonly pulumi.Input<string>[];
        readonly jobs: readonly pulumi.Input<string>[];
    }): void {
        this.tell("failed", of.pipelines, {
            description: "A pipeline failed: what was live before is live still, or was restored",
            pattern: {
                source: ["aws.codepipeline"],
                "detail-type": ["CodePipeline Pipeline Execution State Change"],
                detail: { pipeline: of.pipelines, state: ["FAILED"] },
            },
            paths: { pipeline: "$.detail.pipeline", run: "$.detail.execution-id", region: "$.region" },
            text: "<pipeline> failed. See what it says: https://<region>.console.aws.amazon.com/codesuite/codepipeline/pipelines/<pipeline>/executions/<run>",
        });
        this.tell("not-fetched", of.jobs, {
            description: "A verified release could not be fetched: nothing changed here",
            pattern: {
                source: ["aws.codebuild"],
                "detail-type": ["CodeBuild Build State Change"],
                detail: { "project-name": of.jobs, "build-status": ["FAILED", "FAULT", "TIMED_OUT"] },
            },
            paths: { job: "$.detail.project-name", region: "$.region" },
            text: "<job> could not fetch a release. See what it says: https://<region>.console.aws.amazon.com/codesuite/codebuild/projects/<job>/history",
        });
    }

    private tell(
        what: string,
        whose: readonly pulumi.Input<string>[],
        on: {
            readonly description: string;
            readonly pattern: Record<string, unknown>;
            readonly paths: Record<string, string>;
            readonly text: string;
        },
    ): void {
        if (whose.length === 0) return;
        const rule = new cloudwatch.EventRule(
            `${this.name}-${what}`,
            { description: on.description, eventPattern: pulumi.jsonStringify(on.pattern) },
            { parent: this },
        );
        new cloudwatch.EventTarget(
            `${this.name}-${what}`,
            {
                rule: rule.name,
                arn: this.topicArn,
                // A template that is a plain string carries its own quotes.
                inputTransformer: { inputPaths: on.paths, inputTemplate: JSON.stringify(on.text) },
            },
            // Without the topic's policy the first messages would vanish without an error.
            { parent: this, dependsOn: [this.policy] },
        );
    }
}
