import assert from "node:assert/strict";

import { policiesOf } from "../../../iam/policies";
import { questionsOf } from "../../iam/support/questions";
import type { JsonObject, Plan } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import { judgeOf } from "../../../rehearsal/account/judge";
import { Bus } from "../../../rehearsal/events/bus";
import { Queues, queueServices } from "../../../rehearsal/services/queues";
import { topicServices } from "../../../rehearsal/notifications/sns";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";

const here = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const [QUEUE, TOPIC, RULE] = [here("sqs", "dead"), here("sns", "people"), here("events", "rule/mail")];
const URL = "https://sqs.eu-west-1.amazonaws.com/111122223333/dead";
const may = (action: string, on: string, more: JsonObject = {}) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: action, Resource: on, ...more },
        ],
    });
const ofRule = (arn: string) => ({ Condition: { ArnEquals: { "aws:SourceArn": arn } } });

interface Wired {
    /** The queue's policy. */
    readonly queue?: string;
    readonly topic?: string;
    readonly without?: readonly string[];
}

/** A rule that mails people, and a queue for what it cannot. */
function planOf({ queue = may("sqs:SendMessage", QUEUE, ofRule(RULE)), topic, without = [] }: Wired): Plan {
    const all: { type: string; name: string; inputs: JsonObject }[] = [
        {
            type: "aws:cloudwatch/eventRule:EventRule",
            name: "mail",
            inputs: { name: "mail", eventPattern: '{"source":["test"]}' },
        },
        {
            type: "aws:cloudwatch/eventTarget:EventTarget",
            name: "to-mail",
            inputs: { rule: "mail", arn: TOPIC, deadLetterConfig: { arn: QUEUE } },
        },
        { type: "aws:sns/topic:Topic", name: "people", inputs: { name: "people" } },
        ...(topic === undefined
            ? []
            : [{ type: "aws:sns/topicPolicy:TopicPolicy", name: "people", inputs: { arn: TOPIC, policy: topic } }]),
        { type: "aws:sqs/queue:Queue", name: "dead", inputs: { name: "dead" } },
        { type: "aws:sqs/queuePolicy:QueuePolicy", name: "dead", inputs: { queueUrl: URL, policy: queue } },
    ];
    return smallPlan(
        "dev",
        all.filter(({ type }) => !without.includes(type)),
    );
}

describe("an event that its target does not take", () => {
    const open: TestAccount[] = [];
    afterEach(() => open.splice(0).forEach((one) => one.remove()));

    async function put(wired: Wired) {
        const plan = planOf(wired);
        const services = new Map([...queueServices, ...topicServices]);
        const test = accountOf([plan], { services, judge: judgeOf(new Plans([plan])) });
        open.push(test);
        const detail = { key: "a.zip" };
        const where = { account: "111122223333", region: "eu-west-1", resources: [] };
        test.account.part(Bus).put({ source: "test", "detail-type": "Happened", ...where, detail });
        await test.account.part(Bus).idle();
        return { test, why: test.facts("undelivered").map(({ data }) => data["why"]) };
    }
    const notPublished = `events.amazonaws.com may not sns:Publish on ${TOPIC}`;

    it("lies in the queue, with what went wrong", async () => {
        const { test, why } = await put({});
        assert.deepEqual(why, [`${notPublished}; it lies in the dead-letter queue dead`]);
        const [message, ...more] = test.facts("queue.message");
        assert.deepEqual([message?.about, more], [QUEUE, []]);
        const { body, attributes } = message?.data as { body: JsonObject; attributes: JsonObject };
        assert.deepEqual(body["detail"], { key: "a.zip" });
        assert.deepEqual(attributes, { RULE_ARN: RULE, TARGET_ARN: TOPIC, ERROR_MESSAGE: notPublished });
        assert.equal(test.account.part(Queues).visibleIn("dead"), 1);
    });

    it("is not in the queue where the target takes it", async () => {
        const { test, why } = await put({ topic: may("sns:Publish", TOPIC) });
        assert.deepEqual([why, test.facts("queue.message"), test.facts("message").length], [[], [], 1]);
    });

    it("is lost, and said to be, where the queue lets another rule in only", async () => {
        const { test, why } = await put({ queue: may("sqs:SendMessage", QUEUE, ofRule(`${RULE}-other`)) });
        assert.deepEqual(why, [
            `${notPublished}; it is lost: the dead-letter queue dead did not take it: events.amazonaws.com may not sqs:SendMessage on ${QUEUE}`,
        ]);
        assert.deepEqual(test.facts("queue.message"), []);
    });

    it("is lost where there is no such queue", async () => {
        const policy = { queue: may("sqs:SendMessage", "*") };
        const { why } = await put({ ...policy, without: ["aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy"] });
        assert.match(String(why[0]), /it is lost: the dead-letter queue dead did not take it/);
    });

    it("is asked about beforehand: EventBridge must be let into the queue", () => {
        const { allow } = questionsOf(new Plans([planOf({})]));
        const [question, ...more] = allow.filter(({ action }) => action === "sqs:SendMessage");
        assert.deepEqual([question?.by, question?.on, more], ["events.amazonaws.com", QUEUE, []]);
        assert.equal(question?.context["aws:SourceArn"], RULE);
    });

    it("mutant: a queue's policy that is read for no queue lets nothing in", () => {
        const file = "iam/policies";
        const broken = mutated<{ policiesOf: typeof policiesOf }>(file, file, ['"queueUrl"', '"url"']);
        const holder = (of: typeof policiesOf) =>
            of(new Plans([planOf({})])).find(({ says }) => says.includes("QueuePolicy"))?.holder;
        assert.deepEqual([holder(policiesOf), holder(broken.policiesOf)], [QUEUE, ""]);
    });

    it("mutant: a queue that is not asked about is found out", () => {
        const broken = mutated<{ questionsOf: typeof questionsOf }>("tests/iam/support/questions", "iam/calls/events", [
            'typeof arn === "string" ? [arn] : []',
            "[]",
        ]);
        const { allow } = broken.questionsOf(new Plans([planOf({})]));
        assert.equal(allow.filter(({ action }) => action === "sqs:SendMessage").length, 0);
    });
});
