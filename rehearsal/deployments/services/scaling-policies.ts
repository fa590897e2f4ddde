// What policies of Application Auto Scaling make of what was measured: how many tasks there should be.
import { below, isRecord, type PlannedResource, records } from "../../../plan/plans";
import type { Value } from "../alarms/metric-math";

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html: out after 3 minutes, in after 15. */
const OUT_AFTER = 3;
export const IN_AFTER = 15;
/** In only where it would be enough by some margin. */
const MARGIN = 0.9;

/** Of the newest minutes, first the newest; nothing where it stays as it is, or nothing is known. */
export function trackedCapacity(target: number, current: number, minutes: readonly Value[]): number | undefined {
    const known = (last: number) => {
        const values = minutes.slice(0, last).filter((value) => value !== undefined);
        return values.length === last ? values : undefined;
    };
    const [high, low] = [known(OUT_AFTER), known(IN_AFTER)];
    if (high?.every((value) => value > target)) return Math.ceil((current * Math.min(...high)) / target);
    if (low?.every((value) => value < target * MARGIN)) return Math.ceil((current * Math.max(...low)) / target);
    return undefined;
}

/** By how far the metric is above or below the alarm's threshold. */
export function steppedCapacity(policy: PlannedResource, current: number, breach: number): number | undefined {
    const { adjustmentType, stepAdjustments } = below(policy.inputs, "stepScalingPolicyConfiguration");
    const bound = (value: unknown, instead: number) => (value === undefined ? instead : Number(value));
    const step = records(stepAdjustments).find(
        (each) =>
            breach >= bound(each["metricIntervalLowerBound"], -Infinity) &&
            breach < bound(each["metricIntervalUpperBound"], Infinity),
    );
    if (!step) return undefined;
    const by = Number(step["scalingAdjustment"]);
    if (adjustmentType === "ExactCapacity") return by;
    return adjustmentType === "ChangeInCapacity" ? current + by : undefined;
}

/** The expression of a tracking policy, as an alarm would have it; none where AWS itself knows the metric. */
export function trackedMetric(policy: PlannedResource): PlannedResource | undefined {
    const { customizedMetricSpecification: custom } = below(policy.inputs, "targetTrackingScalingPolicyConfiguration");
    if (!isRecord(custom)) return undefined;
    const metricQueries = records(custom["metrics"]).map(({ metricStat, ...query }) => {
        if (!isRecord(metricStat)) return query;
        const { metric, stat } = metricStat;
        const { dimensions, ...named } = isRecord(metric) ? metric : {};
        const byName = Object.fromEntries(records(dimensions).map(({ name, value }) => [String(name), value]));
        return { ...query, metric: { ...named, stat, period: 60, dimensions: byName } };
    });
    return { ...policy, inputs: { metricQueries } } as PlannedResource;
}

export function targetValueOf(policy: PlannedResource): number {
    return Number(below(policy.inputs, "targetTrackingScalingPolicyConfiguration")["targetValue"]);
}
