import assert from "node:assert/strict";

import type { JsonObject, Plan } from "../../../plan/document";
import { records, text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { Fact } from "../../../rehearsal/engine/journal";
import { ended, everybody, happens, over, told, type Told } from "./told";

const URL = "https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines";

describe("one failed run", () => {
    let plan: Plan;
    let all: Told;
    before(async () => {
        plan = await everybody();
        all = await told(plan);
        await happens(all, ended(plan));
    });
    after(() => over(all));

    const to = (kind: string): Fact => {
        const [fact, ...more] = all.arrived().get(kind) ?? [];
        assert.ok(fact && more.length === 0, `${kind} got ${more.length + (fact ? 1 : 0)} messages`);
        return fact;
    };
    const file = (kind: string): string => all.file(to(kind));
    const words = () => {
        const name = String(ended(plan).detail["pipeline"]);
        return `${name} failed. See what it says: ${URL}/${name}/executions/12345678-1234-5678-abcd-12345678abcd`;
    };
    /** The event in a message is the one that was raised, whole. */
    const isTheEvent = (message: unknown): void => {
        const { id, time, version, ...event } = JSON.parse(String(message)) as JsonObject;
        assert.deepEqual(event, ended(plan));
        assert.match(String(id), /^[0-9a-f-]{36}$/);
        assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.equal(version, "0");
    };

    it("is one message for each of the nine ways of SNS, and for both chats", () => {
        const counts = [...all.arrived()].map(([kind, facts]) => `${kind} ${facts.length}`).sort();
        const kinds = "application email email-json firehose http https lambda slack sms sqs teams".split(" ");
        assert.deepEqual(
            counts,
            kinds.map((kind) => `${kind} 1`),
        );
        assert.deepEqual([...all.arrived("notification.undelivered")], []);
    });

    it("is a mail in words, with the way out under it", () => {
        const [head = "", body = ""] = file("email").split(/\n\n([^]*)/);
        assert.deepEqual(head.split("\n").slice(0, 3), [
            "From: AWS Notifications <no-reply@sns.amazonaws.com>",
            "To: team@example.com",
            "Subject: AWS Notification Message",
        ]);
        assert.ok(
            body.startsWith(`${words()}\n\n--\nIf you wish to stop receiving notifications from this topic`),
            body,
        );
        assert.match(body, /\/unsubscribe\.html\?SubscriptionArn=\S+&Endpoint=team@example\.com\n/);
    });

    // https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
    for (const kind of ["http", "https"])
        it(`is posted to ${kind} with SNS's headers and its envelope`, () => {
            const [head = "", body = ""] = file(kind).split(/\n\n([^]*)/);
            const [first, ...lines] = head.split("\n");
            const headers = Object.fromEntries(
                lines.map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string]),
            );
            const said = JSON.parse(body) as JsonObject;
            const { arn } = plan.resources.find(({ inputs }) => inputs["protocol"] === kind)?.outputs ?? {};
            assert.equal(first, "POST /pipelines HTTP/1.1");
            assert.equal(headers["x-amz-sns-message-type"], "Notification");
            assert.equal(headers["x-amz-sns-message-id"], said["MessageId"]);
            assert.equal(headers["x-amz-sns-topic-arn"], said["TopicArn"]);
            assert.equal(headers["x-amz-sns-subscription-arn"], arn);
            assert.equal(headers["content-type"], "text/plain; charset=UTF-8");
            assert.equal(headers["host"], "hooks.example.com");
            assert.equal(headers["user-agent"], "Amazon Simple Notification Service Agent");
            assert.deepEqual(Object.keys(said).sort(), ENVELOPE);
            isTheEvent(said["Message"]);
            assert.equal(said["Type"], "Notification");
            const at = "https://sns.eu-west-1.amazonaws.com/";
            assert.equal(said["UnsubscribeURL"], `${at}?Action=Unsubscribe&SubscriptionArn=${String(arn)}`);
            assert.match(
                String(said["SigningCertURL"]),
                /^https:\/\/sns\.eu-west-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
            );
        });

    it("is the same envelope in a mail for programs", () => {
        const said = JSON.parse(file("email-json").split(/\n\n([^]*)/)[1] ?? "") as JsonObject;
        assert.deepEqual(Object.keys(said).sort(), ENVELOPE);
        isTheEvent(said["Message"]);
    });

    // https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
    it("lies in the queue in the same envelope", () => {
        const queue = plan.resources.find(({ type, name }) => type === TYPE.queue && name.endsWith("-events"));
        const [message, ...more] = all.test.facts("queue.message");
        assert.deepEqual([message?.about, more], [queue && text(queue, "arn"), []]);
        const said = JSON.parse(String(message?.data["body"])) as JsonObject;
        assert.deepEqual(Object.keys(said).sort(), ENVELOPE);
        isTheEvent(said["Message"]);
    });

    // https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
    it("is the event of a function, which did not run, and that is said", () => {
        const { Records } = JSON.parse(file("lambda")) as JsonObject;
        const [record, ...more] = records(Records);
        assert.deepEqual([more, record?.["EventSource"], record?.["EventVersion"]], [[], "aws:sns", "1.0"]);
        const sns = record?.["Sns"] as JsonObject;
        const names = [...ENVELOPE, "MessageAttributes", "Subject"].map((name) => name.replace(/URL$/, "Url")).sort();
        assert.deepEqual(Object.keys(sns).sort(), names);
        isTheEvent(sns["Message"]);
        assert.match(String(to("lambda").data["stoodIn"]), /did not run/);
    });

    // https://docs.aws.amazon.com/sns/latest/dg/firehose-archived-message-format-S3.html
    it("is a line of the archive, without a signature", () => {
        const [line = "", ...more] = file("firehose").trimEnd().split("\n");
        const said = JSON.parse(line) as JsonObject;
        assert.deepEqual(
            [more, Object.keys(said)],
            [[], ["Type", "MessageId", "TopicArn", "Message", "Timestamp", "UnsubscribeURL"]],
        );
        isTheEvent(said["Message"]);
    });

    // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    it("is as many text messages as it takes, cut between words", () => {
        const [count, , ...parts] = file("sms").trimEnd().split("\n");
        assert.equal(count, `${parts.length} text messages`);
        assert.equal(parts.map((part) => part.replace(/^\[\d+\/\d+\] /, "")).join(""), words());
        assert.ok(
            parts.every((part) => part.length <= 153 + "[1/2] ".length),
            parts.join("\n"),
        );
    });

    it("is a push in the form of the device's platform", () => {
        assert.deepEqual(JSON.parse(file("application")), { data: { default: words() } });
    });

    // https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
    for (const chat of ["slack", "teams"])
        it(`is shown in ${chat} by AWS's chat service, in a thread of the run`, () => {
            const name = String(ended(plan).detail["pipeline"]);
            const shown = file(chat);
            assert.ok(
                shown.startsWith(`**${name} failed**\n\n${name} failed.\n\nNext steps\n- See what it says: ${URL}`),
                shown,
            );
            assert.match(shown, /thread 12345678-1234-5678-abcd-12345678abcd/);
        });

    it("asks AWS's policies for what it takes, as AWS does", () => {
        const asked = all.test
            .facts("allowed")
            .map(({ about, data }) => `${String(data["role"]).split("/").at(-1) ?? ""} ${about}`);
        for (const call of ["sns.amazonaws.com sqs:SendMessage", "sns.amazonaws.com lambda:InvokeFunction"])
            assert.ok(asked.includes(call), call);
        for (const call of [
            /^notifications-archive-in-\S+ firehose:PutRecord$/,
            /^notifications-archive-out-\S+ s3:PutObject$/,
        ])
            assert.ok(
                asked.some((one) => call.test(one)),
                String(call),
            );
        assert.deepEqual(all.test.facts("denied"), []);
    });
});

const ENVELOPE = [
    "Message",
    "MessageId",
    "Signature",
    "SignatureVersion",
    "SigningCertURL",
    "Timestamp",
    "TopicArn",
    "Type",
    "UnsubscribeURL",
];
