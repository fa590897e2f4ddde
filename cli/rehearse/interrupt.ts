import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { take } from "../../rehearsal/engine/folder";
import { EXIT, type Streams } from "../command";

/** Ctrl-C, `kill` and a terminal that is closed; SIGPIPE: the reader has gone, as in `| head`. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type Stop = (typeof SIGNALS)[number] | "SIGPIPE";

interface Stops {
    /** A second signal ends the process at once. Rejects with an exception that was not caught. */
    readonly asked: Promise<Stop>;
    forget(): void;
}

/** Listens for whatever ends a rehearsal before its time, so that it can leave in order. */
export function listenForStops(out: NodeJS.WritableStream): Stops {
    let forget = (): void => undefined;
    const asked = new Promise<Stop>((resolve, reject) => {
        const unread = (error: NodeJS.ErrnoException) =>
            error.code === "EPIPE" || error.code === "EIO" ? resolve("SIGPIPE") : reject(error);
        for (const signal of SIGNALS) process.once(signal, resolve);
        process.once("uncaughtException", reject);
        out.once("error", unread);
        forget = () => {
            for (const signal of SIGNALS) process.off(signal, resolve);
            process.off("uncaughtException", reject);
            out.off("error", unread);
        };
    });
    asked.catch(() => undefined);
    return { asked, forget };
}

/** What a shell says of a process that a signal ended. */
export function codeOf(stop: Stop): number {
    return 128 + constants.signals[stop];
}

/** The fact after which a deployment is half done: traffic moves, nothing is finished. */
const HALF_DONE = /"kind":"deployment\.step".*"step":"Shift"/;

/** Rehearses in a process of its own, kills that from outside in the middle of a deployment, and starts it again. */
export async function rehearseAndKill(args: readonly string[], folder: string, { err }: Streams): Promise<number> {
    const rest = args.filter(
        (arg, at) =>
            arg !== "--fault=kill" &&
            !(arg === "kill" && args[at - 1] === "--fault") &&
            !(arg === "--fault" && args[at + 1] === "kill"),
    );
    const journal = join(folder, "journal.ndjson");
    const release = take(folder);
    rmSync(journal, { force: true });
    release();
    const first = start(rest);
    const over = new AbortController();
    const ended = endOf(first).finally(() => over.abort());
    if (await halfDone(journal, over.signal)) {
        first.kill("SIGKILL");
        await ended;
        err.write("\nfault: the rehearsal was killed in the middle of a deployment, and is started again\n\n");
        return endOf(start(rest));
    }
    return ended;
}

function start(args: readonly string[]): ChildProcess {
    const fairlead = process.argv[1] ?? "";
    const child = spawn(process.execPath, [fairlead, "rehearse", ...args], { stdio: "inherit" });
    // A terminal sends its signal to both processes; one that is sent to this process alone is passed on.
    const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
    const wait = () => undefined;
    process.on("SIGINT", wait).on("SIGTERM", passOn).on("SIGHUP", passOn);
    child.once("close", () => process.off("SIGINT", wait).off("SIGTERM", passOn).off("SIGHUP", passOn));
    return child;
}

function endOf(child: ChildProcess): Promise<number> {
    return new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) => resolve(code ?? EXIT.failed));
    });
}

/** Whether a deployment comes to be half done before the rehearsal is over. */
async function halfDone(journal: string, over: AbortSignal): Promise<boolean> {
    while (!over.aborted) {
        if (existsSync(journal) && HALF_DONE.test(readFileSync(journal, "utf8"))) return true;
        await sleep(20);
    }
    return false;
}
