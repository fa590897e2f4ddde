// Sockets through which requests come into a container's own network.
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, watch } from "node:fs";
import { dirname, join } from "node:path";

import { ownRange } from "../../sandbox/this-machine";
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

export const appears = (path: string, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => watch(dirname(path), { signal }, () => existsSync(path) && resolve()));
