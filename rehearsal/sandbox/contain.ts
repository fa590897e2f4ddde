// Starts what the rehearsal runs of other people's text: it reads the host, writes to its own folders, and is gone when
// the engine is, however that ends.
import { spawn, type ChildProcess } from "node:child_process";
import { chownSync, readFileSync } from "node:fs";
import type { Writable } from "node:stream";

import { NotRehearsed } from "../account/gateway";
import { enter, placed, type Sandbox } from "./enter";
import { inKeyringOfItsOwn, namespaces, ownRange, setupPath } from "./this-machine";
import { Lines } from "./program";
import { isolationSupport } from "./isolation-support";

export { isolationSupport } from "./isolation-support";

export interface Containment extends Partial<Omit<Sandbox, "cwd">> {
    readonly cwd: string;
    /** All of it: nothing of the engine's own environment is handed on. */
    readonly env: Readonly<Record<string, string>>;
    /** Hears standard output and error, line by line. */
    readonly log: (line: string) => void;
    /** In namespaces, or as a plain process. @default namespaces, where this machine has them */
    readonly isolated?: boolean;
}

export interface Contained {
    readonly pid: number;
    readonly stdin: Writable;
    /** After the last line was heard. */
    readonly ended: Promise<Exit>;
    /** Asks to end, by SIGTERM unless another signal is known to mean that; insists after a while. */
    stop(graceMs: number, by?: NodeJS.Signals): Promise<void>;
}

interface Exit {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
}

export function contain(argv: readonly string[], wanted: Containment): Contained {
    const sandbox: Sandbox = { writable: [], readable: [], network: "host", ...wanted };
    const isolated = wanted.isolated ?? isolationSupport().namespaces;
    const child = enclose(argv, sandbox, wanted.env, isolated);
    const pid = child.pid ?? 0;
    const ended = new Promise<Exit>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code, signal) => resolve({ code, signal }));
    });
    for (const stream of [child.stdout, child.stderr]) {
        const lines = new Lines(wanted.log);
        stream?.on("data", (bytes: Buffer) => lines.take(bytes)).on("end", () => lines.end());
    }
    // A program that ends early has not read everything, which is no failure of ours.
    child.stdin?.on("error", () => undefined);
    return {
        pid,
        ended,
        stdin: child.stdin as Writable,
        stop: async (graceMs, by = "SIGTERM") => {
            const insist = setTimeout(() => (isolated ? child.kill("SIGKILL") : signalGroup(pid, "SIGKILL")), graceMs);
            const first = sandbox.identity?.first === true;
            if (isolated) signal(first ? firstInside(pid) : firstInside(firstInside(pid)), by);
            else signalGroup(pid, by);
            await ended.catch(() => undefined);
            clearTimeout(insist);
        },
    };
}

/** Starts a program inside walls; who calls this talks to it by its standard input and output. */
export function enclose(
    argv: readonly string[],
    sandbox: Sandbox,
    env: Containment["env"],
    isolated: boolean,
): ChildProcess {
    if (!isolated) refuseWithoutNamespaces(sandbox);
    const child = isolated ? inNamespaces(argv, sandbox, env) : plainly(argv, sandbox, env);
    child.once("exit", () => (isolated ? undefined : signalGroup(child.pid ?? 0, "SIGKILL")));
    return child;
}

/** The engine may have died between starting this and the kernel's learning that it should die along. */
const ONLY_WITH_ENGINE = 'test "$PPID" = "$0" && exec "$@"';

function inNamespaces(argv: readonly string[], sandbox: Sandbox, env: Containment["env"]): ChildProcess {
    const range = ownRange();
    const { network } = sandbox;
    const held = typeof network === "string" ? undefined : network;
    for (const place of [...sandbox.writable, sandbox.tmp, sandbox.home].filter((each) => each !== undefined))
        if (range) chownSync(placed(place).from, range.first, range.first);
    return spawn(
        "setpriv",
        [
            ...["--pdeathsig", "KILL", "sh", "-c", ONLY_WITH_ENGINE, String(process.pid)],
            ...inKeyringOfItsOwn(),
            ...(held?.enters ?? []),
            ...["unshare", ...namespaces({ user: range === undefined && !held, network: network === "own" })],
            ...["sh", "-c", enter(sandbox, env, range), "sh", ...argv],
        ],
        // A session of its own has no terminal that it could write to, or type into.
        { env: { PATH: setupPath() }, stdio: "pipe", detached: true },
    );
}

/**
 * A group of its own, and in it a process that waits at a pipe that the engine alone holds: it closes when the engine ends,
 * by whatever means.
 */
const WATCHED = `
exec 4<&0
{ trap '' TERM; cat <&3 >/dev/null; kill -KILL 0; } &
"$@" <&4 3<&- 4<&- &
child=$!
trap : TERM
while wait "$child"; code=$?; kill -0 "$child" 2>/dev/null; do :; done
exit "$code"`;

function plainly(argv: readonly string[], { cwd }: Sandbox, env: Containment["env"]): ChildProcess {
    const stdio = ["pipe", "pipe", "pipe", "pipe"] as const;
    return spawn("sh", ["-c", WATCHED, "sh", ...argv], { cwd, env, stdio: [...stdio], detached: true });
}

function refuseWithoutNamespaces({ network, prepare }: Sandbox): void {
    const why = "on this machine; it takes Linux, and there root or user namespaces (`unshare --user` must work)";
    if (prepare !== undefined) throw new NotRehearsed(`a root folder of its own ${why}`);
    if (network !== "host") throw new NotRehearsed(`a network of its own ${why}`);
}

/** `unshare` waits for its one child and passes no signal on. */
function firstInside(pid: number): number {
    try {
        return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")[0]);
    } catch {
        return 0;
    }
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
    if (pid > 0) signal(-pid, name);
}

function signal(pid: number, name: NodeJS.Signals): void {
    if (pid === 0) return;
    try {
        process.kill(pid, name);
    } catch {
        // It has ended by itself.
    }
}
