// Who is subscribed to which topic, as the plans have it: by a subscription, or as a channel of AWS's chat service, which
// subscribes by itself.
import { readArn } from "../../plan/arn";
import type { Json, JsonObject } from "../../plan/document";
import { isRecord, parsed, type Planned, type Plans, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { patternOf, whyNot } from "../events/pattern";
import type { Message } from "./message";
import type { SignatureVersion } from "./signature";

export interface Subscriber {
    /** Of the subscription, or of the channel's configuration. */
    readonly arn: string;
    readonly topic: string;
    /** As SNS calls it; `slack` and `teams` for chat. */
    readonly protocol: string;
    /** As SNS knows it: an address, a number, an ARN. */
    readonly endpoint: string;
    /** As people know it. */
    readonly label: string;
    /** `rawMessageDelivery`: the message without an envelope. */
    readonly raw: boolean;
    readonly signatureVersion: SignatureVersion;
    readonly planned: Planned;
}

export function subscribersIn(plans: Plans): readonly Subscriber[] {
    return [
        ...plans.ofType(TYPE.topicSubscription).map((planned) => subscriberOf(planned, plans)),
        ...channelsIn(plans),
    ];
}

/** Of one subscription. */
export function subscriberOf(planned: Planned, plans: Plans): Subscriber {
    const { resource } = planned;
    const endpoint = text(resource, "endpoint");
    const topic = text(resource, "topic");
    return {
        arn: text(resource, "arn"),
        topic,
        protocol: text(resource, "protocol"),
        endpoint,
        label: readArn(endpoint).resource.replace(/^(deliverystream\/|function:|endpoint\/)/, "") || endpoint,
        raw: resource.inputs["rawMessageDelivery"] === true,
        signatureVersion: versionOf(topic, plans),
        planned,
    };
}

function channelsIn(plans: Plans): readonly Subscriber[] {
    const channels = [
        ...plans
            .ofType(TYPE.slackChannel)
            .map((planned) => ({ planned, protocol: "slack", at: ["slackTeamId", "slackChannelId"] })),
        ...plans
            .ofType(TYPE.teamsChannel)
            .map((planned) => ({ planned, protocol: "teams", at: ["teamId", "channelId"] })),
    ];
    return channels.flatMap(({ planned, protocol, at }) => {
        const { resource } = planned;
        const label = at.map((key) => text(resource, key)).join("/");
        return texts(resource.inputs["snsTopicArns"]).map((topic) => ({
            arn: text(resource, "chatConfigurationArn"),
            topic,
            protocol,
            endpoint: label,
            label,
            raw: false,
            signatureVersion: versionOf(topic, plans),
            planned,
        }));
    });
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
function versionOf(topic: string, plans: Plans): SignatureVersion {
    const version = plans.at(topic)?.resource.inputs["signatureVersion"];
    return String(version) === "2" ? "2" : "1";
}

// Filter policies of a subscription: https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
// What may stand in one is what EventBridge's patterns know; what SNS alone knows is refused by name there.

/** Why a message is not for a subscriber; nothing where it is. */
export function filteredOut(message: Message, { planned: { resource }, protocol }: Subscriber): string | undefined {
    const { filterPolicy, filterPolicyScope } = resource.inputs;
    if (filterPolicy === undefined || filterPolicy === "") return undefined;
    const pattern = patternOf(parsed(filterPolicy) as Json);
    if (filterPolicyScope !== "MessageBody") return whyNot(pattern, valuesOf(message.attributes));
    const body = parsed(message.textFor(protocol));
    return isRecord(body)
        ? whyNot(pattern, body as JsonObject)
        : "the message is no JSON, and the filter asks for its keys";
}

/** Attributes as a pattern sees them. */
function valuesOf(attributes: JsonObject): JsonObject {
    const entries = Object.entries(attributes).map(([name, attribute]): [string, Json] => {
        const { Type: type, Value: value } = attribute as { readonly Type: string; readonly Value: string };
        if (type === "Number") return [name, Number(value)];
        return [name, type === "String.Array" ? ((parsed(value) as Json | undefined) ?? []) : value];
    });
    return Object.fromEntries(entries);
}
