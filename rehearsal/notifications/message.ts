// One message of a topic, as Publish got it: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
import { readArn } from "../../plan/arn";
import type { Json, JsonObject } from "../../plan/document";
import { isRecord, parsed } from "../../plan/plans";
import { Refused } from "../account/gateway";
import type { Fact } from "../engine/journal";
import type { Signer } from "./signature";
import type { Subscriber } from "./subscribers";

export interface Message {
    /** Of its fact: orders the messages of a session. */
    readonly n: number;
    /** The same whenever it is sent again. */
    readonly id: string;
    readonly topic: string;
    readonly timestamp: string;
    readonly subject?: string;
    /** What who takes this protocol gets. */
    textFor(protocol: string): string;
    /** As SNS shows them: `Type` and `Value`. */
    readonly attributes: JsonObject;
}

/** "at most 256 KB in size (262,144 bytes, not 262,144 characters)" */
const LARGEST = 262_144;

/** Refuses what Publish refuses. */
export function checkPublish(input: Json | undefined): void {
    const { Message: text, Subject: subject, MessageStructure: structure } = isRecord(input) ? input : {};
    if (typeof text !== "string" || text === "")
        throw new Refused("InvalidParameter", "Invalid parameter: Empty message");
    if (Buffer.byteLength(text) > LARGEST) throw new Refused("InvalidParameter", "Invalid parameter: Message too long");
    // "less than 100 characters long", "no line breaks or control characters"
    if (subject !== undefined && !(typeof subject === "string" && /^[^\x00-\x1f\x7f]{1,99}$/.test(subject)))
        throw new Refused("InvalidParameter", "Invalid parameter: Subject");
    if (structure !== "json") return;
    const texts = parsed(text);
    if (!isRecord(texts) || typeof texts["default"] !== "string")
        throw new Refused(
            "InvalidParameter",
            "Invalid parameter: Message Structure - No default entry in JSON message body",
        );
}

/** Of the fact `message`. */
export function messageOf({ n, about, at, data }: Fact): Message {
    const { message, id } = data;
    const {
        Message: text,
        Subject: subject,
        MessageStructure: structure,
        MessageAttributes,
    } = isRecord(message) ? message : {};
    const texts = structure === "json" ? parsed(text) : undefined;
    return {
        n,
        id: String(id),
        topic: about,
        timestamp: new Date(at).toISOString(),
        ...(typeof subject === "string" && subject !== "" ? { subject } : {}),
        textFor(protocol) {
            const own = isRecord(texts) ? (texts[protocol] ?? texts["default"]) : text;
            return String(own);
        },
        attributes: Object.fromEntries(
            Object.entries(isRecord(MessageAttributes) ? MessageAttributes : {}).map(([name, attribute]) => {
                const { DataType, StringValue, BinaryValue } = isRecord(attribute) ? attribute : {};
                return [name, { Type: String(DataType), Value: String(StringValue ?? BinaryValue) }];
            }),
        ),
    };
}

/** What a reader of a list must know of a text without a subject: its own words, or of an event which one and of what. */
export function inShort(text: string): string {
    const document = parsed(text);
    if (!isRecord(document)) return text;
    const { "detail-type": type, detail, AlarmName: alarm, NewStateValue: state, content, approval } = document;
    if (typeof type === "string") {
        const { pipeline, stage, action, application, line, ...more } = isRecord(detail) ? detail : {};
        const of = [
            pipeline ?? more["project-name"] ?? application ?? line,
            stage,
            action,
            more["build-status"],
            more["state"],
        ];
        return [type, ...of.filter((part) => typeof part === "string")].join(", ");
    }
    if (typeof alarm === "string") return `alarm ${alarm}: ${String(state)}`;
    if (isRecord(approval)) return `approval of ${String(approval["pipelineName"])}`;
    return isRecord(content) ? String(content["description"]) : text;
}

// What SNS puts around a message for a program: https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html

/** Where SNS answers, in the region of a topic. */
export function endpointOf(topic: string): string {
    const { region } = readArn(topic);
    return `https://sns.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

function unsubscribeUrl({ topic, arn }: Subscriber): string {
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
