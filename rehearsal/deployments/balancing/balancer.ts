import { join } from "node:path";
import { Worker } from "node:worker_threads";

import type { Count, Order, Report, RoutingTable } from "./routing-table";

type ListenerPorts = Readonly<Record<string, number>>;

/** The load balancers of all plans: one thread that carries real HTTP and dies with the engine. */
export class Balancer {
    private readonly worker: Worker;
    private readonly asked = new Map<number, (answer: ListenerPorts) => void>();
    private orders = 0;

    constructor(heard: (counts: readonly Count[]) => void) {
        const file = require.resolve("./worker");
        // A package holds what is built. The hook remembers what it stripped, so that no thread strips all of it again.
        const strips = file.endsWith(".ts") ? ["--require", join(__dirname, "../../../bin/typescript.cjs")] : [];
        this.worker = new Worker(file, { execArgv: strips });
        this.worker.on("message", (report: Report) => {
            if ("counts" in report) return heard(report.counts);
            this.asked.get(report.done)?.(report.ports);
            this.asked.delete(report.done);
            // An order keeps the engine alive until it is done; the thread alone does not.
            if (this.asked.size === 0) this.worker.unref();
        });
        this.worker.on("error", (error) => {
            throw error;
        });
    }

    /** Makes this table the one that requests go by. The answer: the port of each listener on this machine. */
    public route(table: RoutingTable): Promise<ListenerPorts> {
        return this.ask((n) => ({ n, route: table }));
    }

    /** Waits until nothing is under way to a target that the table no longer names; after the limit it is cut. */
    public async drain(target: string, limit: number): Promise<void> {
        await this.ask((n) => ({ n, drain: target, limit }));
    }

    public async close(): Promise<void> {
        await this.worker.terminate();
    }

    private ask(order: (n: number) => Order): Promise<ListenerPorts> {
        const n = ++this.orders;
        return new Promise((resolve) => {
            this.asked.set(n, resolve);
            this.worker.ref();
            this.worker.postMessage(order(n));
        });
    }
}
