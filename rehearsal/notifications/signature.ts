// How SNS signs what it posts.
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
import { createHash, createSign, generateKeyPair, type KeyObject, randomBytes } from "node:crypto";
import { promisify } from "node:util";

import type { JsonObject } from "../../plan/document";
import type { LocalAccount } from "../account/local-account";
import type { Fold } from "../engine/journal";
import { keep } from "./files";

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

// A certificate that says nothing but whose key it holds: SNS's own is signed by a public authority, ours by itself.
// Written as DER, because Node reads certificates and makes none: https://datatracker.ietf.org/doc/html/rfc5280#section-4.1

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
    const content = Buffer.concat(parts);
    const size = content.length;
    const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
const identifier = (...bytes: readonly number[]) => der(0x06, Buffer.from(bytes));
/** YYMMDDHHMMSSZ */
const time = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-T:]/g, "")}Z`));

/** sha256WithRSAEncryption, 1.2.840.113549.1.1.11 */
const ALGORITHM = sequence(identifier(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), der(0x05));
/** commonName, 2.5.4.3 */
const nameOf = (name: string) =>
    sequence(der(0x31, sequence(identifier(0x55, 0x04, 0x03), der(0x0c, Buffer.from(name)))));

/** As PEM; good for a day from `now`. */
function selfMadeCertificate(name: string, keys: { publicKey: KeyObject; privateKey: KeyObject }, now: Date): string {
    const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(8)]);
    const body = sequence(
        der(0x02, serial),
        ALGORITHM,
        nameOf(name),
        sequence(time(new Date(now.getTime() - 60_000)), time(new Date(now.getTime() + 24 * 60 * 60_000))),
        nameOf(name),
        keys.publicKey.export({ type: "spki", format: "der" }),
    );
    const signature = createSign("RSA-SHA256").update(body).sign(keys.privateKey);
    const whole = sequence(body, ALGORITHM, der(0x03, Buffer.from([0]), signature)).toString("base64");
    return `-----BEGIN CERTIFICATE-----\n${whole.replace(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}

/** The key that signs in this session; a session that goes on has another one. */
export class Keys implements Fold {
    private made?: Promise<Signer>;

    constructor(private readonly account: LocalAccount) {}

    public apply(): void {
        // No fact holds a key.
    }

    /** Made when something is signed for the first time: it takes a while. */
    public signer(): Promise<Signer> {
        return (this.made ??= Signer.make().then((signer) => {
            keep(this.account, [".", signer.path.slice(1)], signer.certificate);
            return signer;
        }));
    }
}
