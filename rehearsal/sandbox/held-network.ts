// A network that several programs stand in, each behind walls of its own: what one listens on, the others reach at localhost.
// ECS holds one for each task by a container that does nothing else:
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
import { spawn } from "node:child_process";
import { once } from "node:events";

import { ownRange, setupPath } from "./this-machine";

export interface HeldNetwork {
    /** What stands before a program that enters it; as an ordinary user it is root of the namespace that owns the network. */
    readonly enters: readonly string[];
    /** Nobody enters any more. Who is inside has it until he ends. */
    close(): void;
}

/** Says that it is there, and stays as long as its input does, which is the engine's. */
const HOLDS = "ip link set lo up && echo held && exec cat >/dev/null";

export async function holdNetwork(): Promise<HeldNetwork> {
    const user = ownRange() === undefined;
    const holder = spawn(
        "setpriv",
        [
            ...["--pdeathsig", "KILL", "unshare", "--net", ...(user ? ["--user", "--map-root-user"] : [])],
            ...["sh", "-c", HOLDS],
        ],
        { env: { PATH: setupPath() }, stdio: ["pipe", "pipe", "ignore"], detached: true },
    );
    const gone = once(holder, "exit").then(([code]) => {
        throw new Error(`no network could be held: it ended with ${String(code)}`);
    });
    await Promise.race([once(holder.stdout, "data"), gone]);
    gone.catch(() => undefined);
    // It is no reason for the engine to stay.
    holder.unref();
    const of = (kind: string): string => `--${kind}=/proc/${holder.pid ?? 0}/ns/${kind}`;
    return {
        enters: ["nsenter", of("net"), ...(user ? [of("user")] : [])],
        close: () => void holder.kill("SIGKILL"),
    };
}
