import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject, Plan } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { Signer } from "../../../rehearsal/notifications/signature";
import { doubtOf } from "../../../rehearsal/notifications/receiver";
import { mutated } from "../../support/mutant";
import { changed, ended, everybody, happens, over, told } from "./told";

/** As a reader of AWS's page would write it, who knows nothing of this project. */
function isProven(message: JsonObject, certificate: string): boolean {
    const text =
        `Message\n${String(message["Message"])}\nMessageId\n${String(message["MessageId"])}\n` +
        (message["Subject"] === undefined ? "" : `Subject\n${String(message["Subject"])}\n`) +
        `Timestamp\n${String(message["Timestamp"])}\nTopicArn\n${String(message["TopicArn"])}\nType\nNotification\n`;
    const hash = message["SignatureVersion"] === "2" ? "sha256" : "sha1";
    const key = createPublicKey(certificate);
    return verify(hash, Buffer.from(text), key, Buffer.from(String(message["Signature"]), "base64"));
}

/** A message as a server got it, of topics with this version. */
async function posted(plan: Plan) {
    const all = await told(plan);
    await happens(all, ended(plan));
    const [fact] = all.arrived().get("https") ?? [];
    assert.ok(fact, JSON.stringify(all.test.facts("notification.undelivered")));
    const [head = "", body = ""] = all.file(fact).split(/\n\n([^]*)/);
    const headers = Object.fromEntries(
        head
            .split("\n")
            .slice(1)
            .map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string]),
    );
    const folder = join(all.test.folder, "notifications");
    const name = readdirSync(folder).find((file) => file.endsWith(".pem")) ?? "";
    const certificate = readFileSync(join(folder, name), "utf8");
    await over(all);
    return { message: JSON.parse(body) as JsonObject, headers, body, certificate, name };
}

// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
describe("the signature of what SNS posts", () => {
    it("is SHA1withRSA where the topic says nothing, and its certificate is where the message says", async () => {
        const { message, certificate, name } = await posted(await everybody());
        assert.equal(message["SignatureVersion"], "1");
        assert.ok(isProven(message, certificate));
        assert.ok(String(message["SigningCertURL"]).endsWith(`/${name}`));
    });

    it("is SHA256withRSA where the topic says 2", async () => {
        const plan = changed(await everybody(), ({ type }) =>
            type === TYPE.topic ? { signatureVersion: "2" } : undefined,
        );
        const { message, certificate } = await posted(plan);
        assert.equal(message["SignatureVersion"], "2");
        assert.ok(isProven(message, certificate));
        assert.ok(!isProven({ ...message, Message: `${String(message["Message"])} ` }, certificate));
    });

    it("is of a certificate that OpenSSL reads as well", async () => {
        const { certificate } = await Signer.make();
        const shown = new X509Certificate(certificate);
        assert.equal(shown.subject, "CN=sns.amazonaws.com");
        assert.ok(shown.verify(shown.publicKey) && Date.parse(shown.validFrom) < Date.now());
        const read = execFileSync("openssl", ["x509", "-noout", "-subject"], { input: certificate, encoding: "utf8" });
        assert.match(read, /sns\.amazonaws\.com/);
    });

    describe("is what a server believes, and nothing else:", () => {
        let sent: Awaited<ReturnType<typeof posted>>;
        before(async () => (sent = await posted(await everybody())));
        const doubt = (change: JsonObject, headers: Record<string, string> = {}) =>
            doubtOf(
                { headers: { ...sent.headers, ...headers }, body: JSON.stringify({ ...sent.message, ...change }) },
                String(sent.message["TopicArn"]),
                () => Promise.resolve(sent.certificate),
            );

        it("a message that is as it was sent", async () => assert.equal(await doubt({}), undefined));
        it("no message that was changed", async () =>
            assert.equal(await doubt({ Message: "all is well" }), "the signature is not that of the message"));
        it("no message with another time", async () =>
            assert.equal(
                await doubt({ Timestamp: "2026-11-28T00:00:00.000Z" }),
                "the signature is not that of the message",
            ));
        it("no message to which a subject was added", async () =>
            assert.equal(await doubt({ Subject: "urgent" }), "the signature is not that of the message"));
        it("no message of another topic", async () =>
            assert.match(
                (await doubt({ TopicArn: "arn:aws:sns:eu-west-1:999999999999:theirs" })) ?? "",
                /999999999999:theirs, subscribed is/,
            ));
        it("no message whose headers name another one", async () =>
            assert.match((await doubt({}, { "x-amz-sns-message-id": "another" })) ?? "", /headers say something else/));
    });

    const mutants: readonly (readonly [string, readonly [string, string]])[] = [
        [
            "that signs the message alone",
            ['"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"', '"Message"'],
        ],
        ["that takes the wrong hash", ['"1": "RSA-SHA1"', '"1": "RSA-SHA256"']],
        ["that forgets a line's end", ["\\n${String(envelope[name])}\\n", "\\n${String(envelope[name])}"]],
    ];
    for (const [what, mistake] of mutants)
        it(`mutant: a signer ${what} is believed by nobody`, async () => {
            const file = "rehearsal/notifications/signature";
            const broken = mutated<{ Signer: { make(): Promise<Signer> } }>(file, file, mistake);
            const signer = await broken.Signer.make();
            const envelope = { Type: "Notification", MessageId: "1", TopicArn: "t", Message: "m", Timestamp: "now" };
            const message = { ...envelope, SignatureVersion: "1", Signature: signer.sign(envelope, "1") };
            assert.equal(isProven(message, signer.certificate), false);
            const headers = {
                "x-amz-sns-message-type": "Notification",
                "x-amz-sns-message-id": "1",
                "x-amz-sns-topic-arn": "t",
            };
            const body = JSON.stringify({ ...message, SigningCertURL: "x" });
            const doubt = await doubtOf({ headers, body }, "t", () => Promise.resolve(signer.certificate));
            assert.equal(doubt, "the signature is not that of the message");
        });
});
