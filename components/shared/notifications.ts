import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { trustService } from "../documents/policy";
import type { EnvironmentRef } from "../context";
import type { ArtifactStore } from "./artifact-store";
import { makeMailTopic, type MailTopic, type Recipients } from "./mail-topic";
import { makeRole, type RoleInUse } from "./role";

export interface NotificationsArgs {
    /** Whose alarms may write to the topic. */
    readonly ref: EnvironmentRef;
    /** Whose key the topic shares: CloudWatch may use it. */
    readonly artifacts: ArtifactStore;
    /** Who hears of it. */
    readonly people: Recipients;
}

/** Mails what went wrong: alarms, failed runs and fetches. What asks for an answer comes by the ApprovalTopic instead. */
export class Notifications extends pulumi.ComponentResource {
    public readonly topicArn: pulumi.Output<string>;
    private readonly topic: MailTopic;
    private readonly keyArn: pulumi.Output<string>;

    constructor(
        private readonly name: string,
        private readonly args: NotificationsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:Notifications", name, { ref: args.ref, people: args.people }, opts);
        const { ref, artifacts, people } = args;

        this.topic = makeMailTopic(
            name,
            {
                artifacts,
                recipients: people,
                // EventBridge is not let in here: AWS takes no condition for it, so every rule there is could write. Our
                // rules write under a role of their own (docs/decisions/0016-who-may-mail.md).
                policy: (arn) => [
                    {
                        to: { Service: "cloudwatch.amazonaws.com" },
                        actions: ["sns:Publish"],
                        on: [arn],
                        when: {
                            ArnLike: {
                                "aws:SourceArn": `arn:${ref.partition}:cloudwatch:${ref.region}:${ref.account}:alarm:*`,
                            },
                        },
                    },
                ],
            },
            { parent: this },
        );

        this.topicArn = this.topic.arn;
        this.keyArn = artifacts.keyArn;
        this.registerOutputs({ topicArn: this.topicArn });
    }

    /** A run or a fetch that failed, also when AWS rolled back by itself; one rule for all lines. */
    public tellAboutFailures(of: {
        readonly pipelines: readonly pulumi.Input<string>[];
        readonly jobs: readonly pulumi.Input<string>[];
    }): void {
        if (of.pipelines.length + of.jobs.length === 0) return;
        const role = makeRole(
            `${this.name}-mail`,
            {
                trust: trustService("events.amazonaws.com", this.args.ref.account),
                allow: [
                    { actions: ["sns:Publish"], on: [this.topicArn] },
                    { actions: ["kms:Decrypt", "kms:GenerateDataKey*"], on: [this.keyArn] },
                ],
            },
            { parent: this },
        );
        this.tell("failed", role, of.pipelines, {
            description: "A pipeline failed: what was live before is live still, or was restored",
            pattern: {
                source: ["aws.codepipeline"],
                "detail-type": ["CodePipeline Pipeline Execution State Change"],
                detail: { pipeline: of.pipelines, state: ["FAILED"] },
            },
            paths: { pipeline: "$.detail.pipeline", run: "$.detail.execution-id", region: "$.region" },
            text: "<pipeline> failed. See what it says: https://<region>.console.aws.amazon.com/codesuite/codepipeline/pipelines/<pipeline>/executions/<run>",
        });
        this.tell("not-fetched", role, of.jobs, {
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
        role: RoleInUse,
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
                // unverified: EventBridge publishes to an encrypted topic under a role | fails as: the rule counts FailedInvocations, no mail comes of a failed run | settle: aws cloudwatch get-metric-statistics --namespace AWS/Events --metric-name FailedInvocations --dimensions Name=RuleName,Value=<rule> --statistics Sum --period 3600 --start-time <then> --end-time <now>
                roleArn: role.arn,
                // A template that is a plain string carries its own quotes.
                inputTransformer: { inputPaths: on.paths, inputTemplate: JSON.stringify(on.text) },
            },
            // Without its policy the role could not publish, and the first messages would vanish without an error.
            { parent: this, dependsOn: [...this.topic.ready, ...role.ready] },
        );
    }
}
