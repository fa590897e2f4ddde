// The way out of a host: to other machines as for a job, and to its metadata, for programs that only know the address.
import { createServer, type Server } from "node:http";

import { forwardProxy } from "../../sandbox/forward-proxy";
import { METADATA } from "./ports";

/** It has no port of its own. */
export function proxyOf(metadata: Server): Server {
    const server = createServer((request, response) => {
        const url = URL.canParse(request.url ?? "") ? new URL(request.url ?? "") : undefined;
        if (url?.hostname !== METADATA) return void forwardProxy.emit("request", request, response);
        request.url = `${url.pathname}${url.search}`;
        metadata.emit("request", request, response);
    });
    return server.on("connect", (...given) => void forwardProxy.emit("connect", ...given));
}
