import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline, type Duplex } from "node:stream";

import { type Asked, askedBy, takerOf } from "./conditions";
import {
    answerHeaders,
    answerOwn,
    exchange,
    isUnreached,
    onwardHeaders,
    refuse,
    TargetTimeout,
    upgrade,
} from "./forwarding";
import { type Listener, type MetricCounter, METRICS, type Rule } from "./routing-table";
import { type Backend, RoundRobin, type Targets } from "./targets";

interface BalancerState {
    readonly targets: Targets;
    readonly counter: MetricCounter;
    idleTimeout(): number;
    /** Where a neighbour on the same load balancer listens here, by its port on AWS. */
    neighbour(loadBalancer: string, port: string): number | undefined;
}

interface Chosen {
    readonly group: string;
    readonly backend: Backend;
}

/**
 * Connections that wait while the machine is busy: with node's 511, each one more was reset once it had been asked. Linux
 * takes no more than 4096, another system fewer.
 */
const WAITING = 4096;

/** A rule, and whose turn is next behind it. */
interface Branch {
    readonly takes: (asked: Asked) => boolean;
    readonly rule: Rule;
    readonly roundRobin: RoundRobin;
}

/** One listener: chooses anew for every request, also on a connection that is kept. */
export class ListenerProxy {
    private readonly server: Server;
    private branches: readonly Branch[];

    constructor(
        private listener: Listener,
        private readonly state: BalancerState,
    ) {
        this.branches = branchesOf(listener);
        // A real one keeps idle connections for a minute.
        this.server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
            void this.serve(request, response);
        });
        this.server.on("upgrade", (request: IncomingMessage, client: Duplex, early: Buffer) => {
            void this.serveUpgrade(request, client, early);
        });
    }

    public async open(): Promise<void> {
        const listen = (port: number) =>
            new Promise<void>((resolve, reject) => {
                this.server.once("error", reject).listen(port, "127.0.0.1", WAITING, () => {
                    this.server.off("error", reject);
                    resolve();
                });
            });
        await listen(this.listener.preferredPort ?? 0).catch(() => listen(0));
    }

    public get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    public change(listener: Listener): void {
        const known = JSON.stringify([this.listener.rules, this.listener.rule]);
        this.listener = listener;
        if (JSON.stringify([listener.rules, listener.rule]) !== known) this.branches = branchesOf(listener);
    }

    public close(): void {
        this.server.close();
        this.server.closeAllConnections();
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const branch = this.branchFor(request);
        const { rule } = branch;
        if (rule.kind === "fixed") {
            response.writeHead(rule.status, { "Content-Type": rule.type, Server: "awselb/2.0" }).end(rule.body);
        } else if (rule.kind === "redirect") {
            const location = this.redirected(request, rule);
            response.writeHead(rule.status, { Location: location, Server: "awselb/2.0" }).end();
        } else {
            const chosen = this.choose(branch);
            if (chosen) await this.forward(request, response, chosen);
            else this.fail(response, 503);
        }
    }

    private async forward(request: IncomingMessage, response: ServerResponse, chosen: Chosen): Promise<void> {
        const gone = new AbortController();
        const end = chosen.backend.begin();
        response.once("close", () => {
            end();
            if (!response.writableFinished) gone.abort();
        });
        const started = performance.now();
        try {
            const answer = await exchange(
                {
                    request,
                    headers: onwardHeaders(request, this.listener),
                    idleTimeout: this.state.idleTimeout(),
                    signal: gone.signal,
                },
                chosen.backend,
            );
            this.count(METRICS.responseTime, chosen.group, (performance.now() - started) / 1000);
            if ((answer.statusCode ?? 0) >= 500) this.count(METRICS.targetErrors, chosen.group);
            response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? "", answerHeaders(answer));
            pipeline(answer, response, () => undefined);
        } catch (error) {
            // A client that left is no error.
            if (gone.signal.aborted) return;
            if (isUnreached(error)) this.count(METRICS.unreached, chosen.group);
            this.fail(response, error instanceof TargetTimeout ? 504 : 502, chosen.group);
        }
    }

    private async serveUpgrade(request: IncomingMessage, client: Duplex, early: Buffer): Promise<void> {
        const branch = this.branchFor(request);
        const chosen = branch.rule.kind === "forward" ? this.choose(branch) : undefined;
        if (!chosen) {
            this.count(METRICS.ownErrors, undefined);
            refuse(client, 503);
            return;
        }
        const headers = onwardHeaders(request, this.listener);
        const status = await upgrade(request, client, early, headers, chosen.backend);
        if (status === 502) this.count(METRICS.ownErrors, chosen.group);
        else if (status >= 500) this.count(METRICS.targetErrors, chosen.group);
    }

    /** The first that takes the request; the last, which is the listener's own, takes every one. */
    private branchFor(request: IncomingMessage): Branch {
        const asked = askedBy(request);
        return this.branches.find(({ takes }) => takes(asked)) ?? branchOf(this.listener.rule);
    }

    private choose({ roundRobin }: Branch): Chosen | undefined {
        const group = roundRobin.next();
        const backend = group === undefined ? undefined : this.state.targets.choose(group);
        if (group === undefined || !backend) return undefined;
        // AWS counts a request once a target is chosen, so the 503 of an empty group is none.
        this.count(METRICS.requests, group);
        return { group, backend };
    }

    private fail(response: ServerResponse, status: number, group?: string): void {
        this.count(METRICS.ownErrors, group);
        answerOwn(response, status);
    }

    private count(metric: (typeof METRICS)[keyof typeof METRICS], group: string | undefined, value = 1): void {
        this.state.counter.add(metric, this.listener.loadBalancer, group, value);
    }

    /** To a neighbour on the same balancer it leads to where that one listens here; TLS is not spoken here. */
    private redirected(request: IncomingMessage, rule: Extract<Rule, { kind: "redirect" }>): string {
        const { loadBalancer, protocol, port } = this.listener;
        const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
        const host = (request.headers.host ?? "").replace(/:\d+$/, "");
        const known: Record<string, string> = { protocol, host, port: String(port), path: path.slice(1), query };
        const fill = (template: string) => template.replace(/#\{(\w+)\}/g, (_, name: string) => known[name] ?? "");
        const to = { host: fill(rule.to.host), port: fill(rule.to.port), scheme: fill(rule.to.protocol).toLowerCase() };
        const neighbour = to.host === host ? this.state.neighbour(loadBalancer, to.port) : undefined;
        const origin =
            neighbour === undefined ? `${to.scheme}://${to.host}:${to.port}` : `http://${to.host}:${neighbour}`;
        const asked = fill(rule.to.query);
        return `${origin}${fill(rule.to.path)}${asked === "" ? "" : `?${asked}`}`;
    }
}

function branchesOf({ rules = [], rule }: Listener): readonly Branch[] {
    return [...rules.map((each) => branchOf(each.rule, takerOf(each.when))), branchOf(rule)];
}

function branchOf(rule: Rule, takes: Branch["takes"] = () => true): Branch {
    return { takes, rule, roundRobin: new RoundRobin(rule.kind === "forward" ? rule.shares : []) };
}
