// The servers behind http and https: one of ours, on this machine, in the place of all of them. Nothing is posted elsewhere.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

import { isRecord, parsed } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Refused } from "../account/gateway";
import type { Fold } from "../engine/journal";
import { ask, listen, textOf } from "./loopback";
import { SnsEndpoint } from "./sns-endpoint";
import type { Subscriber } from "./subscribers";
import { doubtOf } from "./verify";

export class Receiver implements Fold {
    private readonly behind = new Map<string, Subscriber>();
    private port?: Promise<number>;

    constructor(private readonly account: LocalAccount) {}

    public apply(): void {
        // What arrives is told by who sent it.
    }

    /** POSTs what SNS sends to an endpoint; answers the request as it went over the wire. */
    public async post(to: Subscriber, headers: OutgoingHttpHeaders, body: string): Promise<string> {
        const { host, pathname, search } = new URL(to.endpoint);
        const path = `${pathname}${search}`;
        this.behind.set(`${to.topic} ${host}${path}`, to);
        this.port ??= listen(this.account, (request, response) => void this.answer(request, response));
        const whole = {
            ...headers,
            "content-length": String(Buffer.byteLength(body)),
            "content-type": "text/plain; charset=UTF-8",
            host,
            connection: "Keep-Alive",
            "user-agent": "Amazon Simple Notification Service Agent",
        };
        const { status, text } = await ask({ port: await this.port, method: "POST", path, headers: whole, body });
        // https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html: what a server refuses is not sent again
        if (status < 200 || status > 299)
            throw new Refused(`HTTP ${status}`, `${to.endpoint} answered ${status}: ${text}`);
        const lines = Object.entries(whole).map(([name, value]) => `${name}: ${String(value)}`);
        return [`POST ${path} HTTP/1.1`, ...lines, "", body, ""].join("\n");
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { headers, url = "/" } = request;
        const body = await textOf(request);
        const to = this.behind.get(`${String(headers["x-amz-sns-topic-arn"])} ${String(headers.host)}${url}`);
        const doubt = await this.doubt(to, { headers, body }).catch((error: unknown) => String(error));
        if (doubt !== undefined || !to) {
            response.writeHead(403).end(doubt ?? "nobody is subscribed here");
            return;
        }
        const confirms = to.planned.resource.inputs["endpointAutoConfirms"] === true;
        const said = parsed(body);
        if (headers["x-amz-sns-message-type"] === "SubscriptionConfirmation" && confirms && isRecord(said))
            await this.account.part(SnsEndpoint).visit(String(said["SubscribeURL"]));
        response.end();
    }

    /** Raw messages have no signature: https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html */
    private async doubt(
        to: Subscriber | undefined,
        posted: Parameters<typeof doubtOf>[0],
    ): Promise<string | undefined> {
        if (!to || posted.headers["x-amz-sns-rawdelivery"] === "true") return undefined;
        return doubtOf(posted, to.topic, (url) => this.account.part(SnsEndpoint).visit(url));
    }
}
