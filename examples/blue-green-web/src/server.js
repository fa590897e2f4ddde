import { createServer } from "node:http";

/**
 * The web server, not yet listening.
 * @param {{ version: string }} options what `/` shows, so that anyone can see which release answers
 */
export function webServer({ version }) {
    return createServer((request, response) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        if (request.method !== "GET" && request.method !== "HEAD") {
            return answer(response, 405, { error: "only GET is answered" }, { allow: "GET, HEAD" });
        }
        switch (pathname) {
            // The load balancer asks here; it says nothing about the version, so that it never goes stale in a cache.
            case "/health":
                return answer(response, 200, { status: "ok" });
            case "/":
                return answer(response, 200, { service: "blue-green-web", version });
            default:
                return answer(response, 404, { error: `nothing at ${pathname}` });
        }
    });
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
