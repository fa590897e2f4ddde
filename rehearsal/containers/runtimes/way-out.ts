// How a RUN reaches other machines: it has a network of its own, whose only way out is our forward proxy, which knows
// neither this machine nor what hands out its credentials.
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { lead, type Say } from "../../sandbox/forward-proxy";
import { NEW_ROOT, type Bound } from "../../sandbox/root";

const PORT = 4568;
const [OUT, OPEN] = ["/rehearsal/out", "/rehearsal/open"];

/** For the environment of a command. */
export const PROXY = `http://127.0.0.1:${PORT}`;

export interface WayOut {
    readonly bound: Bound;
    /** Before anything is contained. */
    readonly prepare: string;
    /** Before the command, as the same user: the way out is open when it begins. */
    readonly before: string;
    /** After the command. */
    readonly close: () => void;
}

/** Opens the way out of one command, in a folder of the engine's own; `say` hears what the proxy says. */
export function wayOut(sockets: string, say: Say): WayOut {
    const folder = join(sockets, randomBytes(4).toString("hex"));
    const path = join(folder, "s");
    mkdirSync(folder, { recursive: true });
    const server = createServer({ allowHalfOpen: true }, (connection) => lead(connection, say));
    server.listen(path, () => chmodSync(path, 0o666));
    server.on("error", () => undefined);
    server.unref();
    const relay = `env -i /rehearsal/node /rehearsal/bin/relay.cjs ${PORT} ${OUT}/s ${OPEN}`;
    return {
        bound: { from: folder, at: OUT },
        prepare: `mkfifo -m 666 ${NEW_ROOT}${OPEN}`,
        close: () => {
            server.close();
            rmSync(folder, { recursive: true, force: true });
        },
        before: `{ ${relay} </dev/null >/dev/null 2>&1 || echo >${OPEN}; } &\nread -r _ <${OPEN}`,
    };
}
