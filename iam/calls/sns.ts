// What SNS calls to hand a message to whoever subscribed, as itself or under the subscription's role; and where it leaves
// what was not taken.
import { below, isRecord, parsed, text, type Planned, type PlannedResource, type Plans } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, onBehalf, type Caller } from "../asking";
import { keyContext, masterKeyOf } from "./objects";
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
