// EventBridge's PutEvents: a job's own events.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
import type { JsonObject } from "../../plan/document";
import { arnIn, readArn } from "../../plan/arn";
import { isRecord, parsed, text } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Refused, type Call, type Service } from "../account/gateway";
import { Bus } from "./bus";
import { TYPE } from "../../plan/tokens";

interface Entry {
    readonly Source?: string;
    readonly DetailType?: string;
    readonly Detail?: string;
    readonly Resources?: readonly string[];
    readonly EventBusName?: string;
}

const MOST = 10;

/** The buses that a call names beside its first are asked for one by one, as IAM does. */
const putEvents: Service = (call, account) => {
    const entries = ((call.input ?? {}) as { readonly Entries?: readonly Entry[] }).Entries ?? [];
    if (entries.length === 0 || entries.length > MOST)
        throw new Refused("ValidationException", `Entries: asked for 1 to ${MOST}, found ${entries.length}`);
    const buses = entries.map(({ EventBusName: bus }) => busOf(bus, call));
    for (const bus of new Set(buses)) {
        if (bus !== call.on) account.gateway.ask({ ...call, on: bus });
        if (!exists(bus, account))
            throw new Refused("ResourceNotFoundException", `Event bus ${bus.split("/").pop() ?? bus} does not exist.`);
    }
    const answers = entries.map((entry, at) => put(entry, buses[at] ?? call.on, call, account));
    return { FailedEntryCount: answers.filter((answer) => "ErrorCode" in answer).length, Entries: answers };
};

function put(entry: Entry, bus: string, { by, on }: Call, account: LocalAccount): JsonObject {
    const refusal = refusalOf(entry);
    if (refusal) return { ErrorCode: refusal[0], ErrorMessage: refusal[1] };
    const { Source: source = "", DetailType: type = "", Detail: detail, Resources: resources = [] } = entry;
    const raised = {
        source,
        "detail-type": type,
        account: readArn(by.role).account,
        region: readArn(on).region,
        resources,
        detail: parsed(detail) as JsonObject,
    };
    return { EventId: account.part(Bus).put(raised, bus) };
}

function refusalOf({ Source: source, DetailType: type, Detail: detail }: Entry): readonly [string, string] | undefined {
    for (const [name, value] of Object.entries({ Source: source, DetailType: type, Detail: detail })) {
        if (!value)
            return ["InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`];
    }
    if (source?.startsWith("aws.")) return ["NotAuthorizedForSourceException", "Not authorized for the source."];
    return isRecord(parsed(detail)) ? undefined : ["MalformedDetail", "Detail is malformed."];
}

/** A name is a bus of the caller's own account. */
function busOf(name: string | undefined, { by, on }: Call): string {
    if (name?.startsWith("arn:")) return name;
    const place = { region: readArn(on).region, account: readArn(by.role).account };
    return arnIn(place, "events", `event-bus/${name ?? "default"}`);
}

function exists(bus: string, account: LocalAccount): boolean {
    const made = account.created(TYPE.eventBus);
    return bus.endsWith(":event-bus/default") || made.some(({ resource }) => text(resource, "arn") === bus);
}

export const eventServices: ReadonlyMap<string, Service> = new Map([["events:PutEvents", putEvents]]);
