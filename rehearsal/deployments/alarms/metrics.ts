import { NotRehearsed } from "../../account/gateway";
import type { Count } from "../balancing/routing-table";

/** A metric as an alarm of the plan names it. */
export interface Metric {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly stat: string;
}

/** What measures something: requests, queues, machines. */
export interface MetricSource {
    /** Refuses by name what it does not measure, of what lies in its namespace. */
    knows(metric: Metric): boolean;
    /** The value over a span of time; none where nothing was measured, as with CloudWatch. */
    value(metric: Metric, from: number, to: number): number | undefined;
}

interface Point extends Count {
    readonly at: number;
}

/** No alarm looks back further: the longest that one may take here. */
const KEPT = 10 * 60_000;

const STATISTICS: Readonly<Record<string, (points: readonly Point[]) => number>> = {
    Sum: (points) => total(points, "sum"),
    SampleCount: (points) => total(points, "samples"),
    Average: (points) => total(points, "sum") / total(points, "samples"),
    Maximum: (points) => Math.max(...points.map(({ max }) => max)),
};

/** What the load balancers counted, by the moment it was told. */
export class Metrics implements MetricSource {
    /** The oldest first: there are thousands, and alarms that look twenty times a second ask for the newest few. */
    private readonly points: Point[] = [];
    private healthyIn: (group: string) => number = () => 0;

    /** By what requests for each target are counted. */
    public countTargets(healthyIn: (group: string) => number): void {
        this.healthyIn = healthyIn;
    }

    /** In the order of time. */
    public add(counts: readonly Count[], at = Date.now()): void {
        const kept = this.points.findIndex((point) => point.at > at - KEPT);
        this.points.splice(0, kept === -1 ? this.points.length : kept);
        this.points.push(...counts.map((count) => ({ ...count, at })));
    }

    public knows({ namespace, name, stat, dimensions }: Metric): boolean {
        if (namespace !== "AWS/ApplicationELB") return false;
        if (!COUNTED.has(name)) throw new NotRehearsed(`the metric ${namespace} ${name}`);
        if (!STATISTICS[stat]) throw new NotRehearsed(`the statistic ${stat} of ${name}`);
        const strange = Object.keys(dimensions).find((key) => key !== "LoadBalancer" && key !== "TargetGroup");
        if (strange !== undefined) throw new NotRehearsed(`the dimension ${strange} of ${name}`);
        return true;
    }

    public value({ name, dimensions, stat }: Metric, from: number, to: number): number | undefined {
        const { LoadBalancer: balancer, TargetGroup: group } = dimensions;
        const counted = name === PER_TARGET ? "RequestCount" : name;
        const points = this.points
            .slice(this.points.findLastIndex(({ at }) => at <= from) + 1)
            .filter(
                (point) =>
                    point.at <= to &&
                    point.metric === counted &&
                    (balancer === undefined || point.loadBalancer === balancer) &&
                    (group === undefined || point.group?.endsWith(`:${group}`) === true),
            );
        if (points.length === 0) return undefined;
        const value = STATISTICS[stat]?.(points);
        // Of those that are healthy now: how many there were at the time, nobody has kept.
        return name === PER_TARGET && value !== undefined
            ? value / Math.max(1, this.healthyIn(points[0]?.group ?? ""))
            : value;
    }
}

const PER_TARGET = "RequestCountPerTarget";
const COUNTED: ReadonlySet<string> = new Set<Count["metric"] | typeof PER_TARGET>([
    PER_TARGET,
    "RequestCount",
    "HTTPCode_Target_5XX_Count",
    "HTTPCode_ELB_5XX_Count",
    "TargetConnectionErrorCount",
    "TargetResponseTime",
]);

function total(points: readonly Point[], what: "sum" | "samples"): number {
    return points.reduce((sum, point) => sum + point[what], 0);
}
