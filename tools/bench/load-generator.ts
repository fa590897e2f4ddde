// A process of its own that asks one address at a steady pace, whatever the answers do, and never asks twice. It ends
// when its input does, and then says what it saw.
import { Agent, request, type IncomingMessage } from "node:http";

import type { Answered, Kind, Load } from "./load";

const { url, perSecond } = JSON.parse(process.argv[2] ?? "") as { readonly url: string; readonly perSecond: number };
const { host, port, pathname, search } = new URL(url);
/** Of this machine, whatever name the address has: not everything that looks up names knows where localhost is. */
const TO = { host: "127.0.0.1", port, path: `${pathname}${search}` };
const kept = new Agent({ keepAlive: true });
const load: { sent: number; answers: Answered[]; failures: Load["failures"][number][] } = {
    sent: 0,
    answers: [],
    failures: [],
};
/** WebSockets last a while, so they are few. */
const KINDS: readonly Kind[] = ["GET kept", "GET new", "POST kept", "POST new"];
const SOCKET_EVERY = 40;
const WORDS = 5;

function failed(kind: Kind, why: string): void {
    load.failures.push({ at: Date.now(), kind, why });
}

function ask(kind: Kind): Promise<void> {
    const [method, connection] = kind.split(" ");
    const started = performance.now();
    return new Promise((resolve) => {
        const asked = request(
            { ...TO, method, headers: { host }, agent: connection === "kept" && kept },
            (answer: IncomingMessage) => {
                let body = "";
                answer.on("data", (part: Buffer) => (body += part.toString()));
                answer.on("error", (error) => resolve(failed(kind, error.message)));
                answer.on("end", () => {
                    const milliseconds = performance.now() - started;
                    const own = answer.headers.server === "awselb/2.0";
                    if (own) failed(kind, `${answer.statusCode ?? 0} of the balancer`);
                    else load.answers.push({ at: Date.now(), kind, body, milliseconds });
                    resolve();
                });
            },
        );
        asked.on("error", (error) => resolve(failed(kind, error.message)));
        asked.end(method === "POST" ? "a body that may travel once" : undefined);
    });
}

/** Opens a WebSocket, has a few words answered, and closes it. */
function talk(): Promise<void> {
    const kind = "WebSocket";
    const started = performance.now();
    return new Promise((resolve) => {
        const headers = { host, connection: "Upgrade", upgrade: "websocket" };
        const asked = request({ ...TO, headers, agent: false });
        asked.on("response", ({ statusCode }) => resolve(failed(kind, `${statusCode ?? 0} instead of an upgrade`)));
        asked.on("error", (error) => resolve(failed(kind, error.message)));
        asked.on("upgrade", (_, socket) => {
            let words = 0;
            const say = () => socket.write("word");
            socket.on("data", (data: Buffer) => {
                if (++words < WORDS) return void setTimeout(say, 20);
                load.answers.push({
                    at: Date.now(),
                    kind,
                    body: data.toString(),
                    milliseconds: performance.now() - started,
                });
                resolve();
                socket.destroy();
            });
            socket.on("error", () => undefined);
            socket.on("close", () => {
                if (words < WORDS) resolve(failed(kind, `closed after ${words} words`));
            });
            say();
        });
        asked.end();
    });
}

const open = new Set<Promise<void>>();
function begin(one: Promise<void>): void {
    load.sent++;
    const tracked = one.finally(() => open.delete(tracked));
    open.add(tracked);
}

const started = performance.now();
const pace = setInterval(() => {
    // What a late timer left out is made up for: the pace is the pace.
    while (load.sent < ((performance.now() - started) / 1000) * perSecond) {
        const n = load.sent;
        begin(n % SOCKET_EVERY === 0 ? talk() : ask(KINDS[n % KINDS.length] ?? "GET kept"));
    }
}, 1);

process.stdin.resume().on("end", () => {
    clearInterval(pace);
    void Promise.all(open).then(() => {
        kept.destroy();
        process.stdout.write(JSON.stringify(load));
    });
});
