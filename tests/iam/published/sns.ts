// What it takes to publish to an encrypted topic, for a role and for CloudWatch itself.
import type { Published } from "./types";

const KEYS = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html";
const READ = "a copy of the English page of 2025, read on 28 Nov 2026";
const USES_KEY = ["kms:GenerateDataKey*", "kms:Decrypt"];

export const sns: readonly Published[] = [
    {
        of: "a user that sends messages to a topic with SSE",
        page: `${KEYS}#send-to-encrypted-topic`,
        read: READ,
        at: ["action Manual", "target sns"],
        statements: [
            {
                actions: USES_KEY,
                on: "arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            },
            { actions: ["sns:Publish"], on: "arn:aws:sns:*:123456789012:MyTopic" },
        ],
    },
    {
        // "aws:SourceAccount, aws:SourceArn, and aws:SourceOrgID … is not supported for EventBridge-to-encrypted topics";
        // for every other service the page asks for them.
        of: "compatibility between event sources from AWS services and encrypted topics",
        page: `${KEYS}#compatibility-with-aws-services`,
        read: READ,
        at: ["alarm"],
        statements: [
            {
                actions: USES_KEY,
                on: "*",
                when: {
                    StringEquals: { "aws:SourceAccount": "customer-account-id" },
                    ArnLike: {
                        "aws:SourceArn": "arn:aws:service:region:customer-account-id:resource-type:resource-id",
                    },
                },
            },
        ],
    },
    {
        of: "a CloudWatch alarm that notifies a topic",
        page: "https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger",
        read: "a copy of the English page, read on 28 Nov 2026; of its conditions only that they name aws:SourceArn by ArnLike",
        at: ["alarm"],
        statements: [{ actions: ["sns:Publish"], on: "arn:aws:sns:us-east-1:ACCOUNT_ID:TOPIC_NAME" }],
    },
    {
        of: "a CloudWatch alarm that notifies an encrypted topic",
        page: "https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns",
        read: "copies of the page in Japanese, French and Korean, read on 29 Nov 2026",
        at: ["alarm"],
        statements: [{ actions: ["kms:Decrypt", "kms:GenerateDataKey*"], on: "*" }],
    },
    {
        of: "a Firehose delivery stream that is subscribed to a topic",
        page: "https://docs.aws.amazon.com/sns/latest/dg/prereqs-kinesis-data-firehose.html",
        read: "the English page, read on 29 Nov 2026",
        at: ["subscription firehose"],
        statements: [
            {
                actions: [
                    "firehose:DescribeDeliveryStream",
                    "firehose:ListDeliveryStreams",
                    "firehose:ListTagsForDeliveryStream",
                    "firehose:PutRecord",
                    "firehose:PutRecordBatch",
                ],
                on: "arn:aws:firehose:us-east-1:111111111111:deliverystream/firehose-sns-delivery-stream",
            },
        ],
    },
    {
        of: "a queue that is subscribed to a topic, or takes what a subscriber does not",
        page: "https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html",
        read: "unread",
        at: ["subscription sqs"],
        statements: [],
    },
];
