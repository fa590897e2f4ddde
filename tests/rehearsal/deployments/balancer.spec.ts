import assert from "node:assert/strict";
import {
    Agent,
    createServer,
    request,
    type IncomingMessage,
    type RequestListener,
    type Server,
    type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { Balancer } from "../../../rehearsal/deployments/balancing/balancer";
import type { Count, RoutingTable, Rule, Target } from "../../../rehearsal/deployments/balancing/routing-table";

interface Answer {
    readonly status: number;
    readonly body: string;
    readonly headers: IncomingMessage["headers"];
    readonly socket: Socket;
}

describe("the balancer", () => {
    let counts: Count[] = [];
    let balancer: Balancer;
    let port = 0;
    const servers: Server[] = [];
    const table: { groups: Record<string, Target[]>; rule: Rule; idleTimeout: number } = {
        groups: {},
        rule: { kind: "forward", shares: [] },
        idleTimeout: 60_000,
    };

    const route = async (change: Partial<typeof table> = {}): Promise<void> => {
        Object.assign(table, change);
        const whole: RoutingTable = {
            groups: Object.entries(table.groups).map(([arn, targets]) => ({ arn, targets })),
            listeners: [{ arn: "production", loadBalancer: "app/web/0", protocol: "HTTP", port: 80, rule: table.rule }],
            idleTimeout: table.idleTimeout,
        };
        port = (await balancer.route(whole))["production"] ?? 0;
    };
    const all = (group: string): Rule => ({ kind: "forward", shares: [{ group, weight: 100 }] });
    const serve = async (listener: RequestListener): Promise<Server> => {
        const server = createServer(listener);
        servers.push(server);
        return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
    };
    const targetOf = (server: Server, id = "a", healthy = true): Target => ({
        id,
        healthy,
        address: { host: "127.0.0.1", port: (server.address() as AddressInfo).port },
    });
    const ask = (path = "/", options: { method?: string; body?: string; agent?: Agent } = {}): Promise<Answer> =>
        new Promise((resolve, reject) => {
            const { method, body, agent = false } = options;
            const asked = request({ port, host: "127.0.0.1", path, method, agent }, (answer) => {
                const parts: Buffer[] = [];
                const { socket } = answer;
                answer.on("data", (part: Buffer) => parts.push(part));
                answer.on("error", reject);
                answer.on("end", () =>
                    resolve({
                        status: answer.statusCode ?? 0,
                        body: Buffer.concat(parts).toString(),
                        headers: answer.headers,
                        socket,
                    }),
                );
            });
            asked.on("error", reject);
            asked.end(body);
        });
    const sumNow = (metric: Count["metric"]): number =>
        counts.filter((count) => count.metric === metric).reduce((sum, count) => sum + count.sum, 0);
    /** Its thread tells what it counted now and then: at once what is still to come, a little later what should be none. */
    const sumOf = async (metric: Count["metric"], enough = Infinity): Promise<number> => {
        for (let waits = 0; waits < (enough === Infinity ? 3 : 500) && sumNow(metric) < enough; waits++)
            await sleep(20);
        return sumNow(metric);
    };

    beforeEach(() => {
        counts = [];
        balancer = new Balancer((more) => counts.push(...more));
        Object.assign(table, { groups: {}, rule: all("blue"), idleTimeout: 60_000 });
    });
    afterEach(async () => {
        await balancer.close();
        for (const server of servers.splice(0)) {
            server.close();
            server.closeAllConnections();
        }
    });

    it("chooses by weight, request for request, without chance", async () => {
        const [blue, green] = [await serve((_, r) => r.end("blue")), await serve((_, r) => r.end("green"))];
        const shares = [
            { group: "blue", weight: 90 },
            { group: "green", weight: 10 },
        ];
        await route({
            groups: { blue: [targetOf(blue, "b")], green: [targetOf(green, "g")] },
            rule: { kind: "forward", shares },
        });
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        const answers: string[] = [];
        for (let n = 0; n < 200; n++) answers.push((await ask("/", { agent })).body);
        agent.destroy();
        const greens = answers.flatMap((answer, at) => (answer === "green" ? [at] : []));
        assert.equal(greens.length, 20);
        assert.ok(greens.every((at, n) => n === 0 || at - (greens[n - 1] ?? 0) === 10));
    });

    it("keeps connections on both sides, and says who it speaks for", async () => {
        const seen = new Set<Socket>();
        const server = await serve((asked, answer) => {
            seen.add(asked.socket);
            answer.end(JSON.stringify(asked.headers));
        });
        await route({ groups: { blue: [targetOf(server)] } });
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        const [first, second] = [await ask("/a", { agent }), await ask("/b", { agent })];
        agent.destroy();
        assert.equal(first.socket, second.socket);
        assert.equal(seen.size, 1);
        const headers = JSON.parse(second.body) as Record<string, string>;
        assert.deepEqual(
            ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "host"].map((name) => headers[name]),
            ["127.0.0.1", "http", "80", `127.0.0.1:${port}`],
        );
    });

    it("repeats a GET when a kept connection was closed under it, and nothing else ever", async () => {
        const perSocket = new Map<Socket, number>();
        const asked: string[] = [];
        const server = await serve((question, answer) => {
            asked.push(question.method ?? "");
            const before = perSocket.get(question.socket) ?? 0;
            perSocket.set(question.socket, before + 1);
            // The second request on a connection finds it closing; a POST always does.
            if (before > 0 || question.method === "POST") question.socket.destroy();
            else answer.end("fine");
        });
        await route({ groups: { blue: [targetOf(server)] } });
        assert.equal((await ask()).body, "fine");
        assert.equal((await ask()).body, "fine");
        assert.deepEqual(asked, ["GET", "GET", "GET"]);
        assert.equal((await ask("/", { method: "POST", body: "once" })).status, 502);
        assert.deepEqual(asked, ["GET", "GET", "GET", "POST"]);
    });

    it("answers 503, 502 and 504 by itself, as an ALB does, and counts them as its own", async () => {
        await route();
        const empty = await ask();
        assert.deepEqual([empty.status, empty.headers.server], [503, "awselb/2.0"]);
        assert.match(empty.body, /503 Service Temporarily Unavailable/);
        assert.equal(await sumOf("RequestCount"), 0, "no target was chosen");

        const gone = await serve((_, answer) => answer.end());
        const target = targetOf(gone);
        await new Promise((resolve) => gone.close(resolve));
        await route({ groups: { blue: [target] } });
        assert.equal((await ask()).status, 502);

        const silent = await serve(() => undefined);
        await route({ groups: { blue: [targetOf(silent, "silent")] }, idleTimeout: 50 });
        assert.equal((await ask()).status, 504);
        assert.equal(await sumOf("HTTPCode_ELB_5XX_Count", 3), 3);
        assert.equal(await sumOf("HTTPCode_Target_5XX_Count"), 0);
    });

    it("counts requests, errors of targets and how long they took", async () => {
        const server = await serve((_, answer) => void setTimeout(() => answer.writeHead(500).end(), 20));
        await route({ groups: { blue: [targetOf(server)] } });
        await Promise.all([ask(), ask(), ask()]);
        assert.equal(await sumOf("RequestCount", 3), 3);
        assert.equal(await sumOf("HTTPCode_Target_5XX_Count", 3), 3);
        const took = await sumOf("TargetResponseTime", 0.055);
        assert.ok(took >= 0.055 && took < 20, `${took} s for three answers of 20 ms`);
        assert.ok(counts.every(({ loadBalancer, group }) => loadBalancer === "app/web/0" && group === "blue"));
    });

    it("sends nothing to an unhealthy target, unless there is no healthy one", async () => {
        const [well, ill] = [await serve((_, r) => r.end("well")), await serve((_, r) => r.end("ill"))];
        await route({ groups: { blue: [targetOf(well, "w"), targetOf(ill, "i", false)] } });
        assert.deepEqual([(await ask()).body, (await ask()).body], ["well", "well"]);
        await route({ groups: { blue: [targetOf(ill, "i", false)] } });
        assert.equal((await ask()).body, "ill");
    });

    it("redirects to where the neighbour listens here, and elsewhere as it was told", async () => {
        const rule = (protocol: string, host: string, number: string): Rule => ({
            kind: "redirect",
            status: 301,
            to: { protocol, host, port: number, path: "/#{path}", query: "#{query}" },
        });
        await route({ rule: rule("HTTPS", "#{host}", "80") });
        assert.equal((await ask("/a/b?c=d")).headers.location, `http://127.0.0.1:${port}/a/b?c=d`);
        await route({ rule: rule("HTTPS", "example.com", "443") });
        assert.equal((await ask("/a")).headers.location, "https://example.com:443/a");
        await route({ rule: { kind: "fixed", status: 404, type: "text/plain", body: "nobody here" } });
        assert.deepEqual([(await ask()).status, (await ask()).body], [404, "nobody here"]);
    });

    it("waits for what is under way before it lets a target go, and cuts it only after the limit", async () => {
        const underWay: ServerResponse[] = [];
        const slow = await serve((_, answer) => void underWay.push(answer));
        await route({ groups: { blue: [targetOf(slow)] } });
        const answer = ask();
        while (underWay.length < 1) await sleep(5);
        await route({ groups: {} });
        let drained = false;
        const drain = balancer.drain("a", 60_000).then(() => (drained = true));
        await sleep(50);
        assert.ok(!drained);
        underWay[0]?.end("late, but whole");
        assert.equal((await answer).body, "late, but whole");
        await drain;

        await route({ groups: { blue: [targetOf(slow, "again")] } });
        const cut = ask();
        while (underWay.length < 2) await sleep(5);
        await route({ groups: {} });
        await balancer.drain("again", 10);
        assert.equal((await cut).status, 502);
    });

    const greet = (server: Server, name: string) =>
        server.on("upgrade", (_: IncomingMessage, socket: Duplex) => {
            socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            socket.on("data", (data: Buffer) => socket.write(`${name}: ${data.toString()}`));
            socket.on("error", () => socket.destroy());
        });
    const open = (): Promise<Duplex> =>
        new Promise((resolve, reject) => {
            const headers = { connection: "Upgrade", upgrade: "websocket" };
            const asked = request({ port, host: "127.0.0.1", headers, agent: false });
            asked.on("upgrade", (_, socket) => resolve(socket));
            asked.on("response", ({ statusCode }) => reject(new Error(String(statusCode))));
            asked.on("error", reject);
            asked.end();
        });
    const say = (socket: Duplex, word: string): Promise<string> =>
        new Promise((resolve) => {
            socket.once("data", (data: Buffer) => resolve(data.toString()));
            socket.write(word);
        });

    it("carries a WebSocket, which stays with its target through a switch until draining takes too long", async () => {
        const [blue, green] = [await serve((_, r) => r.end()), await serve((_, r) => r.end())];
        greet(blue, "blue");
        greet(green, "green");
        await route({ groups: { blue: [targetOf(blue, "b")], green: [targetOf(green, "g")] } });
        const socket = await open();
        assert.equal(await say(socket, "hello"), "blue: hello");
        await route({ rule: all("green") });
        assert.equal(await say(socket, "still here"), "blue: still here");
        const other = await open();
        assert.equal(await say(other, "new"), "green: new");
        await route({ groups: { green: [targetOf(green, "g")] } });
        const closed = new Promise((resolve) => socket.once("close", resolve));
        socket.on("error", () => undefined);
        await balancer.drain("b", 30);
        await closed;
        assert.equal(await say(other, "more"), "green: more");
        other.destroy();
    });

    it("hands on an answer that is no WebSocket, and 503 where there is nobody", async () => {
        const server = await serve((_, r) => r.end());
        server.on("upgrade", (_: IncomingMessage, socket: Duplex) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
        await route({ groups: { blue: [targetOf(server)] } });
        await assert.rejects(open(), { message: "403" });
        await route({ groups: {} });
        await assert.rejects(open(), { message: "503" });
    });
});
