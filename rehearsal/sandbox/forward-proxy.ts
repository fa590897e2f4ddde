// The way out for jobs that fetch packages: to other machines, and to nothing of this one. A job has a network of its own,
// and this is the only way out of it.
import { lookup } from "node:dns/promises";
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { BlockList, connect, isIPv6, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import type { Duplex } from "node:stream";

class Forbidden extends Error {}

/** Hears what is said to whoever asked. */
export type Say = (line: string) => void;
type Answer = (request: IncomingMessage, response: ServerResponse, say: Say) => Promise<void>;

const near = new Map<string, Answer>();
const hearers = new WeakMap<object, Say>();

/** A name that leads to no machine: what is asked of it is answered here. */
export function answersFor(name: string, answer: Answer): void {
    near.set(name, answer);
}

/** Takes a connection that somebody inside has opened. */
export function lead(connection: Duplex, say: Say): void {
    hearers.set(connection, say);
    forwardProxy.emit("connection", connection);
}

/** Takes the connections that jobs make to their own port; it has none. */
export const forwardProxy = createServer((request, response) => {
    forward(request, response).catch((error: unknown) => refuse(response, error));
});

forwardProxy.on("connect", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on("error", () => undefined);
    const { hostname, port } = new URL(`http://${request.url ?? ""}`);
    tunnel(hostname, Number(port || 443)).then(
        (server) => {
            client.write("HTTP/1.1 200 Connection established\r\n\r\n");
            server.write(head);
            joined(client, server);
        },
        (error: unknown) => client.end(`HTTP/1.1 ${statusOf(error)} ${(error as Error).message}\r\n\r\n`),
    );
});

async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "");
    if (url.protocol !== "http:") throw new Forbidden("this proxy forwards http, and tunnels for anything else");
    const answer = near.get(url.hostname);
    if (answer) return answer(request, response, hearers.get(request.socket) ?? (() => undefined));
    const upstream = upstreamFor(url.hostname, "http");
    const address = await addressOf(url.hostname, { isForwarded: upstream !== undefined });
    const { "proxy-connection": _, ...headers } = request.headers;
    const outgoing = ask({
        host: upstream?.hostname ?? address,
        port: upstream ? portOf(upstream) : Number(url.port || 80),
        method: request.method,
        path: upstream ? url.href : `${url.pathname}${url.search}`,
        headers: { ...headers, ...(upstream ? authorization(upstream) : {}) },
    });
    outgoing.on("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
    });
    outgoing.on("error", (error) => refuse(response, error));
    request.pipe(outgoing);
}

/** @param mayBeHere for addresses that no job has named */
export async function tunnel(hostname: string, port: number, mayBeHere = false): Promise<Socket> {
    const upstream = upstreamFor(hostname, "https");
    const address = await addressOf(hostname, { isForwarded: upstream !== undefined, mayBeHere });
    if (!upstream) return connected(connect(port, address), "connect");
    const outgoing = ask({
        host: upstream.hostname,
        port: portOf(upstream),
        method: "CONNECT",
        path: `${hostname}:${port}`,
        headers: authorization(upstream),
    });
    outgoing.end();
    return new Promise((resolve, reject) => {
        outgoing.once("error", reject);
        outgoing.once("connect", ({ statusCode, statusMessage }, socket: Socket) =>
            statusCode === 200 ? resolve(socket) : reject(new Error(`${statusCode ?? ""} ${statusMessage ?? ""}`)),
        );
    });
}

function connected(socket: Socket, event: string): Promise<Socket> {
    return new Promise((resolve, reject) => {
        socket.once(event, () => resolve(socket));
        socket.once("error", reject);
    });
}

function joined(client: Duplex, server: Socket): void {
    client.pipe(server).pipe(client);
    server.on("error", () => client.destroy());
    for (const [one, other] of [
        [client, server],
        [server, client],
    ] as const)
        one.on("close", () => other.destroy());
}

// Looked up once: an address that is asked for again may be another.

/** Where a name leads; refused where that is this machine itself, or what hands out its credentials. */
async function addressOf(
    hostname: string,
    { isForwarded, mayBeHere = false }: { readonly isForwarded: boolean; readonly mayBeHere?: boolean },
): Promise<string> {
    const name = hostname.replace(/^\[|\]$/g, "");
    const found = await lookup(name, { all: true }).catch(() => []);
    const [first] = found;
    // Behind a proxy of this machine's, names are often known to that alone.
    if (!first && isForwarded) return name;
    if (!first) throw new Error(`${hostname} is not known`);
    for (const { address } of mayBeHere ? [] : found)
        if (isOwn(address)) throw new Forbidden(`${hostname} is this machine, which no job reaches`);
    return first.address;
}

function isOwn(address: string): boolean {
    const list = new BlockList();
    for (const [network, prefix] of [
        ["0.0.0.0", 8],
        ["127.0.0.0", 8],
        ["169.254.0.0", 16],
        ["224.0.0.0", 4],
    ] as const)
        list.addSubnet(network, prefix, "ipv4");
    for (const [network, prefix] of [
        ["::", 127],
        ["fe80::", 10],
        ["fd00:ec2::", 32],
        ["ff00::", 8],
    ] as const)
        list.addSubnet(network, prefix, "ipv6");
    for (const own of Object.values(networkInterfaces()).flat())
        if (own) list.addAddress(own.address, own.family === "IPv6" ? "ipv6" : "ipv4");
    return list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** The proxy that this machine itself is told to take. https://curl.se/docs/manpage.html#ENVIRONMENT */
function upstreamFor(hostname: string, kind: "http" | "https"): URL | undefined {
    const value = (name: string) => process.env[name] ?? process.env[name.toUpperCase()] ?? "";
    const without = value("no_proxy")
        .split(",")
        .map((each) => each.trim().replace(/^\*?\.?/, ""))
        .filter(Boolean);
    const named = value(`${kind}_proxy`);
    const direct = without.some((each) => hostname === each || hostname.endsWith(`.${each}`));
    return named === "" || direct ? undefined : new URL(named.includes("://") ? named : `http://${named}`);
}

function portOf(url: URL): number {
    return Number(url.port || (url.protocol === "https:" ? 443 : 80));
}

/** Said to that proxy only; no job sees it. */
function authorization({ username, password }: URL): Record<string, string> {
    if (username === "") return {};
    const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { "proxy-authorization": `Basic ${Buffer.from(words).toString("base64")}` };
}

function statusOf(error: unknown): number {
    return error instanceof Forbidden ? 403 : 502;
}

function refuse(response: ServerResponse, error: unknown): void {
    if (!response.headersSent)
        response.writeHead(statusOf(error), { "content-type": "text/plain", connection: "close" });
    response.end(`${(error as Error).message}\n`);
}
