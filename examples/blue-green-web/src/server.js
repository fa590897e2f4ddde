import { createServer } from "node:http";

/**
 * The web server, not yet listening.
 * @param {{ version: string, base?: string }} options what `/` shows, so that anyone can see which release answers; and the
 * path that it stands at, where a load balancer leads only some paths to it
 */
export function webServer({ version, base = "" }) {
    const server = createServer((request, response) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        if (request.method !== "GET" && request.method !== "HEAD") {
            return answer(response, 405, { error: "only GET is answered" }, { allow: "GET, HEAD" });
        }
        switch (pathname) {
            // The load balancer asks here; it says nothing about the version, so that it never goes stale in a cache.
            case "/health":
                return answer(response, 200, { status: "ok" });
            case `${base}/`:
            case base:
                return answer(response, 200, { service: "blue-green-web", version });
            default:
                return answer(response, 404, { error: `nothing at ${pathname}` });
        }
    });
    // A load balancer keeps idle connections for 60 seconds. A server that closes them first, as node does after 5, meets
    // requests that are on their way already, and users get a 502.
    server.keepAliveTimeout = 65_000;
    server.headersTimeout = 66_000;
    return server;
}

function answer(response, status, body, headers = {}) {
    const text = `${JSON.stringify(body)}\n`;
    response.writeHead(status, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
        "cache-control": "no-store",
        ...headers,
    });
    // A HEAD request is answered by the same headers; node leaves the body out.
    response.end(text);
}
