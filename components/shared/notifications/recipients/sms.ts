import { z } from "zod";

import type { RecipientKind } from "../seams";
import { subscribe } from "../topic";

const settings = z.strictObject({
    number: z
        .string()
        .regex(/^\+[1-9]\d{6,14}$/)
        .meta({
            description: "Phone that gets a text message.",
            allowed: "a number with its country, such as +4915112345678",
            examples: ["+4915112345678"],
        }),
});

/** A text message. What is longer than 140 bytes comes in several: https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-topic.html */
export const sms: RecipientKind<"sms", typeof settings> = {
    to: "sms",
    form: "text",
    settings,
    label: ({ number }) => number,
    make({ subscription }, { number }, topic, _from, opts) {
        subscribe(subscription, topic, { protocol: "sms", endpoint: number }, opts);
    },
    // https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html
    nextSteps: ({ number }) => [
        `verify ${number} in the SMS sandbox of SNS, or take the account out of it, and register a sender where ${number}'s country asks for one`,
    ],
};
