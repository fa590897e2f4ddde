// Sockets through which requests come into a container's own network.
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, rmSync, watch } from "node:fs";
import { dirname, join } from "node:path";

import type { Bound } from "../../sandbox/root";
import { ownRange, quoted } from "../../sandbox/this-machine";
import type { UserIds } from "../images/users";

/** What sun_path holds. */
const LONGEST = 107;

/** A folder for a new one, which the user inside may write to, and where it will be. */
export function newSocket(among: string, user: UserIds): { readonly folder: string; readonly socketPath: string } {
    const folder = join(among, randomBytes(4).toString("hex"));
    const socketPath = join(folder, "s");
    if (socketPath.length > LONGEST)
        throw new Error(
            `${socketPath} is longer than the ${LONGEST} letters a socket's path may have; move the project to a shorter path`,
        );
    mkdirSync(folder);
    const range = ownRange();
    if (range) chownSync(folder, range.first + user.uid, range.first + user.gid);
    return { folder, socketPath };
}

/** How requests come to a port inside. */
export interface WayIn {
    readonly address: { readonly socketPath: string };
    readonly bound: Bound;
    /** Before the program, beside which it stays. */
    readonly before: string;
    /** Until somebody takes requests at the address, or the container has ended, with which the way is closed. */
    readonly opened: (ended: Promise<unknown>) => Promise<void>;
}

export function wayIn(among: string, port: number, user: UserIds): WayIn {
    const { folder, socketPath } = newSocket(among, user);
    const relay = ["/rehearsal/node", "/rehearsal/bin/relay.cjs", "/rehearsal/socket/s", String(port)].map(quoted);
    const stop = new AbortController();
    const listens = appears(socketPath, stop.signal);
    return {
        address: { socketPath },
        bound: { from: folder, at: "/rehearsal/socket", writable: true },
        // Without the image's variables, some of which node reads.
        before: `env -i ${relay.join(" ")} </dev/null >/dev/null 2>&1 &`,
        opened: async (ended) => {
            await Promise.race([listens, ended]);
            stop.abort();
            const gone = (): void => rmSync(folder, { recursive: true, force: true });
            void ended.then(gone, gone);
        },
    };
}

const appears = (path: string, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => watch(dirname(path), { signal }, () => existsSync(path) && resolve()));
