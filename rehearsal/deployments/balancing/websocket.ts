// A WebSocket stays with the target that took it until one side ends it, or draining does.
import { request as ask, STATUS_CODES, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { answerHeaders, pageOf } from "./responses";
import type { Backend } from "./targets";

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
