import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

import { arnIn, type EnvironmentRef } from "../context";
import { renderResourcePolicy } from "../documents/policy";

/** The longest that SQS keeps a message: two weeks to find out what an event was about. */
const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

export interface DeadLettersArgs {
    /** Whose rules may write to the queue. */
    readonly ref: EnvironmentRef;
    /** Mails that something lies in the queue. */
    readonly topicArn: pulumi.Output<string>;
}

/** Keeps every event that a rule's target did not take, and mails that there is one: no event is lost in silence. */
export class DeadLetters extends pulumi.ComponentResource {
    /** For the `deadLetterConfig` of a rule's target. */
    public readonly queueArn: pulumi.Output<string>;
    /** Without the queue's policy EventBridge drops what it could not deliver. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, { ref, topicArn }: DeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:index:DeadLetters", name, { ref }, opts);

        // Encrypted by SQS itself: a key of ours would have to let EventBridge in, with conditions that it takes for queues
        // and not for topics.
        const queue = new sqs.Queue(
            name,
            { sqsManagedSseEnabled: true, messageRetentionSeconds: FOURTEEN_DAYS },
            { parent: this },
        );
        const policy = new sqs.QueuePolicy(
            name,
            {
                queueUrl: queue.url,
                policy: renderResourcePolicy([
                    {
                        to: { Service: "events.amazonaws.com" },
                        actions: ["sqs:SendMessage"],
                        on: [queue.arn],
                        when: {
                            ArnLike: { "aws:SourceArn": arnIn(ref, "events", "rule/*") },
                        },
                    },
                ]),
            },
            { parent: this },
        );
        new cloudwatch.MetricAlarm(
            name,
            {
                alarmDescription:
                    "an event that was to start something was not delivered; see docs/runbook.md, Mail: an event was not delivered",
                namespace: "AWS/SQS",
                metricName: "ApproximateNumberOfMessagesVisible",
                dimensions: { QueueName: queue.name },
                statistic: "Maximum",
                period: 300,
                evaluationPeriods: 1,
                comparisonOperator: "GreaterThanThreshold",
                threshold: 0,
                treatMissingData: "notBreaching", // an idle queue has no metrics
                alarmActions: [topicArn],
            },
            { parent: this },
        );

        this.queueArn = queue.arn;
        this.ready = [policy];
        this.registerOutputs({ queueArn: this.queueArn });
    }
}
