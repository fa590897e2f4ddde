import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

import type { LocalAccount } from "../account/local-account";

/** Listens where this machine alone can ask, until the rehearsal ends; answers the port. */
export async function listen(account: LocalAccount, answer: RequestListener): Promise<number> {
    const server = createServer(answer).unref();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    account.atEnd(() => new Promise((resolve) => server.close(() => resolve())));
    return (server.address() as AddressInfo).port;
}

export interface Asked {
    readonly port: number;
    readonly method: "GET" | "POST";
    readonly path: string;
    readonly headers: OutgoingHttpHeaders;
    readonly body?: string;
}

export function ask({ body = "", ...asked }: Asked): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
        // Without an agent no connection outlives its answer.
        const asking = request({ host: "127.0.0.1", agent: false, ...asked }, (response) => {
            textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
        });
        asking.on("error", reject).end(body);
    });
}

export async function textOf(message: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
}
