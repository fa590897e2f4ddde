// CloudWatch alarms over what the load balancers really counted. A minute of an alarm never gets so short here that no
// request falls into it.
import type { AlarmState } from "../../../iam/calls/events";
import { records, text, type Planned, type PlannedResource } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import { NotRehearsed, type Service } from "../../account/gateway";
import type { Fact, Fold } from "../../engine/journal";
import { askToNotify, notify } from "./actions";
import { parseFormula, type Value } from "./metric-math";
import { hasQueue, Queues } from "../../services/queues";
import { type Metric, Metrics, type MetricSource } from "./metrics";
import { AT_LEAST, lasting } from "../../engine/clock";
import { TYPE } from "../../../plan/tokens";

interface Judged {
    readonly state: AlarmState;
    readonly reason: string;
}

type Compare = (value: number, threshold: number) => boolean;
const COMPARISONS: Readonly<Record<string, Compare>> = {
    GreaterThanThreshold: (value, threshold) => value > threshold,
    GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
    LessThanThreshold: (value, threshold) => value < threshold,
    LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** Alarms by their ARN. Its facts: `alarm`, whenever the state of one changes; `alarm.told` and `alarm.untold` for each of its actions. */
export class Alarms implements Fold {
    public readonly metrics = new Metrics();
    private readonly states = new Map<string, Judged>();
    private readonly sources: MetricSource[];
    private readonly made: (() => readonly Planned[])[] = [];
    private timer?: NodeJS.Timeout;

    constructor(private readonly account: LocalAccount) {
        this.sources = [this.metrics, queueDepths(account)];
    }

    public apply({ kind, about, data }: Fact): void {
        if (kind === "alarm") this.states.set(about, data as unknown as Judged);
    }

    public of(arn: string): Judged {
        return this.states.get(arn) ?? { state: "INSUFFICIENT_DATA", reason: "Unchecked: Initial alarm creation" };
    }

    /** One more namespace that alarms may be about. */
    public add(source: MetricSource): void {
        this.sources.push(source);
    }

    /** Alarms that Pulumi does not make, as if it did. */
    public also(made: () => readonly Planned[]): void {
        this.made.push(made);
    }

    /** Every alarm there is. */
    public get all(): readonly Planned[] {
        return [...this.account.created(TYPE.metricAlarm), ...this.made.flatMap((made) => made())];
    }

    /** Throws where an alarm asks for what is not rehearsed. */
    public check(alarm: PlannedResource): void {
        readerOf(alarm, (metric) => this.sourceOf(metric));
    }

    /** Evaluates every alarm there is from now on, several times within its shortest period. */
    public watch(): void {
        this.timer ??= setInterval(() => this.evaluate(Date.now()), AT_LEAST.alarmPeriod / 5).unref();
    }

    public close(): void {
        clearInterval(this.timer);
    }

    public evaluate(now: number): void {
        for (const alarm of this.all) {
            const { resource } = alarm;
            const arn = text(resource, "arn");
            const before = this.of(arn);
            const judged = this.judge(resource, now, before);
            if (!this.states.has(arn)) askToNotify(this.account, alarm);
            if (judged.state !== before.state || !this.states.has(arn))
                this.account.record({ kind: "alarm", about: arn, data: { ...judged } });
            if (judged.state !== before.state)
                this.account.work(notify(this.account, resource, judged.state, judged.reason));
        }
    }

    private judge(alarm: PlannedResource, now: number, before: Judged): Judged {
        try {
            return judged(alarm, before, this.valuesOf(alarm, now));
        } catch (error) {
            if (!(error instanceof NotRehearsed)) throw error;
            return { state: "INSUFFICIENT_DATA", reason: error.message };
        }
    }

    /** One value per evaluation period, the newest first. */
    private valuesOf(alarm: PlannedResource, now: number): readonly Value[] {
        const { period, valueAt } = readerOf(alarm, (metric) => this.sourceOf(metric));
        const length = lasting(this.account.clock, period * 1000, AT_LEAST.alarmPeriod);
        return Array.from({ length: Number(alarm.inputs["evaluationPeriods"]) }, (_, ago) =>
            valueAt((metric) => this.sourceOf(metric).value(metric, now - (ago + 1) * length, now - ago * length)),
        );
    }

    /** What an alarm's metric, or its expression, says of so many periods that are over, the newest first. */
    public lately(alarm: PlannedResource, periods: number, now: number): readonly Value[] {
        return this.valuesOf({ ...alarm, inputs: { ...alarm.inputs, evaluationPeriods: periods } }, now);
    }

    private sourceOf(metric: Metric): MetricSource {
        const found = this.sources.find((source) => source.knows(metric));
        if (!found) throw new NotRehearsed(`the metric ${metric.namespace} ${metric.name}`);
        return found;
    }
}

/** Of a queue of these plans: what is taken out of one is done at once, so none is under work. Of another one nothing is known. */
function queueDepths(account: LocalAccount): MetricSource {
    return {
        knows: ({ namespace, name, dimensions }) =>
            namespace === "AWS/SQS" &&
            /^ApproximateNumberOfMessages(Not)?Visible$/.test(name) &&
            Boolean(dimensions["QueueName"]),
        value({ name, dimensions }) {
            const { QueueName: queue = "" } = dimensions;
            if (!hasQueue(account.plans, queue)) return undefined;
            return name === "ApproximateNumberOfMessagesNotVisible" ? 0 : account.part(Queues).visibleIn(queue);
        },
    };
}

interface Reader {
    /** Seconds. */
    readonly period: number;
    readonly valueAt: (measured: (metric: Metric) => Value) => Value;
}

/** How an alarm gets its value: from one metric, or by an expression over several. */
function readerOf({ inputs, name }: PlannedResource, known: (metric: Metric) => unknown): Reader {
    const metricOf = (source: Readonly<Record<string, unknown>>): Metric => {
        const metric = metricIn(source);
        known(metric);
        return metric;
    };
    const queries = records(inputs["metricQueries"]);
    if (queries.length === 0) {
        const metric = metricOf(inputs);
        return { period: Number(inputs["period"]), valueAt: (measured) => measured(metric) };
    }
    const metrics = new Map<string, Metric>();
    const formulas = new Map(
        queries.flatMap(({ id, expression, metric }) => {
            if (typeof expression === "string") return [[String(id), parseFormula(expression)] as const];
            metrics.set(String(id), metricOf(metric as Record<string, unknown>));
            return [];
        }),
    );
    const answer = queries.find(({ returnData }) => returnData === true);
    if (!answer) throw new NotRehearsed(`the alarm ${name}, none of whose metrics returns data`);
    const periods = queries.flatMap(
        ({ metric, period }) => (metric as { period?: unknown } | undefined)?.period ?? period ?? [],
    );
    return {
        period: Number(periods[0] ?? 60),
        valueAt(measured) {
            const valueOf = (id: string): Value => {
                const metric = metrics.get(id);
                if (metric) return measured(metric);
                const formula = formulas.get(id);
                if (!formula)
                    throw new NotRehearsed(`the alarm ${name} with ${id}, which none of its metrics is called`);
                return formula(valueOf);
            };
            return valueOf(String(answer["id"]));
        },
    };
}

function metricIn(source: Readonly<Record<string, unknown>>): Metric {
    return {
        namespace: String(source["namespace"]),
        name: String(source["metricName"]),
        dimensions: (source["dimensions"] ?? {}) as Record<string, string>,
        stat: String(source["stat"] ?? source["statistic"] ?? source["extendedStatistic"]),
    };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
function judged({ inputs }: PlannedResource, before: Judged, values: readonly Value[]): Judged {
    const operator = String(inputs["comparisonOperator"]);
    const compare = COMPARISONS[operator];
    if (!compare) throw new NotRehearsed(`alarms that compare by ${operator}`);
    const threshold = Number(inputs["threshold"]);
    const missing = String(inputs["treatMissingData"] ?? "missing");
    const known = values.filter((value) => value !== undefined);
    if (known.length === 0 && missing === "missing")
        return { state: "INSUFFICIENT_DATA", reason: "Insufficient Data: no datapoints were received" };
    if (known.length === 0 && missing === "ignore") return before;
    const breaching = known.filter((value) => compare(value, threshold));
    const counted = breaching.length + (missing === "breaching" ? values.length - known.length : 0);
    const needed = Number(inputs["datapointsToAlarm"] ?? values.length);
    const rings = counted >= needed;
    // Of the datapoints those that made the state are told, and how many they are.
    const told = rings ? breaching : known.filter((value) => !breaching.includes(value));
    const shown = told.map((value) => Number(value.toFixed(2))).join(", ");
    return {
        state: rings ? "ALARM" : "OK",
        reason: `Threshold Crossed: ${rings ? counted : values.length - counted} of the last ${values.length} datapoints [${shown}] ${
            values.length === 1 ? "was" : "were"
        }${rings ? "" : " not"} ${operator} (${threshold})`,
    };
}

/** `input.AlarmNames`, or all of them. */
const describe: Service = ({ input }, account) => {
    const { AlarmNames: names } = (input ?? {}) as { readonly AlarmNames?: readonly string[] };
    const alarms = account.part(Alarms);
    const found = alarms.all.filter(({ resource }) => names?.includes(text(resource, "name")) ?? true);
    return {
        MetricAlarms: found.map(({ resource }) => {
            const arn = text(resource, "arn");
            const { state, reason } = alarms.of(arn);
            return { AlarmName: text(resource, "name"), AlarmArn: arn, StateValue: state, StateReason: reason };
        }),
    };
};

export const alarmServices: ReadonlyMap<string, Service> = new Map([["cloudwatch:DescribeAlarms", describe]]);
