// Health checks of a target group, as configured, on the scaled clock.
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { below, type PlannedResource } from "../../../plan/plans";
import { NotRehearsed } from "../../account/gateway";
import type { Address } from "../../containers/engine";
import { AT_LEAST, type Clock, lasting } from "../../engine/clock";

interface HealthCheck {
    readonly path: string;
    readonly matches: (status: number) => boolean;
    /** As the target group has it, to be shown. */
    readonly matcher: string;
    /** Milliseconds of AWS. */
    readonly interval: number;
    readonly timeout: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
}

/** With ELB's defaults for targets by IP. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
export function healthCheckOf({ inputs, name }: PlannedResource): HealthCheck {
    const check = below(inputs, "healthCheck");
    const protocol = String(check["protocol"] ?? "HTTP");
    if (protocol !== "HTTP") throw new NotRehearsed(`health checks by ${protocol}, of target group ${name}`);
    const matcher = String(check["matcher"] ?? "200");
    return {
        path: String(check["path"] ?? "/"),
        matcher,
        matches: matching(matcher),
        interval: Number(check["interval"] ?? 30) * 1000,
        timeout: Number(check["timeout"] ?? 5) * 1000,
        healthyThreshold: Number(check["healthyThreshold"] ?? 5),
        unhealthyThreshold: Number(check["unhealthyThreshold"] ?? 2),
    };
}

/** `200`, `200,202` or `200-299`. */
function matching(matcher: string): (status: number) => boolean {
    const ranges = matcher.split(",").map((part) => part.split("-").map(Number));
    return (status) => ranges.some(([from = NaN, to = from]) => status >= from && status <= to);
}

export interface Change {
    readonly healthy: boolean;
    readonly why: string;
}

/** Who listens at 127.0.0.1 alone is as little heard of: both look alike from outside. */
const UNHEARD = "nothing listens on its port, or at 127.0.0.1 alone";

/** As many answers as come in one of our seconds: longer than anybody waits for what a release does to its tasks. */
const LONG = 40;

/** How long a target is left alone at least: one that is well for long costs three programs their time, and says nothing new. */
export function restAfter({ good, length }: { readonly good: boolean; readonly length: number }): number {
    return good && length > LONG ? AT_LEAST.wellInterval : AT_LEAST.healthInterval;
}

/** What comes of a connection that is not accepted, directly and through a relay. */
const NOT_LISTENING = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT"]);

/** Asks one target again and again until it is stopped; tells every change. */
export class HealthChecks {
    /** What the newest answer was. */
    public why = "";
    private readonly stopped = new AbortController();

    constructor(
        private readonly check: HealthCheck,
        private readonly address: Address,
        private readonly clock: Clock,
        private readonly changed: (change: Change) => void,
    ) {
        void this.go();
    }

    public stop(): void {
        this.stopped.abort();
    }

    private async go(): Promise<void> {
        const { interval, matches, matcher, path, healthyThreshold, unhealthyThreshold } = this.check;
        let healthy: boolean | undefined;
        const { signal } = this.stopped;
        const over = () => signal.aborted;
        let row = { good: false, length: 0 };
        while (!over()) {
            const found = await this.ask();
            const good = typeof found === "number" && matches(found);
            const words = typeof found === "number" ? `GET ${path} answers ${found}` : `GET ${path}: ${found}`;
            this.why = good ? words : `${words}, and ${matcher} is expected`;
            row = { good, length: row.good === good ? row.length + 1 : 1 };
            // A new target needs one good answer to be healthy.
            const needed = good ? (healthy === undefined ? 1 : healthyThreshold) : unhealthyThreshold;
            if (!over() && healthy !== good && row.length >= needed) {
                healthy = good;
                this.changed({ healthy, why: this.why });
            }
            await pause(lasting(this.clock, interval, restAfter(row)), signal);
        }
    }

    /** The status, or why there was none. */
    private ask(): Promise<number | string> {
        const timeout = lasting(this.clock, this.check.timeout, AT_LEAST.healthTimeout);
        return new Promise((resolve) => {
            const asked = request(
                {
                    ...this.address,
                    path: this.check.path,
                    agent: false,
                    headers: { "user-agent": "ELB-HealthChecker/2.0" },
                    timeout,
                    signal: this.stopped.signal,
                },
                (answer) => {
                    answer.resume();
                    resolve(answer.statusCode ?? 0);
                },
            );
            asked.once("timeout", () => {
                asked.destroy();
                resolve("no answer in time");
            });
            asked.once("error", ({ code = "", message }: NodeJS.ErrnoException) =>
                resolve(NOT_LISTENING.has(code) ? UNHEARD : message),
            );
            asked.end();
        });
    }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    // An end is no error, and waiting for the next question keeps no process alive.
    await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}
