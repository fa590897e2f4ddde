// What a load balancer says by itself, and the headers it adds for the application.
import { STATUS_CODES, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";

import type { Listener } from "./routing-table";

/** They concern one connection and end at the balancer. */
const HOP_BY_HOP = new Set([
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "expect",
]);

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html */
export function pageOf(status: number): string {
    const title = `${status} ${status === 503 ? "Service Temporarily Unavailable" : (STATUS_CODES[status] ?? "")}`;
    const head = `<head><title>${title}</title></head>`;
    return `<html>\r\n${head}\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
}

export function answerOwn(response: ServerResponse, status: number): void {
    if (response.headersSent) return void response.destroy();
    response.writeHead(status, { Server: "awselb/2.0", "Content-Type": "text/html" }).end(pageOf(status));
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html */
export function onwardHeaders(request: IncomingMessage, { protocol, port }: Listener): IncomingHttpHeaders {
    const kept = Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name));
    const before = request.headers["x-forwarded-for"];
    const client = request.socket.remoteAddress ?? "";
    return {
        ...Object.fromEntries(kept),
        "x-forwarded-for": before === undefined ? client : `${String(before)}, ${client}`,
        "x-forwarded-proto": protocol.toLowerCase(),
        "x-forwarded-port": String(port),
    };
}

/** As the target wrote them: in order, with repetitions and capitals. */
export function answerHeaders({ rawHeaders }: IncomingMessage): string[] {
    const headers: string[] = [];
    for (let at = 0; at < rawHeaders.length; at += 2) {
        const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
        if (!HOP_BY_HOP.has(name.toLowerCase())) headers.push(name, value);
    }
    return headers;
}
