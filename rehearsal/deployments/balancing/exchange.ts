import { request as ask, type IncomingHttpHeaders, type IncomingMessage } from "node:http";

import type { Backend } from "./targets";

/** The target was silent for too long: 504, where everything else is 502. */
export class TargetTimeout extends Error {}

export interface ForwardedRequest {
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
