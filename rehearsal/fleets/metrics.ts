// What CloudWatch is told of groups and machines: how many there are, as long as that was so.
import { text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Metric, MetricSource } from "../deployments/alarms/metrics";
import type { Fact, Fold } from "../engine/journal";
import { desiredOf } from "./auto-scaling";
import { type Lifecycle, Instances } from "./instances";

type At = (moment: number) => number | undefined;

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html */
const GROUP: Readonly<Record<string, readonly Lifecycle[]>> = {
    GroupInServiceInstances: ["InService"],
    GroupPendingInstances: ["Pending", "Pending:Wait"],
    GroupTerminatingInstances: ["Terminating"],
    GroupTotalInstances: ["InService", "Pending", "Pending:Wait", "Terminating"],
};

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
    Maximum: (values) => Math.max(...values),
    Minimum: (values) => Math.min(...values),
    Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

interface Moment {
    readonly at: number;
    readonly id: string;
    readonly lifecycle: Lifecycle;
}

export class FleetMetrics implements Fold, MetricSource {
    private readonly moments: Moment[] = [];

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about: id, at, data }: Fact): void {
        if (kind === "instance.launched") this.moments.push({ at, id, lifecycle: "Pending" });
        if (kind === "instance.lifecycle") this.moments.push({ at, id, lifecycle: data["lifecycle"] as Lifecycle });
    }

    public knows({ namespace, name, stat }: Metric): boolean {
        const known = {
            "AWS/AutoScaling": [...Object.keys(GROUP), "GroupDesiredCapacity"],
            "AWS/EC2": ["StatusCheckFailed"],
        }[namespace];
        if (known === undefined) return false;
        if (!known.includes(name)) throw new NotRehearsed(`the metric ${namespace} ${name}`);
        if (!STATISTICS[stat]) throw new NotRehearsed(`the statistic ${stat} of ${name}`);
        return true;
    }

    /** What changed within the span counts, however short it was so. */
    public value(metric: Metric, from: number, to: number): number | undefined {
        const gauge = this.gaugeOf(metric);
        const changes = this.moments.filter(({ at }) => at > from && at <= to).map(({ at }) => at);
        const values = [from, ...changes, to].flatMap((moment) => gauge(moment) ?? []);
        return values.length === 0 ? undefined : STATISTICS[metric.stat]?.(values);
    }

    private gaugeOf({ name, dimensions }: Metric): At {
        const { AutoScalingGroupName: group, InstanceId: id } = dimensions;
        if (id !== undefined) return (moment) => (this.lifecycleOf(id, moment) === "InService" ? 0 : undefined);
        const planned = this.account
            .created(TYPE.autoScalingGroup)
            .find(({ resource }) => text(resource, "name") === group);
        // Auto Scaling tells nothing that it is not asked to tell.
        if (!planned || !texts(planned.resource.inputs["enabledMetrics"]).includes(name)) return () => undefined;
        const { all } = this.account.part(Instances);
        const mine = all.filter(({ of }) => of === planned.resource.urn).map((instance) => instance.id);
        // A group launches as soon as it is there; of the time before, nothing is told.
        const since = this.moments.find(({ id: each }) => mine.includes(each))?.at ?? Infinity;
        const known =
            (value: At): At =>
            (moment) =>
                moment < since ? undefined : value(moment);
        if (name === "GroupDesiredCapacity") return known(() => desiredOf(planned));
        const counted = GROUP[name] ?? [];
        return known(
            (moment) =>
                mine.filter((each) => {
                    const lifecycle = this.lifecycleOf(each, moment);
                    return lifecycle !== undefined && counted.includes(lifecycle);
                }).length,
        );
    }

    private lifecycleOf(id: string, moment: number): Lifecycle | undefined {
        return this.moments.findLast((each) => each.id === id && each.at <= moment)?.lifecycle;
    }
}
