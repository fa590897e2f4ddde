// How SNS signs what it posts.
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
import { createHash, createSign, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

import type { JsonObject } from "../../plan/document";
import { selfMadeCertificate } from "./certificate";

/** What is signed of each type of message, in this order; a subject that is not there is left out. */
const SIGNED: Readonly<Record<string, readonly string[]>> = {
    Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
    SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
};

/** By the topic's attribute SignatureVersion. */
const ALGORITHMS = { "1": "RSA-SHA1", "2": "RSA-SHA256" } as const;
export type SignatureVersion = keyof typeof ALGORITHMS;

/** Holds the key of one session, which is written nowhere. */
export class Signer {
    /** Where SNS would serve the certificate. */
    public readonly path: string;

    private constructor(
        private readonly key: KeyObject,
        public readonly certificate: string,
    ) {
        const name = createHash("sha256").update(certificate).digest("hex").slice(0, 32);
        this.path = `/SimpleNotificationService-${name}.pem`;
    }

    public static async make(): Promise<Signer> {
        const keys = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
        return new Signer(keys.privateKey, selfMadeCertificate("sns.amazonaws.com", keys, new Date()));
    }

    public sign(envelope: JsonObject, version: SignatureVersion): string {
        const said = (SIGNED[String(envelope["Type"])] ?? []).filter((name) => envelope[name] !== undefined);
        const text = said.map((name) => `${name}\n${String(envelope[name])}\n`).join("");
        return createSign(ALGORITHMS[version]).update(text).sign(this.key, "base64");
    }
}
