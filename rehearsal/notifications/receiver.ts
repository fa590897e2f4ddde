// The servers behind http and https: one of ours, on this machine, in the place of all of them. Nothing is posted elsewhere.
import { createVerify, X509Certificate } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

import { isRecord, parsed } from "../../plan/plans";
import { Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Fold } from "../engine/journal";
import { ask, listen, SnsEndpoint, textOf } from "./sns-endpoint";
import type { Subscriber } from "./subscribers";

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

// What a server does with what SNS posts to it, as AWS asks it to; knows nothing of how SNS signs here.
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html

/** In the words of the page: of each type, and in this order. */
const OF_NOTIFICATION = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
const OF_CONFIRMATION = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

interface Posted {
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

/** Why a server must not believe what was posted; nothing where it may. */
export async function doubtOf(
    { headers, body }: Posted,
    topic: string,
    certificateAt: (url: string) => Promise<string>,
): Promise<string | undefined> {
    const said = parsed(body);
    if (!isRecord(said)) return "the body is no JSON";
    const { Type: type, TopicArn, MessageId, SignatureVersion: version, Signature, SigningCertURL: url } = said;
    if (TopicArn !== topic) return `the message is of the topic ${String(TopicArn)}, subscribed is ${topic}`;
    const told = [headers["x-amz-sns-message-type"], headers["x-amz-sns-message-id"], headers["x-amz-sns-topic-arn"]];
    if ([type, MessageId, TopicArn].some((value, at) => value !== told[at]))
        return "the headers say something else than the body";
    if (version !== "1" && version !== "2") return `no server knows the signature version ${String(version)}`;
    const certificate = new X509Certificate(await certificateAt(String(url)));
    if (Date.parse(certificate.validTo) < Date.now()) return "the certificate has expired";
    const names = type === "Notification" ? OF_NOTIFICATION : OF_CONFIRMATION;
    const signed = names.flatMap((name) => (name in said ? [name, String(said[name])] : []));
    const checks = createVerify(version === "1" ? "sha1WithRSAEncryption" : "sha256WithRSAEncryption");
    const holds = checks.update(`${signed.join("\n")}\n`).verify(certificate.publicKey, String(Signature), "base64");
    return holds ? undefined : "the signature is not that of the message";
}
