import type { Count } from "./routing-table";

type Metric = Count["metric"];

/** Counts until somebody takes them away. */
export class MetricCounter {
    private readonly counts = new Map<string, Count>();

    public add(metric: Metric, loadBalancer: string, group: string | undefined, value: number): void {
        const key = `${metric} ${loadBalancer} ${group ?? ""}`;
        const so = this.counts.get(key) ?? { metric, loadBalancer, group, sum: 0, samples: 0, max: 0 };
        this.counts.set(key, {
            ...so,
            sum: so.sum + value,
            samples: so.samples + 1,
            max: Math.max(so.max, value),
        });
    }

    public take(): readonly Count[] {
        const taken = [...this.counts.values()];
        this.counts.clear();
        return taken;
    }
}
