// What SNS calls to hand a message to whoever subscribed, as itself or under the subscription's role; and where it leaves
// what was not taken.
import { s3ArnIn } from "../../plan/arn";
import { below, isRecord, parsed, type Planned, type PlannedResource, type Plans, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, type Caller, onBehalf } from "../asking";
import { keyContext, masterKeyOf } from "./stores";
import type { Context, Row, ServedAt } from "./types";

const GUIDE = "https://docs.aws.amazon.com/sns/latest/dg";
const PAGE = {
    queue: `${GUIDE}/subscribe-sqs-queue-to-sns-topic.html`,
    queueKey: `${GUIDE}/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html`,
    function: "https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html",
    stream: `${GUIDE}/prereqs-kinesis-data-firehose.html`,
    undelivered: `${GUIDE}/sns-configure-dead-letter-queue.html`,
};

export const SNS = "sns.amazonaws.com";

const endpoint = ({ resource }: ServedAt) => [text(resource, "endpoint")];
const keyOf =
    (queues: (at: ServedAt) => readonly string[]) =>
    (at: ServedAt): readonly string[] =>
        queues(at).flatMap((queue) => masterKeyOf(at.plans, queue));
const throughSqs = (_: ServedAt, on: string): Context => keyContext("sqs", on);

/** Rows that send to queues, encrypted or not. */
function sends(queues: (at: ServedAt) => readonly string[], source: string): readonly Row<ServedAt>[] {
    return [
        { action: "sqs:SendMessage", on: queues, source },
        { action: "kms:GenerateDataKey", on: keyOf(queues), context: throughSqs, source: PAGE.queueKey },
        { action: "kms:Decrypt", on: keyOf(queues), context: throughSqs, source: PAGE.queueKey },
    ];
}

/** By protocol; nothing in the account guards a mail, a phone, a device or a server. */
export const SUBSCRIPTIONS: Readonly<Record<string, readonly Row<ServedAt>[]>> = {
    sqs: sends(endpoint, PAGE.queue),
    lambda: [{ action: "lambda:InvokeFunction", on: endpoint, source: PAGE.function }],
    firehose: ["DescribeDeliveryStream", "ListTagsForDeliveryStream", "PutRecord", "PutRecordBatch"].map((name) => ({
        action: `firehose:${name}`,
        on: endpoint,
        source: PAGE.stream,
    })),
    email: [],
    "email-json": [],
    http: [],
    https: [],
    sms: [],
    application: [],
};

/** The queue that takes what a subscriber does not. */
export function undeliveredQueue({ inputs }: PlannedResource): readonly string[] {
    const policy = typeof inputs["redrivePolicy"] === "string" ? parsed(inputs["redrivePolicy"]) : undefined;
    const { deadLetterTargetArn: arn } = isRecord(policy) ? policy : below(inputs, "redrivePolicy");
    return typeof arn === "string" ? [arn] : [];
}

export const UNDELIVERED = sends(({ resource }) => undeliveredQueue(resource), PAGE.undelivered);

/** The role of a subscription, where its protocol takes one. */
export function subscriptionRole({ inputs }: PlannedResource): string | undefined {
    const role = inputs["subscriptionRoleArn"];
    return typeof role === "string" && role !== "" ? role : undefined;
}

export const subscriptions: Caller = {
    of: "SNS",
    asks: (plans) => plans.ofType(TYPE.topicSubscription).flatMap((subscription) => asksFor(subscription, plans)),
};

function asksFor({ plan, resource }: Planned, plans: Plans): ReturnType<Caller["asks"]> {
    const says = `${resource.name} (SNS)`;
    const protocol = text(resource, "protocol");
    const rows = SUBSCRIPTIONS[protocol];
    if (!rows) return [{ unknown: `${says}: iam/calls/sns.ts has no rows for the protocol ${protocol}` }];
    const at = { plans, plan, resource };
    const topic = text(resource, "topic");
    const behalf = onBehalf(topic, plan.account);
    const lost = asks(`${says}, what is not taken`, SNS, UNDELIVERED, at, behalf);
    const role = subscriptionRole(resource);
    if (role === undefined) return [...asks(says, SNS, rows, at, behalf), ...lost];
    return [assumes(plan, SNS, role, topic), ...asks(says, role, rows, at), ...lost];
}

// What Firehose calls under the role of a stream, to put records into its bucket.

const STREAM_PAGE = "https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3";
export const FIREHOSE = "firehose.amazonaws.com";

const destination = ({ resource: { inputs } }: ServedAt) => below(inputs, "extendedS3Configuration");
const bucket = (at: ServedAt) => [String(destination(at)["bucketArn"] ?? "")];
const object = (at: ServedAt) =>
    ["prefix", "errorOutputPrefix"].flatMap((key) =>
        bucket(at).map((arn) => `${arn}/${String(destination(at)[key] ?? "")}2026/11/28/22/stream-1`),
    );
const key = (at: ServedAt) => {
    const { kmsKeyArn } = destination(at);
    return typeof kmsKeyArn === "string" ? [kmsKeyArn] : [];
};
const throughS3 = (at: ServedAt, on: string) =>
    keyContext("s3", on, { "aws:s3:arn": bucket(at)[0] ?? s3ArnIn(at.plan, "") });

export const STREAM: readonly Row<ServedAt>[] = [
    ...["AbortMultipartUpload", "GetObject", "PutObject"].map((name) => ({
        action: `s3:${name}`,
        on: object,
        source: STREAM_PAGE,
    })),
    ...["GetBucketLocation", "ListBucket", "ListBucketMultipartUploads"].map((name) => ({
        action: `s3:${name}`,
        on: bucket,
        source: STREAM_PAGE,
    })),
    ...["Decrypt", "GenerateDataKey"].map((name) => ({
        action: `kms:${name}`,
        on: key,
        context: throughS3,
        source: STREAM_PAGE,
    })),
];

/** The role under which a stream writes. */
export const streamRole = ({ inputs }: ServedAt["resource"]): string =>
    String(below(inputs, "extendedS3Configuration")["roleArn"] ?? "");

export const streams: Caller = {
    of: "Firehose",
    asks: (plans) =>
        plans.ofType(TYPE.deliveryStream).flatMap(({ plan, resource }): ReturnType<Caller["asks"]> => {
            const says = `${resource.name} (Firehose)`;
            if (text(resource, "destination") !== "extended_s3")
                return [{ unknown: `${says}: iam/calls/sns.ts has rows for the destination extended_s3 alone` }];
            const role = streamRole(resource);
            return [
                assumes(plan, FIREHOSE, role, text(resource, "arn")),
                ...asks(says, role, STREAM, { plans, plan, resource }),
            ];
        }),
};

// What AWS's chat service does for a channel: it takes on the channel's role when somebody there gives an order.

export const CHAT = "chatbot.amazonaws.com";

export const channels: Caller = {
    of: "Amazon Q Developer in chat applications",
    asks: (plans) =>
        [TYPE.slackChannel, TYPE.teamsChannel]
            .flatMap((type) => plans.ofType(type))
            .map(({ plan, resource }) =>
                assumes(plan, CHAT, text(resource, "iamRoleArn"), text(resource, "chatConfigurationArn")),
            ),
};
