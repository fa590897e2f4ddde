import assert from "node:assert/strict";

import type { JsonObject, Plan } from "../../../plan/document";
import { text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { Bus } from "../../../rehearsal/events/bus";
import { Queues, queueServices } from "../../../rehearsal/services/queues";
import { topicServices } from "../../../rehearsal/notifications/sns";
import { mutated } from "../../support/mutant";
import { changed, ended, everybody, happens, over, told, type Telling, type Told } from "./told";

const by = { role: "arn:aws:iam::111122223333:role/somebody", as: "a test" };

describe("what a subscriber of a topic", () => {
    let plan: Plan;
    before(async () => (plan = await everybody()));
    const open: Told[] = [];
    afterEach(() => Promise.all(open.splice(0).map(over)));

    async function failed(changes: Plan, telling: Telling = {}, By = Bus): Promise<Told> {
        const all = await told(changes, telling);
        open.push(all);
        await happens(all, ended(changes), By);
        return all;
    }
    const of = (protocol: string, more: JsonObject) =>
        changed(plan, ({ inputs }) => (inputs["protocol"] === protocol ? more : undefined));
    const why = (all: Told, kind: string, to: string) =>
        all
            .arrived(`notification.${kind}`)
            .get(to)
            ?.map(({ data }) => String(data["why"]));
    const states = (...wanted: string[]) => ({
        filterPolicy: JSON.stringify({ detail: { state: wanted } }),
        filterPolicyScope: "MessageBody",
    });
    /** Publishes as somebody whose rights are not the question. */
    const publish = async (all: Told, topic: string, input: JsonObject) => {
        await topicServices.get("sns:Publish")?.({ by, action: "sns:Publish", on: topic, input }, all.test.account);
        await all.test.account.quiet();
    };
    const topicOf = (protocol: string) =>
        String(plan.resources.find(({ inputs }) => inputs["protocol"] === protocol)?.inputs["topic"]);

    // https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
    it("filters out by the body does not reach it, and what passes does", async () => {
        const all = await failed(of("sqs", states("SUCCEEDED")));
        assert.deepEqual(why(all, "filtered", "sqs"), ['detail.state is "FAILED", wanted is "SUCCEEDED"']);
        assert.deepEqual([all.arrived().get("sqs"), all.test.facts("queue.message")], [undefined, []]);
        const passing = await failed(of("sqs", states("SUCCEEDED", "FAILED")));
        assert.equal(passing.arrived().get("sqs")?.length, 1);
    });

    it("filters by attributes never has: events bring none, who publishes may", async () => {
        const policy = JSON.stringify({ urgency: [{ numeric: [">=", 3] }] });
        const all = await failed(of("sqs", { filterPolicy: policy }));
        assert.deepEqual(why(all, "filtered", "sqs"), ["urgency is missing, wanted is a number >= 3"]);
        const urgent = { urgency: { DataType: "Number", StringValue: "3" } };
        await publish(all, topicOf("sqs"), { Message: "{}", MessageAttributes: urgent });
        const [message] = all.test.facts("queue.message");
        const { MessageAttributes } = JSON.parse(String(message?.data["body"])) as JsonObject;
        assert.deepEqual(MessageAttributes, { urgency: { Type: "Number", Value: "3" } });
    });

    it("cannot find in words is kept from it", async () => {
        const all = await failed(of("sms", states("FAILED")));
        assert.deepEqual(why(all, "filtered", "sms"), ["the message is no JSON, and the filter asks for its keys"]);
    });

    // https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
    it("takes raw is the event alone", async () => {
        const raw = { rawMessageDelivery: true };
        const all = await failed(
            changed(plan, ({ inputs }) =>
                ["sqs", "https", "firehose"].includes(String(inputs["protocol"])) ? raw : undefined,
            ),
        );
        const bodies = [
            String(all.test.facts("queue.message")[0]?.data["body"]),
            ...["https", "firehose"].map((kind) => all.file(all.arrived().get(kind)?.[0] as never)),
        ];
        for (const body of bodies) {
            const document = JSON.parse(body.split(/\n\n([^]*)/)[1] ?? body) as JsonObject;
            assert.equal(document["source"], "aws.codepipeline");
        }
        assert.match(bodies[1] ?? "", /^x-amz-sns-rawdelivery: true$/m);
    });

    // https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
    it("may not be given lies in the queue of its redrive policy, and the alarm over that queue sees it", async () => {
        const shut = {
            ...plan,
            resources: plan.resources.filter(
                ({ type, name }) => type !== TYPE.queuePolicy || !name.endsWith("-events"),
            ),
        };
        const all = await failed(shut);
        const letterBox = plan.resources.find(({ type, name }) => type === TYPE.queue && name.includes("undelivered"));
        assert.ok(letterBox);
        const name = text(letterBox, "name");
        assert.match(
            why(all, "undelivered", "sqs")?.[0] ?? "",
            new RegExp(`^sns.amazonaws.com may not sqs:SendMessage on .*; it lies in the queue ${name}$`),
        );
        const [message] = all.test.facts("queue.message");
        assert.equal(message?.about, text(letterBox, "arn"));
        assert.equal((message.data["attributes"] as JsonObject)["ErrorCode"], "AccessDenied");
        assert.equal(all.test.account.part(Queues).visibleIn(name), 1);
    });

    it("does not take is lost, and said to be, where there is no such queue", async () => {
        const all = await failed(of("sqs", { redrivePolicy: "", endpoint: "arn:aws:sqs:eu-west-1:111122223333:gone" }));
        assert.match(why(all, "undelivered", "sqs")?.[0] ?? "", /it is lost: the subscription has no queue/);
    });

    it("of a chat is no message of the chat service's own form is dropped, and told here alone", async () => {
        const all = await failed(plan);
        const { inputs } = plan.resources.find(({ type }) => type === TYPE.slackChannel) ?? {};
        const topic = String((inputs?.["snsTopicArns"] as readonly string[])[0]);
        await publish(all, topic, { Message: "hello" });
        await publish(all, topic, { Message: JSON.stringify({ version: "1", source: "custom", content: {} }) });
        assert.deepEqual(
            why(all, "undelivered", "slack")?.map((said) => said.split(";")[0]),
            [
                "the chat service drops a message that is no JSON",
                "the chat service drops a message that says version 1 and source custom, wanted are 1.0 and custom",
            ],
        );
    });

    it("gets as a text message is no more than a phone takes", async () => {
        const all = await failed(plan);
        await publish(all, topicOf("sms"), { Message: "x".repeat(1601) });
        assert.match(why(all, "undelivered", "sms")?.[0] ?? "", /1601 characters, and a text message has 1600 at most/);
    });

    it("mutant: an SNS that reads no filter", async () => {
        const broken = mutated<{ topicServices: typeof topicServices }>(
            "rehearsal/notifications/sns",
            "rehearsal/notifications/subscribers",
            ['filterPolicy === undefined || filterPolicy === ""', "true"],
        );
        const all = await failed(of("sqs", states("SUCCEEDED")), {
            services: new Map([...queueServices, ...broken.topicServices]),
        });
        assert.equal(all.arrived().get("sqs")?.length, 1);
    });

    it("mutant: a bus that transforms nothing mails people JSON", async () => {
        const broken = mutated<{ Bus: typeof Bus }>("rehearsal/events/bus", "rehearsal/events/transformer", [
            "transformed(inputTransformer, arrival, target.name)",
            "arrival.event",
        ]);
        const all = await failed(plan, {}, broken.Bus);
        const [mail] = all.arrived().get("email") ?? [];
        assert.ok(mail);
        assert.match(all.file(mail), /\n\n\{"version":"0","source":"aws\.codepipeline"/);
    });
});
