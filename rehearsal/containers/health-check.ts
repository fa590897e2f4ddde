// How a container is asked whether it is well: a command that runs in it, again and again.
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { quoted } from "../sandbox/this-machine";
import type { Bound } from "../sandbox/root";
import { Beneath } from "./beneath.cjs";
import type { Asking, Command } from "./engine";
import { IMAGE } from "./image-files";
import { hostsProgram } from "./images/stood-in-root";
import { newSocket } from "./runtimes/sockets";

/** From outside, until it has ended; what rejects has not ended well, as `docker exec` does. */
export async function askAgain(
    { argv, every, heard }: Asking,
    ended: Promise<unknown>,
    ask: (argv: readonly string[]) => Promise<number>,
): Promise<void> {
    const life = { over: false };
    const over = () => (life.over = true);
    void ended.then(over, over);
    for (;;) {
        await sleep(every, undefined, { ref: false });
        if (life.over) return;
        heard(await ask(argv).catch(() => 1));
    }
}

/** Two letters an answer: days of asking. */
const MOST_SAID = 256 * 1024;

/** What was answered so far, an exit code a line; undefined where the container, in whose reach it is, made something else of it. */
function saidIn(folder: string): readonly string[] | undefined {
    const root = new Beneath(folder);
    try {
        return (root.read("said", MOST_SAID)?.toString() ?? "").split("\n").slice(0, -1);
    } catch {
        return undefined;
    } finally {
        root.close();
    }
}

/** From inside, in the same root and as the same user, beside the program; how each ended comes out through a file. */
export function askInside(
    asks: Asking | undefined,
    { cwd, user }: Pick<Command, "cwd" | "user">,
    among: string,
): { readonly bound?: Bound; readonly before?: string; readonly until: (ended: Promise<unknown>) => void } {
    if (!asks) return { until: () => undefined };
    const { argv, every, heard } = asks;
    const { folder } = newSocket(among, user);
    let known = 0;
    const timer = setInterval(() => {
        const codes = saidIn(folder);
        if (!codes || codes.length < known) return heard(1);
        for (const code of codes.slice(known)) heard(Number(code));
        known = codes.length;
    }, every).unref();
    const close = (): void => {
        clearInterval(timer);
        rmSync(folder, { recursive: true, force: true });
    };
    const words = [hostsProgram("unshare") ?? "unshare", `--root=${IMAGE}`, `--wd=${cwd}`, ...argv].map(quoted);
    return {
        bound: { from: folder, at: "/rehearsal/asked", writable: true },
        before: `while sleep ${every / 1000}; do ${words.join(" ")} </dev/null >/dev/null 2>&1; echo $? >>/rehearsal/asked/said; done &`,
        until: (ended) => void ended.then(close, close),
    };
}
