import { constants } from "node:os";

/** Ctrl-C, `kill` and a terminal that is closed; SIGPIPE is nobody reading any more, as in `| head`. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type Stop = (typeof SIGNALS)[number] | "SIGPIPE";

interface Stops {
    /** Who asks a second time is obeyed at once. Rejects with what nobody caught. */
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
