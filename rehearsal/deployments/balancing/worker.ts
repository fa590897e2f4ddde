// The balancer's thread: its own event loop, so that nothing the engine does delays a request, and its end with the engine.
import { parentPort } from "node:worker_threads";

import { ListenerProxy } from "./listener-proxy";
import { MetricCounter, type Order, type Report, type RoutingTable } from "./routing-table";
import { Targets } from "./targets";

/** Often enough that an alarm sees a request of its own minute, however short that is here. */
const REPORT_EVERY = 25;

const proxies = new Map<string, ListenerProxy>();
const targets = new Targets();
const counter = new MetricCounter();
let table: RoutingTable = { listeners: [], groups: [], idleTimeout: 60_000 };

const state = {
    targets,
    counter,
    idleTimeout: () => table.idleTimeout,
    neighbour(loadBalancer: string, port: string): number | undefined {
        const found = table.listeners.find((one) => one.loadBalancer === loadBalancer && String(one.port) === port);
        return found && proxies.get(found.arn)?.port;
    },
};

async function route(next: RoutingTable): Promise<Readonly<Record<string, number>>> {
    table = next;
    targets.update(next.groups);
    const kept = new Set(next.listeners.map(({ arn }) => arn));
    for (const [arn, proxy] of proxies) {
        if (kept.has(arn)) continue;
        proxy.close();
        proxies.delete(arn);
    }
    for (const listener of next.listeners) {
        const proxy = proxies.get(listener.arn);
        proxy?.change(listener);
        if (proxy) continue;
        const opened = new ListenerProxy(listener, state);
        proxies.set(listener.arn, opened);
        await opened.open();
    }
    return Object.fromEntries([...proxies].map(([arn, { port }]) => [arn, port]));
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
    const counts = counter.take();
    if (counts.length > 0) report({ counts });
}, REPORT_EVERY);
