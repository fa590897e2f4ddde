// A mail, a text message, a push to a device.
import { z } from "zod";

import type { RecipientKind } from "../seams";
import { subscribe } from "../topic";
import { isHere } from "./programs";

const emailSettings = z.strictObject({
    address: z.email().meta({
        description: "Address that gets the mail.",
        allowed: "a mail address",
        examples: ["team@example.com"],
    }),
});

/** A person's mail, in words. */
export const email: RecipientKind<"email", typeof emailSettings> = {
    to: "email",
    form: "text",
    settings: emailSettings,
    label: ({ address }) => address,
    make({ subscription }, { address }, topic, _from, opts) {
        subscribe(subscription, topic, { protocol: "email", endpoint: address }, opts);
    },
    nextSteps: ({ address }, topics) => [confirmMail(address, topics)],
};

/** AWS sends nothing to an address before its owner has said so. */
function confirmMail(address: string, topics: number): string {
    return topics > 1
        ? `confirm both subscriptions that AWS mails to ${address}: what failed, and what asks for an approval`
        : `confirm the subscription that AWS mails to ${address}`;
}

const emailJsonSettings = z.strictObject({
    address: z.email().meta({
        description: "Address that gets the mail; a program reads it.",
        allowed: "a mail address",
        examples: ["events@example.com"],
    }),
});

/** A mail that a program reads: AWS's event in SNS's envelope. */
export const emailJson: RecipientKind<"email-json", typeof emailJsonSettings> = {
    to: "email-json",
    form: "events",
    settings: emailJsonSettings,
    label: ({ address }) => address,
    make({ subscription }, { address }, topic, _from, opts) {
        subscribe(subscription, topic, { protocol: "email-json", endpoint: address }, opts);
    },
    nextSteps: ({ address }, topics) => [confirmMail(address, topics)],
};

const smsSettings = z.strictObject({
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
export const sms: RecipientKind<"sms", typeof smsSettings> = {
    to: "sms",
    form: "text",
    settings: smsSettings,
    label: ({ number }) => number,
    make({ subscription }, { number }, topic, _from, opts) {
        subscribe(subscription, topic, { protocol: "sms", endpoint: number }, opts);
    },
    // https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html
    nextSteps: ({ number }) => [
        `verify ${number} in the SMS sandbox of SNS, or take the account out of it, and register a sender where ${number}'s country asks for one`,
    ],
};

const applicationSettings = z.strictObject({
    endpointArn: z
        .string()
        .regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:endpoint\/[A-Z_]+\/[\w.-]+\/[\w-]+$/)
        .meta({
            description: "One device: the endpoint that your app registered at a platform application.",
            allowed: "the ARN of a platform endpoint, …:endpoint/GCM/<app>/<id>, and not of its application (…:app/…)",
            examples: [
                "arn:aws:sns:eu-west-1:111122223333:endpoint/GCM/pipelines/00000000-0000-0000-0000-000000000000",
            ],
        }),
});

/** A push message to one device. Devices come and go with their apps, so their endpoints are not made here. */
export const application: RecipientKind<"application", typeof applicationSettings> = {
    to: "application",
    form: "text",
    settings: applicationSettings,
    rules: ({ endpointArn }, about) => isHere("endpointArn", endpointArn, about),
    label: ({ endpointArn }) => endpointArn.split("/").slice(-2).join("-"),
    make({ subscription }, { endpointArn }, topic, _from, opts) {
        subscribe(subscription, topic, { protocol: "application", endpoint: endpointArn }, opts);
    },
    nextSteps: () => [],
};
