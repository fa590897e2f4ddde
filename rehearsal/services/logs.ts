// CloudWatch's filter patterns, as far as lines use them: one comparison of a place in a JSON message.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
import type { Json } from "../../plan/document";
import { parsed, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { wildcard } from "../../text/wildcard";
import { NotRehearsed, Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Fact, Fold } from "../engine/journal";
import { ORDERS } from "../events/comparisons";
import { at } from "../events/json-path";

const COMPARISON = /^\{\s*(\$[^\s=!<>]+)\s*(=|!=|<=|>=|<|>)\s*(?:"([^"]*)"|([\w.*-]+))\s*\}$/;

const NUMBERS: typeof ORDERS = { ...ORDERS, "!=": (value, wanted) => value !== wanted };

/** Whether a message passes a filter pattern; a message that is no JSON passes no comparison. */
export function logFilter(pattern: string): (message: string) => boolean {
    const trimmed = pattern.trim();
    if (trimmed === "") return () => true;
    const [, path = "", operator = "", quoted, bare = ""] = COMPARISON.exec(trimmed) ?? [];
    const isText = quoted !== undefined || !/^-?\d+(\.\d+)?$/.test(bare);
    if (path === "" || (isText && !["=", "!="].includes(operator)))
        throw new NotRehearsed(
            `the filter pattern ${pattern}; known is { $.place = "text" } with = and !=, or a number`,
        );
    const wanted = quoted ?? bare;
    const like = wildcard(wanted);
    return (message) => {
        const document = parsed(message) as Json | undefined;
        const value = document === undefined ? undefined : at(path, document);
        if (!isText) return typeof value === "number" && NUMBERS[operator]?.(value, Number(wanted)) === true;
        return typeof value === "string" && like.test(value) === (operator === "=");
    };
}

// CloudWatch Logs, as far as lines read them again: groups of streams, and a search.

interface LogEvent {
    readonly logStreamName: string;
    readonly timestamp: number;
    readonly message: string;
    readonly ingestionTime: number;
    readonly eventId: string;
}

/** Log groups by their ARN, without the `:*` at its end. Its facts: `log.stream`, `log.event`. */
export class Logs implements Fold {
    private readonly streams = new Set<string>();
    private readonly events = new Map<string, LogEvent[]>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, n, at }: Fact): void {
        if (kind === "log.stream") this.streams.add(`${about} ${String(data["name"])}`);
        if (kind !== "log.event") return;
        const { stream, message, timestamp } = data as { stream: string; message: string; timestamp: number };
        const event = { logStreamName: stream, timestamp, message, ingestionTime: at, eventId: String(n) };
        this.events.set(about, [...(this.events.get(about) ?? []), event]);
    }

    public create(group: string, stream: string): void {
        this.mustExist(group);
        if (this.streams.has(`${group} ${stream}`))
            throw new Refused("ResourceAlreadyExistsException", "The specified log stream already exists");
        this.account.record({ kind: "log.stream", about: group, data: { name: stream } });
    }

    public put(group: string, stream: string, message: string, timestamp = Date.now()): void {
        this.mustExist(group);
        if (!this.streams.has(`${group} ${stream}`))
            throw new Refused("ResourceNotFoundException", "The specified log stream does not exist.");
        this.account.record({ kind: "log.event", about: group, data: { stream, message, timestamp } });
    }

    public of(group: string): readonly LogEvent[] {
        this.mustExist(group);
        return this.events.get(group) ?? [];
    }

    private mustExist(group: string): void {
        const made = this.account.created(TYPE.logGroup);
        if (!made.some(({ resource }) => text(resource, "arn") === group))
            throw new Refused("ResourceNotFoundException", "The specified log group does not exist.");
    }
}

const create: Service = ({ on, input }, account) => {
    const { logStreamName } = input as { readonly logStreamName: string };
    account.part(Logs).create(groupOf(on), logStreamName);
    return {};
};

const put: Service = ({ on, input }, account) => {
    const { logStreamName, logEvents } = input as {
        readonly logStreamName: string;
        readonly logEvents: readonly { readonly timestamp: number; readonly message: string }[];
    };
    for (const { timestamp, message } of logEvents)
        account.part(Logs).put(groupOf(on), logStreamName, message, timestamp);
    return {};
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const filter: Service = ({ on, input }, account) => {
    const asked = (input ?? {}) as {
        readonly filterPattern?: string;
        readonly startTime?: number;
        readonly endTime?: number;
        readonly logStreamNamePrefix?: string;
        readonly limit?: number;
    };
    const passes = logFilter(asked.filterPattern ?? "");
    const events = account
        .part(Logs)
        .of(groupOf(on))
        .filter(
            ({ timestamp, message, logStreamName }) =>
                timestamp >= (asked.startTime ?? 0) &&
                timestamp <= (asked.endTime ?? Infinity) &&
                logStreamName.startsWith(asked.logStreamNamePrefix ?? "") &&
                passes(message),
        );
    return { events: events.slice(0, asked.limit) as unknown as Json, searchedLogStreams: [] };
};

/** The newest of one stream, in their order. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
const read: Service = ({ on, input }, account) => {
    const { logStreamName, limit = 10_000 } = input as { readonly logStreamName: string; readonly limit?: number };
    const events = account
        .part(Logs)
        .of(groupOf(on))
        .filter((event) => event.logStreamName === logStreamName)
        .slice(-limit)
        .map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime }));
    return { events };
};

export const logServices: ReadonlyMap<string, Service> = new Map([
    ["logs:CreateLogStream", create],
    ["logs:PutLogEvents", put],
    ["logs:FilterLogEvents", filter],
    ["logs:GetLogEvents", read],
]);

/** IAM names a group with `:*`, or one stream of it. */
function groupOf(on: string): string {
    return on.replace(/:(\*|log-stream:.*)$/, "");
}
