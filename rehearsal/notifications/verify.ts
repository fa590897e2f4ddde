// What a server does with what SNS posts to it, as AWS asks it to; knows nothing of how SNS signs here.
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
import { createVerify, X509Certificate } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

import { isRecord, parsed } from "../../plan/plans";

/** In the words of the page: of each type, and in this order. */
const OF_NOTIFICATION = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
const OF_CONFIRMATION = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

export interface Posted {
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
