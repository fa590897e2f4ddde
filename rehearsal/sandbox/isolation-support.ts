// How far this machine can isolate a process. Found out by trying, once a process: kernels and distributions forbid
// user namespaces and overlays in too many ways to read off anything.
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";

import { enter } from "./enter";
import { namespaces, ownRange, setupPath } from "./this-machine";

export interface IsolationSupport {
    /** A root, processes and ids of its own: nothing of the home folder is there, and nothing outlives the engine. */
    readonly namespaces: boolean;
    /** Folders that look written to while the writing lies elsewhere. */
    readonly overlay: boolean;
    /** An own network, with a loopback that works. */
    readonly network: boolean;
    /** Namespaces of an ordinary user, who is root inside. */
    readonly user: boolean;
}

let known: IsolationSupport | undefined;

export function isolationSupport(): IsolationSupport {
    return (known ??= tryOut());
}

function tryOut(): IsolationSupport {
    const none = { namespaces: false, overlay: false, network: false, user: false };
    if (process.platform !== "linux") return none;
    const range = ownRange();
    const user = range === undefined;
    const inside = (script: string, network = false, ...argv: readonly string[]) =>
        spawnSync(
            "setpriv",
            [
                ...["--pdeathsig", "KILL", "unshare", ...namespaces({ user, network })],
                ...["sh", "-ec", script, tmpdir(), ...argv],
            ],
            { env: { PATH: setupPath() } },
        ).status === 0;
    const nothing = { cwd: "/", writable: [], readable: [], network: "host" } as const;
    if (!inside(enter(nothing, {}, range), false, "true")) return none;
    return {
        namespaces: true,
        user,
        network: inside("ip link set lo up", true),
        // On top of a folder that is there: nothing on the disk changes.
        overlay: inside(`
            mount -t tmpfs none "$0"
            mkdir "$0/lower" "$0/upper" "$0/work" "$0/both"
            mount -t overlay -o lowerdir="$0/lower",upperdir="$0/upper",workdir="$0/work" none "$0/both"`),
    };
}

/** The warning to a person before other people's text runs on this machine; none where namespaces isolate it. */
export function warningOf({ namespaces, network }: IsolationSupport): string | undefined {
    if (namespaces && network) return undefined;
    if (namespaces)
        return "No networks of their own on this machine: what jobs run can reach its local ports and sockets.";
    return "No namespaces on this machine: what jobs and containers run can read and write whatever you can; with --engine docker containers cannot.";
}
