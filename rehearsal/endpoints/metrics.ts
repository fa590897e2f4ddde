// What SageMaker measures of an endpoint: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
import { NotRehearsed } from "../account/gateway";
import type { Metric, MetricSource } from "../deployments/alarms/metrics";

/** One request: when, how the model answered, and how long it took itself. */
export interface Asked {
    readonly endpoint: string;
    readonly variant: string;
    readonly status: number;
    readonly millis: number;
    readonly at: number;
}

/** No alarm looks back further. */
const KEPT = 10 * 60_000;

const VALUES: Readonly<Record<string, (asked: Asked) => number>> = {
    Invocations: () => 1,
    Invocation4XXErrors: ({ status }) => Number(status >= 400 && status < 500),
    Invocation5XXErrors: ({ status }) => Number(status >= 500),
    ModelLatency: ({ millis }) => millis * 1000,
};
const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
    Sum: (values) => values.reduce((sum, value) => sum + value, 0),
    SampleCount: (values) => values.length,
    Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
    Maximum: (values) => Math.max(...values),
    Minimum: (values) => Math.min(...values),
};

export class EndpointMetrics implements MetricSource {
    private asked: Asked[] = [];

    public add(asked: Asked): void {
        this.asked = [...this.asked.filter(({ at }) => at > asked.at - KEPT), asked];
    }

    public knows({ namespace, name, stat, dimensions }: Metric): boolean {
        if (namespace !== "AWS/SageMaker") return false;
        if (!VALUES[name]) throw new NotRehearsed(`the metric ${namespace} ${name}`);
        if (!STATISTICS[stat]) throw new NotRehearsed(`the statistic ${stat} of ${name}`);
        const strange = Object.keys(dimensions).find((key) => key !== "EndpointName" && key !== "VariantName");
        if (strange !== undefined) throw new NotRehearsed(`the dimension ${strange} of ${name}`);
        return true;
    }

    public value({ name, dimensions, stat }: Metric, from: number, to: number): number | undefined {
        const { EndpointName: endpoint, VariantName: variant } = dimensions;
        const values = this.asked
            .filter(({ at }) => at > from && at <= to)
            // SageMaker measures an endpoint by its variants; one that is named by halves has no values.
            .filter((asked) => asked.endpoint === endpoint && asked.variant === variant)
            .flatMap((asked) => VALUES[name]?.(asked) ?? []);
        return values.length === 0 ? undefined : STATISTICS[stat]?.(values);
    }
}
