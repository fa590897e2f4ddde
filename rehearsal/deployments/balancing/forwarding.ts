import {
    type IncomingHttpHeaders,
    type IncomingMessage,
    request as ask,
    type ServerResponse,
    STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";

import { hostOf } from "./conditions";
import type { Listener } from "./routing-table";
import type { Backend } from "./targets";

/** The target was silent for too long: 504, where everything else is 502. */
export class TargetTimeout extends Error {}

/** Whether no connection came about: the target does not listen, or is gone. */
export function isUnreached(error: unknown): boolean {
    const { syscall, code } = error as NodeJS.ErrnoException;
    return syscall === "connect" || code === "ECONNREFUSED";
}

interface ForwardedRequest {
    readonly request: IncomingMessage;
    readonly headers: IncomingHttpHeaders;
    readonly idleTimeout: number;
    readonly signal: AbortSignal;
}

/** A target may close a kept connection at the moment it is used again: then, and only then, the request is repeated. */
export async function exchange(forwarded: ForwardedRequest, backend: Backend): Promise<IncomingMessage> {
    if (!repeatable(forwarded.request)) return send(forwarded, backend, false);
    try {
        return await send(forwarded, backend, true);
    } catch (error) {
        if (!(error instanceof ClosedUnderUs)) throw error;
        return send(forwarded, backend, false);
    }
}

/** What is never repeated never travels on a connection that may be closing. */
function repeatable({ method, headers }: IncomingMessage): boolean {
    const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
    return (method === "GET" || method === "HEAD") && !hasBody;
}

class ClosedUnderUs extends Error {}

function send(
    { request, headers, idleTimeout, signal }: ForwardedRequest,
    { address, agent }: Backend,
    kept: boolean,
): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
        const { method, url } = request;
        const onward = ask({
            ...address,
            method,
            path: url,
            headers,
            agent: kept && agent,
            timeout: idleTimeout,
            signal,
        });
        onward.once("response", resolve);
        onward.once("timeout", () => onward.destroy(new TargetTimeout()));
        onward.on("error", (error: NodeJS.ErrnoException) => {
            const closed = onward.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
            reject(closed ? new ClosedUnderUs() : error);
        });
        request.pipe(onward);
    });
}

// A WebSocket stays with the target that took it until one side ends it, or draining does.

/** Carries an upgrade to a target. The answer is the status that the client saw. */
export function upgrade(
    request: IncomingMessage,
    client: Duplex,
    early: Buffer,
    headers: IncomingHttpHeaders,
    backend: Backend,
): Promise<number> {
    return new Promise((resolve) => {
        const onward = ask({
            ...backend.address,
            path: request.url,
            headers: { ...headers, connection: "Upgrade", upgrade: request.headers.upgrade },
            agent: false,
        });
        const end = backend.begin();
        backend.hold(client);
        client.once("close", end);
        client.on("error", () => onward.destroy());
        onward.once("upgrade", (answer, target, first) => {
            client.write(headOf(answer, answer.rawHeaders));
            client.write(first);
            target.write(early);
            target.on("error", () => client.destroy());
            client.once("close", () => target.destroy());
            target.once("close", () => client.destroy());
            target.pipe(client).pipe(target);
            resolve(101);
        });
        onward.once("response", (answer) => {
            client.write(headOf(answer, [...answerHeaders(answer), "Connection", "close"]));
            answer.pipe(client);
            resolve(answer.statusCode ?? 502);
        });
        onward.once("error", () => {
            refuse(client, 502);
            resolve(502);
        });
        onward.end();
    });
}

export function refuse(client: Duplex, status: number): void {
    client.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nServer: awselb/2.0\r\nConnection: close\r\n\r\n${pageOf(status)}`,
    );
}

function headOf({ statusCode, statusMessage }: IncomingMessage, headers: readonly string[]): string {
    const lines = [`HTTP/1.1 ${statusCode ?? 502} ${statusMessage ?? ""}`];
    for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at] ?? ""}: ${headers[at + 1] ?? ""}`);
    return `${lines.join("\r\n")}\r\n\r\n`;
}

// What a load balancer says by itself, and the headers it adds for the application.

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
function pageOf(status: number): string {
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
        ...ownHost(request),
        "x-forwarded-for": before === undefined ? client : `${String(before)}, ${client}`,
        "x-forwarded-proto": protocol.toLowerCase(),
        "x-forwarded-port": String(port),
    };
}

/** Where a name led to this machine, the application is told the one that it has at AWS. */
function ownHost(request: IncomingMessage): IncomingHttpHeaders {
    const { host = "" } = request.headers;
    const meant = hostOf(request);
    return host.toLowerCase().startsWith(`${meant}.`) ? { host: meant } : {};
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
