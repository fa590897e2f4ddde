// What reads events at AWS: a queue, a function, a stream into a bucket.
import { FirehoseDeliveryStream } from "@pulumi/aws/kinesis";
import { Permission } from "@pulumi/aws/lambda";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3";
import { Queue, QueuePolicy } from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { renderResourcePolicy, trustService } from "../../../documents/policy";
import type { Refusal } from "../../../setting-rules";
import { makeKey } from "../../encryption-key";
import { makePrivateBucket } from "../../private-bucket";
import { makeRole } from "../../role";
import type { RecipientContext, RecipientKind } from "../seams";
import { subscribe } from "../topic";

/** What Fairlead makes for a recipient is named by its owner. A role's name has 64 characters, with the stack's. */
const recipientName = (description: string, example: string) =>
    z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,12}[a-z0-9]$/)
        .meta({
            description,
            allowed: "2 to 14 lower-case letters, digits and dashes, a letter first and no dash last",
            examples: [example],
        });

/** What is named by its ARN must lie in this account and region: its permission is made here, or SNS reaches it only here. */
export function isHere(at: string, arn: string, about: RecipientContext): readonly Refusal[] {
    const [, , , region, account] = arn.split(":");
    if (account === about.account && (about.region === undefined || region === about.region)) return [];
    return [
        {
            at: [at],
            is: `lies in account ${account}, ${region}`,
            allowed: `one in account ${about.account}${about.region === undefined ? "" : `, ${about.region}`}, where this environment is`,
            fix: "name one of this account and region, or take this recipient out",
        },
    ];
}

/** The longest that SQS keeps a message. */
const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

const sqsSettings = z.strictObject({ name: recipientName("Name of the queue that is made for it.", "events") });

/** A queue of AWS's events in SNS's envelope, for a program that takes its time. */
export const sqs: RecipientKind<"sqs", typeof sqsSettings> = {
    to: "sqs",
    form: "events",
    settings: sqsSettings,
    label: ({ name }) => name,
    make({ subscription, own }, _settings, topic, _from, opts) {
        // Encrypted by SQS itself. With a key of ours SNS would have to be let into that key as well:
        // https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
        const queue = new Queue(own, { sqsManagedSseEnabled: true, messageRetentionSeconds: FOURTEEN_DAYS }, opts);
        // https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
        const policy = new QueuePolicy(
            own,
            {
                queueUrl: queue.url,
                policy: renderResourcePolicy([
                    {
                        to: { Service: "sns.amazonaws.com" },
                        actions: ["sqs:SendMessage"],
                        on: [queue.arn],
                        when: { ArnEquals: { "aws:SourceArn": topic.arn } },
                    },
                ]),
            },
            opts,
        );
        subscribe(subscription, topic, { protocol: "sqs", endpoint: queue.arn, after: [policy] }, opts);
    },
    nextSteps: ({ name }) => [
        `let a program read the queue notifications-${name}-…: sqs:ReceiveMessage and sqs:DeleteMessage`,
    ],
};

const lambdaSettings = z.strictObject({
    functionArn: z
        .string()
        .regex(/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]{1,64}$/)
        .meta({
            description: "A function of yours that is invoked with each event; Fairlead lets SNS invoke it.",
            allowed: "the ARN of a Lambda function, without a version or an alias",
            examples: ["arn:aws:lambda:eu-west-1:111122223333:function:tell"],
        }),
});

/** A function that is invoked with AWS's event in SNS's envelope. */
export const lambda: RecipientKind<"lambda", typeof lambdaSettings> = {
    to: "lambda",
    form: "events",
    settings: lambdaSettings,
    rules: ({ functionArn }, about) => isHere("functionArn", functionArn, about),
    label: ({ functionArn }) => functionArn.split(":").pop() ?? functionArn,
    make({ subscription }, { functionArn }, topic, _from, opts) {
        // https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
        const permission = new Permission(
            subscription,
            {
                action: "lambda:InvokeFunction",
                function: functionArn,
                principal: "sns.amazonaws.com",
                sourceArn: topic.arn,
            },
            opts,
        );
        subscribe(subscription, topic, { protocol: "lambda", endpoint: functionArn, after: [permission] }, opts);
    },
    nextSteps: () => [],
};

/** What SNS needs: https://docs.aws.amazon.com/sns/latest/dg/prereqs-kinesis-data-firehose.html */
const HANDS_OVER = [
    "firehose:DescribeDeliveryStream",
    "firehose:ListDeliveryStreams",
    "firehose:ListTagsForDeliveryStream",
    "firehose:PutRecord",
    "firehose:PutRecordBatch",
];

/** Where in the bucket: https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html */
const PREFIXES = { taken: "events/", failed: "failed/" } as const;

const firehoseSettings = z.strictObject({
    name: recipientName("Name of the stream, and of the bucket it writes to, that are made for it.", "archive"),
    days: z.int().min(1).max(3653).default(365).meta({ description: "Days that the bucket keeps what was sent." }),
});

/** AWS's events in SNS's envelope, a line each, in a bucket that keeps them. */
export const firehose: RecipientKind<"firehose", typeof firehoseSettings> = {
    to: "firehose",
    form: "events",
    settings: firehoseSettings,
    label: ({ name }) => name,
    make({ subscription, own }, { days }, topic, from, opts) {
        const { account, destroyWithData } = from;
        // Of its own: what stays when the stack goes must not be locked by a key that goes.
        const { arn: keyArn } = makeKey(own, { ref: from, services: [] }, { ...opts, protect: !destroyWithData });
        const { bucket, ready } = makePrivateBucket(own, { keyArn, forceDestroy: destroyWithData }, opts);
        new BucketLifecycleConfiguration(
            own,
            {
                bucket: bucket.id,
                rules: [
                    {
                        id: "expire",
                        status: "Enabled",
                        filter: {},
                        expiration: { days },
                        noncurrentVersionExpiration: { noncurrentDays: 7 },
                        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
                    },
                ],
            },
            { ...opts, dependsOn: [...ready] },
        );
        // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
        const writes = makeRole(
            `${own}-out`,
            {
                trust: trustService("firehose.amazonaws.com", account),
                allow: [
                    // unverified: Firehose touches objects below its prefixes alone | fails as: the stream's metric DeliveryToS3.Success is 0 and nothing lies in the bucket | settle: aws firehose put-record --delivery-stream-name <stream> --record Data=eA== and, two minutes later, aws s3 ls --recursive s3://<bucket>
                    {
                        actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
                        on: Object.values(PREFIXES).map((prefix) => pulumi.interpolate`${bucket.arn}/${prefix}*`),
                    },
                    {
                        actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
                        on: [bucket.arn],
                    },
                    { actions: ["kms:Decrypt", "kms:GenerateDataKey"], on: [keyArn] },
                ],
            },
            opts,
        );
        const stream = new FirehoseDeliveryStream(
            own,
            {
                destination: "extended_s3",
                extendedS3Configuration: {
                    bucketArn: bucket.arn,
                    roleArn: writes.arn,
                    kmsKeyArn: keyArn,
                    bufferingInterval: 60,
                    compressionFormat: "GZIP",
                    prefix: PREFIXES.taken,
                    errorOutputPrefix: PREFIXES.failed,
                },
                serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
            },
            // Firehose tries its role at once: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
            { ...opts, dependsOn: [...ready, ...writes.ready] },
        );
        const handsOver = makeRole(
            `${own}-in`,
            {
                trust: trustService("sns.amazonaws.com", account),
                allow: [{ actions: HANDS_OVER, on: [stream.arn] }],
            },
            opts,
        );
        subscribe(
            subscription,
            topic,
            { protocol: "firehose", endpoint: stream.arn, subscriptionRoleArn: handsOver.arn, after: handsOver.ready },
            opts,
        );
    },
    nextSteps: () => [],
};
