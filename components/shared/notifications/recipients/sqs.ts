import { Queue, QueuePolicy } from "@pulumi/aws/sqs";
import { z } from "zod";

import { renderResourcePolicy } from "../../../documents/policy";
import type { RecipientKind } from "../seams";
import { subscribe } from "../topic";
import { recipientName } from "./name";

/** The longest that SQS keeps a message. */
const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

const settings = z.strictObject({ name: recipientName("Name of the queue that is made for it.", "events") });

/** A queue of AWS's events in SNS's envelope, for a program that takes its time. */
export const sqs: RecipientKind<"sqs", typeof settings> = {
    to: "sqs",
    form: "events",
    settings,
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
