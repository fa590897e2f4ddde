import { FirehoseDeliveryStream } from "@pulumi/aws/kinesis";
import * as pulumi from "@pulumi/pulumi";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3";
import { z } from "zod";

import { trustService } from "../../../documents/policy";
import { makeKey } from "../../encryption-key";
import { makePrivateBucket } from "../../private-bucket";
import { makeRole } from "../../role";
import type { RecipientKind } from "../seams";
import { subscribe } from "../topic";
import { recipientName } from "./name";

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

const settings = z.strictObject({
    name: recipientName("Name of the stream, and of the bucket it writes to, that are made for it.", "archive"),
    days: z.int().min(1).max(3653).default(365).meta({ description: "Days that the bucket keeps what was sent." }),
});

/** AWS's events in SNS's envelope, a line each, in a bucket that keeps them. */
export const firehose: RecipientKind<"firehose", typeof settings> = {
    to: "firehose",
    form: "events",
    settings,
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
