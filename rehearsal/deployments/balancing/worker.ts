// The balancer's thread: its own event loop, so that nothing the engine does delays a request, and its end with the engine.
import { parentPort } from "node:worker_threads";

import { Front } from "./front";
import type { Order, Report, Table } from "./table";
import { Tally } from "./tally";
import { Targets } from "./targets";

/** Often enough that an alarm sees a request of its own minute, however short that is here. */
const REPORT_EVERY = 25;

const fronts = new Map<string, Front>();
const targets = new Targets();
const tally = new Tally();
let table: Table = { listeners: [], groups: [], idleTimeout: 60_000 };

const behind = {
    targets,
    tally,
    idleTimeout: () => table.idleTimeout,
    neighbour(loadBalancer: string, port: string): number | undefined {
        const found = table.listeners.find((one) => one.loadBalancer === loadBalancer && String(one.port) === port);
        return found && fronts.get(found.arn)?.port;
    },
};

async function route(next: Table): Promise<Readonly<Record<string, number>>> {
    table = next;
    targets.update(next.groups);
    const kept = new Set(next.listeners.map(({ arn }) => arn));
    for (const [arn, front] of fronts) {
        if (kept.has(arn)) continue;
        front.close();
        fronts.delete(arn);
    }
    for (const listener of next.listeners) {
        const front = fronts.get(listener.arn);
        front?.change(listener);
        if (front) continue;
        const opened = new Front(listener, behind);
        fronts.set(listener.arn, opened);
        await opened.open();
    }
    return Object.fromEntries([...fronts].map(([arn, { port }]) => [arn, port]));
}

function report(said: Report): void {
    parentPort?.postMessage(said);
}

let routed: Promise<void> = Promise.resolve();

parentPort?.on("message", (order: Order) => {
    // One after the other: a table that opens a listener is done before the next one changes it.
    if ("route" in order) routed = routed.then(async () => report({ done: order.n, ports: await route(order.route) }));
    else void targets.drain(order.drain, order.limit).then(() => report({ done: order.n, ports: {} }));
});

setInterval(() => {
    const counts = tally.take();
    if (counts.length > 0) report({ counts });
}, REPORT_EVERY);
