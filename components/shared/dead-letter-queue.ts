import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sqs from "@pulumi/aws/sqs";
import type * as pulumi from "@pulumi/pulumi";

import { renderResourcePolicy, type ResourceStatement } from "../documents/policy";

/** The longest that SQS keeps a message: two weeks to find out what it is about. */
const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

export interface DeadLetterQueue {
    readonly queueArn: pulumi.Output<string>;
    /** For `dependsOn`: without the queue's policy undelivered messages are dropped. */
    readonly ready: readonly pulumi.Resource[];
}

/** Makes a queue for undelivered messages, and an alarm that is raised while it holds any. */
export function makeDeadLetterQueue(
    name: string,
    {
        writer,
        alarmDescription,
        alarmActions,
    }: {
        /** The service that writes, and the condition on its behalf. */
        readonly writer: Pick<ResourceStatement, "to" | "when">;
        readonly alarmDescription: string;
        readonly alarmActions: readonly pulumi.Input<string>[];
    },
    opts: pulumi.CustomResourceOptions,
): DeadLetterQueue {
    // Encrypted by SQS itself: a key of ours would have to let the writer in.
    const queue = new sqs.Queue(name, { sqsManagedSseEnabled: true, messageRetentionSeconds: FOURTEEN_DAYS }, opts);
    const policy = new sqs.QueuePolicy(
        name,
        {
            queueUrl: queue.url,
            policy: renderResourcePolicy([{ ...writer, actions: ["sqs:SendMessage"], on: [queue.arn] }]),
        },
        opts,
    );
    new cloudwatch.MetricAlarm(
        name,
        {
            alarmDescription,
            namespace: "AWS/SQS",
            metricName: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: queue.name },
            statistic: "Maximum",
            period: 300,
            evaluationPeriods: 1,
            comparisonOperator: "GreaterThanThreshold",
            threshold: 0,
            treatMissingData: "notBreaching", // an idle queue has no metrics
            alarmActions: [...alarmActions],
        },
        opts,
    );
    return { queueArn: queue.arn, ready: [policy] };
}
