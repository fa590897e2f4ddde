// Real requests from another process, at a steady pace and without a second try, while something happens to a line.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { visit, type Load } from "../../tools/bench/load";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { Alarms } from "../../rehearsal/deployments/alarms/alarm";
import { Balancer } from "../../rehearsal/deployments/balancing/balancer";
import { ARN, Line, type LineOptions } from "../rehearsal/deployments/line";

export const PER_SECOND = 200;
/** CodeDeploy ends the old tasks at once: only draining stands between them and the requests that are under way to them. */
export const AT_ONCE = {
    blueGreenDeploymentConfig: {
        terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: 0 },
    },
};
/** How long the application takes. */
const RESPONSE_MS = 20;

/**
 * Answers after a while, on WebSockets too; its health is always fine. It keeps idle connections longer than a balancer does, as every
 * application behind one has to: closed by the server at the moment of a POST, they are a 502.
 */
const version =
    (name: string, status = 200) =>
    (): Server =>
        createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
            if (request.url === "/health") return void response.end("ok");
            request.resume().on("end", () => setTimeout(() => response.writeHead(status).end(name), RESPONSE_MS));
        }).on("upgrade", (_: IncomingMessage, socket: Duplex) => {
            socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            socket.on("data", () => socket.write(name));
            socket.on("error", () => undefined);
        });

/** Draining switched off. */
class Careless extends Balancer {
    public override async drain(): Promise<void> {}
}

export const careless = (account: LocalAccount): Balancer =>
    new Careless((counts) => account.part(Alarms).metrics.add(counts));

/** What visitors of a line with `v1`, `v2` and a `faulty` version saw meanwhile. */
export async function underLoad(options: LineOptions, during: (line: Line) => Promise<void>): Promise<Load> {
    const programs = { v1: version("v1"), v2: version("v2"), faulty: version("broken", 500) };
    const line = await new Line({ ...options, programs: { ...programs, ...options.programs } }).up();
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
}

/** Until the alarm that a faulty version rang is over, and stays so: an answer that was under way rings it once more. */
export async function quiet(line: Line): Promise<void> {
    for (let calm = 0; calm < 10; await sleep(50))
        calm = line.account.part(Alarms).of(ARN.alarm).state === "ALARM" ? 0 : calm + 1;
}

export const bodies = ({ answers }: Load): readonly string[] => [...new Set(answers.map(({ body }) => body))].sort();

export const kinds = ({ answers }: Load): readonly string[] => [...new Set(answers.map(({ kind }) => kind))].sort();
