// A certificate that says nothing but whose key it holds: SNS's own is signed by a public authority, ours by itself.
// Written as DER, because Node reads certificates and makes none: https://datatracker.ietf.org/doc/html/rfc5280#section-4.1
import { createSign, type KeyObject, randomBytes } from "node:crypto";

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
export function selfMadeCertificate(
    name: string,
    keys: { publicKey: KeyObject; privateKey: KeyObject },
    now: Date,
): string {
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
