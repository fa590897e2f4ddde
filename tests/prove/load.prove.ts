// Real requests from another process, at a steady pace and without a second try, while deployments come and go.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { visit, type Load } from "../../tools/bench/load";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { Alarms } from "../../rehearsal/deployments/alarm";
import { Balancer } from "../../rehearsal/deployments/balancing/balancer";
import { Line, type LineOptions } from "../rehearsal/deployments/line";

const PER_SECOND = 200;
/** How long the application takes. */
const RESPONSE_MS = 20;

/** Answers after a while, on WebSockets too; its health is always fine. */
const version =
    (name: string, status = 200) =>
    () =>
        createServer((request, response) => {
            if (request.url === "/health") return void response.end("ok");
            request.resume().on("end", () => setTimeout(() => response.writeHead(status).end(name), RESPONSE_MS));
        }).on("upgrade", (_: IncomingMessage, socket: Duplex) => {
            socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            socket.on("data", () => socket.write(name));
            socket.on("error", () => undefined);
        });

/** The old tasks end at once: only draining stands between them and the requests that are under way to them. */
const AT_ONCE = {
    blueGreenDeploymentConfig: {
        terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: 0 },
    },
};

/** Draining switched off. */
class Careless extends Balancer {
    public override async drain(): Promise<void> {}
}

describe("requests while versions change, 200 a second from another process", () => {
    const underLoad = async (options: LineOptions, during: (line: Line) => Promise<void>): Promise<Load> => {
        const programs = { v1: version("v1"), v2: version("v2"), faulty: version("broken", 500) };
        const line = await new Line({ programs, ...options }).up();
        const end = visit(line.url(), PER_SECOND);
        let load: Load;
        try {
            await sleep(1000);
            await during(line);
            await sleep(200);
        } finally {
            load = await end();
            await line.close();
        }
        return load;
    };
    const backAndForth = (seconds: number) => async (line: Line) => {
        const until = Date.now() + seconds * 1000;
        for (let n = 0; Date.now() < until; n++) {
            const { status } = await line.ended(await line.deploy(n % 2 === 0 ? "v2" : "v1"));
            assert.equal(status, "Succeeded");
            await sleep(300);
        }
    };
    const bodies = ({ answers }: Load) => [...new Set(answers.map(({ body }) => body))].sort();
    const kinds = ({ answers }: Load) => [...new Set(answers.map(({ kind }) => kind))].sort();

    it("loses none of 12,000, whichever way they come, through one deployment after the other", async () => {
        const load = await underLoad({ changes: { group: AT_ONCE } }, backAndForth(60));
        assert.deepEqual(load.failures, []);
        assert.ok(load.sent >= 12_000, `${load.sent} were sent`);
        assert.equal(load.answers.length, load.sent);
        assert.deepEqual(bodies(load), ["v1", "v2"]);
        assert.deepEqual(kinds(load), ["GET kept", "GET new", "POST kept", "POST new", "WebSocket"]);
    });

    it("loses none of 4,000 through alarm rollbacks, but for what the faulty version itself answers", async () => {
        const load = await underLoad({ speed: 200 }, async (line) => {
            const until = Date.now() + 19_000;
            while (Date.now() < until) {
                const { code, rolledBack } = await line.ended(await line.deploy("faulty"));
                assert.deepEqual([code, rolledBack], ["ALARM_ACTIVE", true]);
                const rings = () =>
                    line.account.part(Alarms).of("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:web-errors");
                while (rings().state === "ALARM") await sleep(50);
            }
        });
        assert.deepEqual(load.failures, []);
        assert.ok(load.sent >= 4_000, `${load.sent} were sent`);
        assert.deepEqual(bodies(load), ["broken", "v1"]);
    });

    it("mutant: without draining, some are lost", async () => {
        const careless = (account: LocalAccount) => new Careless((counts) => account.part(Alarms).metrics.add(counts));
        // What is lost would ring the alarm.
        const group = { ...AT_ONCE, alarmConfiguration: { enabled: false } };
        const load = await underLoad({ changes: { group }, balancer: careless }, backAndForth(5));
        assert.ok(load.failures.length > 0);
    });
});
