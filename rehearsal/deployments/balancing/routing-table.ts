// What the balancer is told and what it tells: plain data, because it lives in a thread of its own.
import type { Address } from "../../containers/engine";

export interface Target {
    readonly id: string;
    readonly address: Address;
    /** As the health checks see it. A group without one healthy target uses all it has, as a real balancer does. */
    readonly healthy: boolean;
}

export interface TargetGroup {
    readonly arn: string;
    readonly targets: readonly Target[];
}

export interface Share {
    readonly group: string;
    readonly weight: number;
}

/** What a request has to be like; what is empty is not asked. */
export interface Conditions {
    /** Patterns of the host header, in any case. */
    readonly hosts: readonly string[];
    /** Patterns of the path, without what is asked behind it. */
    readonly paths: readonly string[];
}

/** What a listener does with the requests that meet these. */
export interface RuleWhen {
    readonly when: Conditions;
    readonly rule: Rule;
}

export type Rule =
    | { readonly kind: "forward"; readonly shares: readonly Share[] }
    | { readonly kind: "fixed"; readonly status: number; readonly type: string; readonly body: string }
    | {
          readonly kind: "redirect";
          readonly status: number;
          /** Each as the listener has it, `#{host}` and its like included. */
          readonly to: Readonly<Record<"protocol" | "host" | "port" | "path" | "query", string>>;
      };

export interface Listener {
    readonly arn: string;
    /** As metrics name it: `app/web/0123456789abcdef`. */
    readonly loadBalancer: string;
    readonly protocol: string;
    /** On AWS. */
    readonly port: number;
    /** Here, where it is free. */
    readonly preferredPort?: number;
    /** In the order in which they are asked. */
    readonly rules?: readonly RuleWhen[];
    /** For what none of them takes. */
    readonly rule: Rule;
}

/** Everything at once: each change sends the whole table, so that it is never half applied. */
export interface RoutingTable {
    readonly listeners: readonly Listener[];
    readonly groups: readonly TargetGroup[];
    /** Milliseconds without a byte, after which a target counts as silent. */
    readonly idleTimeout: number;
}

export const METRICS = {
    requests: "RequestCount",
    targetErrors: "HTTPCode_Target_5XX_Count",
    ownErrors: "HTTPCode_ELB_5XX_Count",
    unreached: "TargetConnectionErrorCount",
    responseTime: "TargetResponseTime",
} as const;

export interface Count {
    readonly metric: (typeof METRICS)[keyof typeof METRICS];
    readonly loadBalancer: string;
    /** By ARN; none where no target was chosen. */
    readonly group?: string;
    readonly sum: number;
    readonly samples: number;
    readonly max: number;
}

/** To the balancer. Each is answered once, under its number. */
export type Order =
    | { readonly n: number; readonly route: RoutingTable }
    | { readonly n: number; readonly drain: string; readonly limit: number };

/** From the balancer. */
export type Report =
    { readonly done: number; readonly ports: Readonly<Record<string, number>> } | { readonly counts: readonly Count[] };

type Metric = Count["metric"];

/** Counts, until the worker takes them for its report. */
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
