// What SNS puts around a message for a program: https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
import { readArn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import type { Message } from "./message";
import type { Signer } from "./signature";
import type { Subscriber } from "./subscribers";

/** Where SNS answers, in the region of a topic. */
export function endpointOf(topic: string): string {
    const { region } = readArn(topic);
    return `https://sns.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

export function unsubscribeUrl({ topic, arn }: Subscriber): string {
    return `${endpointOf(topic)}/?Action=Unsubscribe&SubscriptionArn=${arn}`;
}

/** Without a signature, as Firehose gets it: https://docs.aws.amazon.com/sns/latest/dg/firehose-archived-message-format-S3.html */
export function plainEnvelope(message: Message, to: Subscriber): JsonObject {
    const { id, topic, subject, timestamp, attributes } = message;
    return {
        Type: "Notification",
        MessageId: id,
        TopicArn: topic,
        ...(subject === undefined ? {} : { Subject: subject }),
        Message: message.textFor(to.protocol),
        Timestamp: timestamp,
        UnsubscribeURL: unsubscribeUrl(to),
        ...attributesOf(attributes),
    };
}

export function signedEnvelope(message: Message, to: Subscriber, signer: Signer): JsonObject {
    const { UnsubscribeURL, MessageAttributes: _, ...plain } = plainEnvelope(message, to);
    return {
        ...signed(plain, to, signer),
        UnsubscribeURL: UnsubscribeURL ?? null,
        ...attributesOf(message.attributes),
    };
}

/** The envelope with what proves it. */
export function signed(envelope: JsonObject, { topic, signatureVersion }: Subscriber, signer: Signer): JsonObject {
    return {
        ...envelope,
        SignatureVersion: signatureVersion,
        Signature: signer.sign(envelope, signatureVersion),
        SigningCertURL: `${endpointOf(topic)}${signer.path}`,
    };
}

function attributesOf(attributes: JsonObject): JsonObject {
    return Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes };
}
