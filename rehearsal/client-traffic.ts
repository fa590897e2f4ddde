// Requests to the application while it is deployed: without them no alarm would ever have anything to say.
import { Agent, get } from "node:http";

import type { LocalAccount } from "./account/local-account";
import type { Fold } from "./engine/journal";
import { Routing } from "./deployments/balancing/routing";
import { Traffic } from "./deployments/balancing/traffic";
import { targets } from "./targets";

/** A minute of AWS passes in a quarter of a second: this makes 20 requests a minute, twice what an alarm asks for. */
const PER_SECOND = 80;
/** Whoever gave up is answered all the same: of more than these, a busy machine answers none in time any more. */
const WAITING = 16;
const PATIENCE_MS = 5000;

interface Reply {
    readonly status: number;
    readonly body: string;
}

/** Everything that can be asked, a listener or a rule of one, with its address here. */
function listenersOf(account: LocalAccount): readonly { readonly listener: string; readonly url: string }[] {
    const traffic = account.part(Traffic);
    return account
        .part(Routing)
        .listening.flatMap((listener) => traffic.askedAt(listener))
        .map((listener) => ({ listener, url: traffic.urlOf(listener) ?? "" }));
}

/** Visits whatever serves, again and again; the answer ends that. */
export function sendTraffic(account: LocalAccount): () => void {
    const agent = new Agent({ keepAlive: true });
    const visit = atMost(WAITING, (url: string) => ask(url, agent));
    // Models think longer than they are asked here: who waits for an answer does not ask again.
    const use = atMost(1, (each: () => Promise<unknown>) => each());
    const round = setInterval(() => {
        for (const { visited, uses } of Object.values(targets)) {
            for (const url of visited?.(account) ?? []) void visit(url);
            for (const each of uses?.(account) ?? []) void use(each);
        }
    }, 1000 / PER_SECOND);
    round.unref();
    return () => {
        clearInterval(round);
        agent.destroy();
    };
}

/** Asks only while fewer than so many wait for the same. */
export function atMost<T>(most: number, ask: (of: T) => Promise<unknown>): (of: T) => Promise<void> {
    const waiting = new Map<T, number>();
    return async (of) => {
        const others = waiting.get(of) ?? 0;
        if (others >= most) return;
        waiting.set(of, others + 1);
        await ask(of).catch(() => undefined);
        waiting.set(of, (waiting.get(of) ?? 1) - 1);
    };
}

/** Asks every listener once, for the record. */
export async function askEveryListener(account: LocalAccount): Promise<void> {
    account.record({ kind: "asked", about: "every listener", data: {} });
    for (const { listener, url } of listenersOf(account)) {
        const reply = await ask(url).catch((error: Error): Reply => ({ status: 0, body: error.message }));
        account.record({ kind: "answered", about: url, data: { listener, ...reply } });
    }
}

/** Asks whenever a pipeline has ended well from now on, and tells each good answer once: nobody waits for what else there is. */
export function tellAnswers(account: LocalAccount): Fold {
    const known = new Map<string, string>();
    let last = Promise.resolve();
    const tell = async (): Promise<void> => {
        for (const { listener, url } of listenersOf(account)) {
            const reply = await ask(url).catch(() => undefined);
            if (reply === undefined || reply.status >= 300 || known.get(url) === reply.body) continue;
            known.set(url, reply.body);
            account.record({ kind: "answered", about: url, data: { listener, ...reply } });
        }
    };
    return {
        apply({ kind, data }) {
            if (kind === "run.ended" && data["status"] === "Succeeded") account.work((last = last.then(tell)));
        },
    };
}

/** Of this machine, whatever name the address has: not everything that looks up names knows where localhost is. */
function ask(url: string, agent?: Agent): Promise<Reply> {
    const { host, port, pathname, search } = new URL(url);
    const to = { host: "127.0.0.1", port, path: `${pathname}${search}`, headers: { host } };
    return new Promise((resolve, reject) => {
        const request = get({ ...to, agent, timeout: PATIENCE_MS }, (response) => {
            const parts: Buffer[] = [];
            response.on("data", (part: Buffer) => parts.push(part));
            response.on("error", reject);
            response.on("end", () => {
                const body = Buffer.concat(parts).toString("utf8").slice(0, 2000);
                resolve({ status: response.statusCode ?? 0, body });
            });
        });
        request.on("timeout", () => request.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)));
        request.on("error", reject);
    });
}
