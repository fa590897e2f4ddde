// What the rehearsal's load balancer costs, and how sharply it switches: visitors from other processes, some at an
// application itself, some through the balancer while it moves from one version to the other. Both at the same time, so
// that an hour in which the machine is slow is slow for both.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { Balancer } from "../../rehearsal/deployments/balancing/balancer";
import type { RoutingTable, Share } from "../../rehearsal/deployments/balancing/routing-table";
import { visit, type Load } from "./load";

const PER_SECOND = 200;

export interface Switched {
    /** Of the slowest hundredth, through the balancer, above the same of the application alone. */
    readonly p99Above: number;
    readonly failed: number;
    readonly sent: number;
    /** Milliseconds from the switch to the last answer of the old version. */
    readonly lastOld: number;
    /** Percent, of a tenth, over the requests that saw both. */
    readonly canaryShare: number;
    /** Milliseconds to switch, drain and stop the old version. */
    readonly stopped: number;
}

/** One round with an application that takes this long. */
export async function switched(responseMs: number): Promise<Switched> {
    const [old, fresh] = [await serve("old", responseMs), await serve("new", responseMs)];
    const alone = await serve("alone", responseMs);
    const balancer = new Balancer(() => undefined);
    const to = (shares: readonly Share[]) => balancer.route(tableOf({ old, fresh }, shares));
    const { production } = await to([{ group: "old", weight: 100 }]);
    const ends = [urlOf(portOf(alone)), urlOf(production ?? 0)].map((url) => visit(url, PER_SECOND));
    await sleep(1000);
    await to([
        { group: "old", weight: 90 },
        { group: "fresh", weight: 10 },
    ]);
    const canaryAt = Date.now();
    await sleep(2000);
    const switchedAt = Date.now();
    await balancer.route(tableOf({ fresh }, [{ group: "fresh", weight: 100 }]));
    await balancer.drain("old", 5_000);
    await stop(old);
    const stoppedAt = Date.now();
    await sleep(1000);
    const [direct, through] = (await Promise.all(ends.map((end) => end()))) as [Load, Load];
    await balancer.close();
    await Promise.all([stop(fresh), stop(alone)]);
    const late = through.answers.filter(({ body }) => body === "old").map(({ at }) => at);
    // Those that were under way to the old version alone when it began are not of it.
    const both = through.answers.filter(({ at }) => at > canaryAt + responseMs + 10 && at <= switchedAt);
    return {
        p99Above: p99(through) - p99(direct),
        failed: through.failures.length,
        sent: through.sent,
        lastOld: Math.max(...late) - switchedAt,
        canaryShare: (100 * both.filter(({ body }) => body === "new").length) / both.length,
        stopped: stoppedAt - switchedAt,
    };
}

function urlOf(port: number): string {
    return `http://127.0.0.1:${port}`;
}

function p99({ answers }: Load): number {
    // A WebSocket takes as long as its talk does.
    const times = answers.filter(({ kind }) => kind !== "WebSocket").map(({ milliseconds }) => milliseconds);
    return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? NaN;
}

function serve(name: string, responseMs: number): Promise<Server> {
    const server = createServer((request, response) => {
        request.resume().on("end", () => setTimeout(() => response.end(name), responseMs));
    }).on("upgrade", (_, socket) => {
        socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
        socket.on("data", () => socket.write(name));
        socket.on("end", () => socket.end());
        socket.on("error", () => socket.destroy());
    });
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function stop(server: Server): Promise<void> {
    return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
    });
}

function portOf(server: Server): number {
    return (server.address() as AddressInfo).port;
}

function tableOf(servers: Readonly<Record<string, Server>>, shares: readonly Share[]): RoutingTable {
    return {
        listeners: [
            {
                arn: "production",
                loadBalancer: "app/web/0",
                protocol: "HTTP",
                port: 80,
                rule: { kind: "forward", shares },
            },
        ],
        groups: Object.entries(servers).map(([arn, server]) => ({
            arn,
            targets: [{ id: arn, address: { host: "127.0.0.1", port: portOf(server) }, healthy: true }],
        })),
        idleTimeout: 60_000,
    };
}
