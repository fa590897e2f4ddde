// A mail, a text message, a push to a device.
import type { JsonObject } from "../../../plan/document";
import { parsed } from "../../../plan/plans";
import { Refused } from "../../account/gateway";
import { endpointOf, signedEnvelope } from "../message";
import type { Delivery, Protocol, Question } from "./index";

// A mail of SNS, as a file that any mail program opens: https://datatracker.ietf.org/doc/html/rfc5322

interface Mail {
    readonly to: string;
    readonly subject: string;
    readonly date: string;
    readonly id: string;
    readonly text: string;
}

/** What SNS takes where Publish named no subject. */
const NO_SUBJECT = "AWS Notification Message";

const NO_REPLY =
    "Please do not reply directly to this email. If you have any questions or comments regarding this email, please contact us at https://aws.amazon.com/support";

function mailOf({ to, subject, date, id, text }: Mail): string {
    return [
        "From: AWS Notifications <no-reply@sns.amazonaws.com>",
        `To: ${to}`,
        `Subject: ${subject}`,
        `Date: ${new Date(date).toUTCString().replace("GMT", "+0000")}`,
        `Message-ID: <${id}@sns.amazonaws.com>`,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        text,
        "",
    ].join("\n");
}

/** Under every mail, so that whoever gets it can end it. */
function footer({ to: { arn, endpoint } }: Pick<Delivery, "to">, at: string): string {
    const address = `${at}/unsubscribe.html?SubscriptionArn=${arn}&Endpoint=${endpoint}`;
    return [
        "",
        "--",
        "If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:",
        address,
        "",
        NO_REPLY,
    ].join("\n");
}

/** Asks for a click before anything is sent. */
function confirmationMail({ to, id, timestamp, url }: Question): string {
    return mailOf({
        to: to.endpoint,
        subject: "AWS Notification - Subscription Confirmation",
        date: timestamp,
        id,
        text: [
            "You have chosen to subscribe to the topic:",
            to.topic,
            "",
            "To confirm this subscription, click or visit the link below (If this was in error no action is necessary):",
            url,
            "",
            NO_REPLY,
        ].join("\n"),
    });
}

/** A person's mail: https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html */
export const email: Protocol = {
    protocol: "email",
    ask: async (question) => {
        question.keep("eml", confirmationMail(question));
        return Promise.resolve();
    },
    deliver({ message, to, keep }) {
        const { subject = NO_SUBJECT, timestamp: date, id, topic } = message;
        const text = `${message.textFor("email")}\n${footer({ to }, endpointOf(topic))}`;
        return keep("eml", mailOf({ to: to.endpoint, subject, date, id, text }));
    },
};

/** A mail that a program reads: SNS's JSON is all of its text. */
export const emailJson: Protocol = {
    protocol: "email-json",
    ask: async (question) => {
        question.keep("eml", confirmationMail(question));
        return Promise.resolve();
    },
    async deliver({ message, to, signer, keep }) {
        const { subject = NO_SUBJECT, timestamp: date, id } = message;
        const text = JSON.stringify(signedEnvelope(message, to, await signer()), null, 2);
        return keep("eml", mailOf({ to: to.endpoint, subject, date, id, text }));
    },
};

/** "The total size limit for a single SMS Publish action is 1,600 characters." https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MOST = 1600;

/** GSM 03.38, whose characters take seven bits; those of its second table take two. */
const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const TWICE = /[\^{}\\[~\]|€]/g;

export const sms: Protocol = {
    protocol: "sms",
    stoodIn: "the phone, its carrier and the SMS sandbox",
    deliver({ message, keep }) {
        const text = message.textFor("sms");
        // unverified: a topic's message that is longer than a text message may be does not arrive | fails as: a text message that is missing here arrives on AWS, cut | settle: aws sns publish --topic-arn <topic> --message "$(head -c 1700 /dev/zero | tr '\0' x)"
        if (text.length > MOST)
            throw new Refused(
                "InvalidParameter",
                `Invalid parameter: ${text.length} characters, and a text message has ${MOST} at most`,
            );
        const parts = partsOf(text);
        const count = parts.length === 1 ? "one text message" : `${parts.length} text messages`;
        const shown = parts.map((part, at) => `[${at + 1}/${parts.length}] ${part}`);
        return keep("txt", `${count}\n\n${shown.join("\n")}\n`);
    },
};

/** "Messages aren't truncated mid-word but are cut off at whole-word boundaries." */
function partsOf(text: string): readonly string[] {
    // https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-character.html
    const [alone, among] = GSM.test(text) ? [160, 153] : [70, 67];
    if (sizeOf(text) <= alone) return [text];
    const parts: string[] = [];
    for (const word of text.split(/(?<=\s)/).flatMap((whole) => slicesOf(whole, among))) {
        const last = parts.at(-1);
        if (last !== undefined && sizeOf(last + word) <= among) parts[parts.length - 1] = last + word;
        else parts.push(word);
    }
    return parts;
}

function sizeOf(text: string): number {
    return text.length + (GSM.test(text) ? (text.match(TWICE)?.length ?? 0) : 0);
}

/** A word that fits into no message, as an address may be. */
function slicesOf(word: string, size: number): readonly string[] {
    return sizeOf(word) <= size ? [word] : [word.slice(0, size), ...slicesOf(word.slice(size), size)];
}

/**
 * What a push service gets of a text, by the platform in the endpoint's ARN.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
 */
// unverified: SNS makes these payloads of a text that names no platform | fails as: the app on the phone shows no text, because it reads it under another key | settle: aws sns publish --target-arn <endpoint> --message hello, and the payload that the app logs
const PAYLOADS: Readonly<Record<string, (text: string) => JsonObject>> = {
    APNS: (text) => ({ aps: { alert: text } }),
    APNS_SANDBOX: (text) => ({ aps: { alert: text } }),
    APNS_VOIP: (text) => ({ aps: { alert: text } }),
    APNS_VOIP_SANDBOX: (text) => ({ aps: { alert: text } }),
    MACOS: (text) => ({ aps: { alert: text } }),
    MACOS_SANDBOX: (text) => ({ aps: { alert: text } }),
    GCM: (text) => ({ data: { default: text } }),
    ADM: (text) => ({ data: { default: text } }),
};

/** A push to one device, `…:endpoint/<platform>/<app>/<id>`. */
export const application: Protocol = {
    protocol: "application",
    stoodIn: "the push service and the device",
    deliver({ message, to, keep }) {
        const [platform = ""] = to.label.split("/");
        const own = message.textFor(platform);
        const isOwn = own !== message.textFor("application");
        const payload = isOwn ? parsed(own) : PAYLOADS[platform]?.(message.textFor("application"));
        // Of another platform nobody here knows the form; its text is what it gets.
        return keep("json", `${JSON.stringify(payload ?? { default: own }, null, 2)}\n`);
    },
};
