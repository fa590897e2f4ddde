import { Agent } from "node:http";
import type { Duplex } from "node:stream";

import type { Address } from "../../containers/engine";
import type { Share, Target, TargetGroup } from "./routing-table";

/** One container, and what is under way to it. */
export class Backend {
    public readonly agent = new Agent({ keepAlive: true });
    public healthy = false;
    private inFlight = 0;
    private readonly waiting: (() => void)[] = [];
    private readonly held = new Set<Duplex>();

    constructor(public readonly address: Address) {}

    /** Counts a request until the answer, which may be called more than once. */
    public begin(): () => void {
        this.inFlight++;
        let open = true;
        return () => {
            if (!open) return;
            open = false;
            this.inFlight--;
            if (this.inFlight === 0) for (const idle of this.waiting.splice(0)) idle();
        };
    }

    /** A connection that lasts as long as it likes: cut when draining takes too long. */
    public hold(socket: Duplex): void {
        this.held.add(socket);
        socket.once("close", () => this.held.delete(socket));
    }

    /** Waits for what is under way; after the limit, in milliseconds, it is cut. */
    public async drained(limit: number): Promise<void> {
        if (this.inFlight > 0) {
            await new Promise<void>((resolve) => {
                const late = setTimeout(resolve, limit);
                this.waiting.push(() => {
                    clearTimeout(late);
                    resolve();
                });
            });
        }
        for (const socket of this.held) socket.destroy();
        this.agent.destroy();
    }
}

/** Every target that is registered or still draining. */
export class Targets {
    private readonly backends = new Map<string, Backend>();
    private groups = new Map<string, readonly string[]>();
    private readonly last = new Map<string, number>();

    public update(groups: readonly TargetGroup[]): void {
        this.groups = new Map(groups.map(({ arn, targets }) => [arn, targets.map((target) => this.know(target))]));
    }

    /** In turn; without a healthy target, all of them. */
    public choose(group: string): Backend | undefined {
        const registered = (this.groups.get(group) ?? []).flatMap((id) => this.backends.get(id) ?? []);
        const healthy = registered.filter((backend) => backend.healthy);
        const choice = healthy.length > 0 ? healthy : registered;
        const turn = (this.last.get(group) ?? -1) + 1;
        this.last.set(group, turn);
        return choice[turn % choice.length];
    }

    /** For a target that no group names any more. */
    public async drain(id: string, limit: number): Promise<void> {
        await this.backends.get(id)?.drained(limit);
        this.backends.delete(id);
    }

    private know({ id, address, healthy }: Target): string {
        const backend = this.backends.get(id) ?? new Backend(address);
        backend.healthy = healthy;
        this.backends.set(id, backend);
        return id;
    }
}

/**
 * Whose turn it is, by weight and without chance: of ten requests at 10 %, always the same one goes to the new version.
 * Every share earns its weight each turn; the richest is taken and pays for all.
 */
export class RoundRobin {
    private readonly credit: number[];
    private readonly whole: number;

    constructor(private readonly shares: readonly Share[]) {
        this.credit = shares.map(() => 0);
        this.whole = shares.reduce((sum, { weight }) => sum + weight, 0);
    }

    public next(): string | undefined {
        let richest = -1;
        this.shares.forEach(({ weight }, at) => {
            const earned = (this.credit[at] ?? 0) + weight;
            this.credit[at] = earned;
            if (weight > 0 && (richest < 0 || earned > (this.credit[richest] ?? 0))) richest = at;
        });
        if (richest < 0) return undefined;
        this.credit[richest] = (this.credit[richest] ?? 0) - this.whole;
        return this.shares[richest]?.group;
    }
}
