// CloudWatch Logs, as far as lines read them again: groups of streams, and a search.
import type { Json } from "../../plan/document";
import { text } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Refused, type Service } from "../account/gateway";
import type { Fact, Fold } from "../engine/facts";
import { logFilter } from "./log-filter";
import { TYPE } from "../../plan/tokens";

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

export const logServices: ReadonlyMap<string, Service> = new Map([
    ["logs:CreateLogStream", create],
    ["logs:PutLogEvents", put],
    ["logs:FilterLogEvents", filter],
]);

/** IAM names a group with `:*`, or one stream of it. */
function groupOf(on: string): string {
    return on.replace(/:(\*|log-stream:.*)$/, "");
}
