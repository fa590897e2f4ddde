// Filter policies of a subscription: https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
// What may stand in one is what EventBridge's patterns know; what SNS alone knows is refused by name there.
import type { Json, JsonObject } from "../../plan/document";
import { isRecord, parsed } from "../../plan/plans";
import { patternOf, whyNot } from "../events/pattern";
import type { Message } from "./message";
import type { Subscriber } from "./subscribers";

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
