// Where SNS itself is asked: by who confirms a subscription, and for the certificate that proves a signature.
import { randomUUID } from "node:crypto";
import {
    createServer,
    type IncomingMessage,
    type OutgoingHttpHeaders,
    request,
    type RequestListener,
    type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

import { Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Fact, Fold } from "../engine/journal";
import { Keys } from "./signature";

/** SNS's own names, and no others: what claims to be from elsewhere is not asked. */
const SNS_HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/** Its facts, each about a subscription: `subscription.asked` for its token, `subscription.confirmed`. */
export class SnsEndpoint implements Fold {
    private readonly tokens = new Map<string, string>();
    private readonly confirmed = new Set<string>();
    private port?: Promise<number>;

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data }: Fact): void {
        if (kind === "subscription.asked") this.tokens.set(String(data["token"]), about);
        if (kind === "subscription.confirmed") this.confirmed.add(about);
    }

    /** GETs an address of SNS, by plain HTTP on this machine. */
    public async visit(address: string): Promise<string> {
        const url = new URL(address);
        if (url.protocol !== "https:" || !SNS_HOST.test(url.hostname))
            throw new Refused("NotSns", `${url.origin} is no address of SNS`);
        this.port ??= listen(this.account, (request, response) => void this.answer(request, response));
        const path = `${url.pathname}${url.search}`;
        const { status, text } = await ask({
            port: await this.port,
            method: "GET",
            path,
            headers: { host: url.hostname },
        });
        if (status !== 200) throw new Refused(`HTTP ${status}`, text);
        return text;
    }

    private async answer({ url = "/" }: IncomingMessage, response: ServerResponse): Promise<void> {
        const { pathname, searchParams } = new URL(url, "http://sns");
        if (pathname.endsWith(".pem")) {
            const { certificate, path } = await this.account.part(Keys).signer();
            response.writeHead(path === pathname ? 200 : 404).end(path === pathname ? certificate : "");
            return;
        }
        const subscription = this.tokens.get(searchParams.get("Token") ?? "");
        if (searchParams.get("Action") !== "ConfirmSubscription" || subscription === undefined) {
            response.writeHead(400).end("Invalid token");
            return;
        }
        if (!this.confirmed.has(subscription))
            this.account.record({ kind: "subscription.confirmed", about: subscription, data: {} });
        response.end(confirmation(subscription));
    }
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
function confirmation(subscription: string): string {
    return [
        `<ConfirmSubscriptionResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">`,
        `<ConfirmSubscriptionResult><SubscriptionArn>${subscription}</SubscriptionArn></ConfirmSubscriptionResult>`,
        `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`,
        `</ConfirmSubscriptionResponse>`,
    ].join("");
}

/** Listens where this machine alone can ask, until the rehearsal ends; answers the port. */
export async function listen(account: LocalAccount, answer: RequestListener): Promise<number> {
    const server = createServer(answer).unref();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    account.atEnd(() => new Promise((resolve) => server.close(() => resolve())));
    return (server.address() as AddressInfo).port;
}

interface Asked {
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
