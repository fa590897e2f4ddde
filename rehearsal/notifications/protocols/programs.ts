// What programs get: a server, a queue, a function, a stream.
import { sendTo } from "../../services/queues";
import { putRecord } from "../../services/streams";
import { folderOf, keepLine } from "../files";
import { plainEnvelope, signed, signedEnvelope } from "../message";
import { Receiver } from "../receiver";
import type { Delivery, Protocol, Question } from "./index";

/** A server that SNS posts to: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
const posted = (protocol: string): Protocol => ({
    protocol,
    ask: askServer,
    deliver: deliverToServer,
    stoodIn: "the server, by one on this machine",
});

export const http = posted("http");
export const https = posted("https");

async function askServer({ account, to, id, timestamp, token, url, signer, keep }: Question): Promise<void> {
    const envelope = signed(
        {
            Type: "SubscriptionConfirmation",
            MessageId: id,
            Token: token,
            TopicArn: to.topic,
            Message: CONFIRMATION(to.topic),
            SubscribeURL: url,
            Timestamp: timestamp,
        },
        to,
        await signer(),
    );
    // The subscription has no ARN that could be said yet.
    const headers = headersOf("SubscriptionConfirmation", id, to.topic);
    keep("http", await account.part(Receiver).post(to, headers, JSON.stringify(envelope, null, 2)));
}

async function deliverToServer({ account, message, to, signer, keep }: Delivery): Promise<string> {
    const headers = {
        ...headersOf("Notification", message.id, message.topic),
        "x-amz-sns-subscription-arn": to.arn,
        ...(to.raw ? { "x-amz-sns-rawdelivery": "true" } : {}),
    };
    const body = to.raw
        ? message.textFor(to.protocol)
        : JSON.stringify(signedEnvelope(message, to, await signer()), null, 2);
    return keep("http", await account.part(Receiver).post(to, headers, body));
}

function headersOf(type: string, id: string, topic: string): Record<string, string> {
    return { "x-amz-sns-message-type": type, "x-amz-sns-message-id": id, "x-amz-sns-topic-arn": topic };
}

const CONFIRMATION = (topic: string): string =>
    `You have chosen to subscribe to the topic ${topic}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`;

/** https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html */
export const sqs: Protocol = {
    protocol: "sqs",
    async deliver({ account, message, to, signer, keep }) {
        const body = to.raw ? message.textFor("sqs") : JSON.stringify(signedEnvelope(message, to, await signer()));
        // Of a raw message the queue gets the attributes as its own.
        sendTo(account, to.endpoint, { body, ...(to.raw ? { attributes: message.attributes } : {}) });
        return keep("json", `${body}\n`);
    },
};

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const lambda: Protocol = {
    protocol: "lambda",
    stoodIn: "the function is yours and not in the plan: it was given this event and did not run",
    async deliver({ message, to, signer, keep }) {
        const { SigningCertURL, UnsubscribeURL, ...envelope } = signedEnvelope(message, to, await signer());
        // The names of a function's event differ from those of a post by the case of three letters.
        const Sns = {
            MessageAttributes: {},
            Subject: null,
            ...envelope,
            SigningCertUrl: SigningCertURL,
            UnsubscribeUrl: UnsubscribeURL,
        };
        const record = { EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: to.arn, Sns };
        return keep("json", `${JSON.stringify({ Records: [record] }, null, 2)}\n`);
    },
};

/** https://docs.aws.amazon.com/sns/latest/dg/firehose-archived-message-format-S3.html: "line breaks separate each message" */
export const firehose: Protocol = {
    protocol: "firehose",
    stoodIn: "the minute that a stream waits, and the compression of its files",
    deliver({ account, message, to }) {
        const record = to.raw ? message.textFor("firehose") : JSON.stringify(plainEnvelope(message, to));
        putRecord(account, to.endpoint);
        return keepLine(account, [folderOf(to), "records.ndjson"], record);
    },
};
