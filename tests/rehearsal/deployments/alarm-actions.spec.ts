import assert from "node:assert/strict";

import { questionsOf } from "../../iam/support/questions";
import type { JsonObject, Plan } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import { judgeOf } from "../../../rehearsal/account/judge";
import { Alarms } from "../../../rehearsal/deployments/alarms/alarm";
import { shortcomingsOf } from "../../../rehearsal/outcome";
import { Story } from "../../../rehearsal/screen/story";
import { queueServices } from "../../../rehearsal/services/queues";
import { topicServices } from "../../../rehearsal/notifications/sns";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";

const here = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const [QUEUE, TOPIC, ALARM] = [here("sqs", "dead"), here("sns", "people"), here("cloudwatch", "alarm:lost")];
const publish = (service: string) =>
    JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sns:Publish", Resource: TOPIC }],
    });

/** An alarm that rings as soon as something lies in the queue, and tells people. */
function planOf(policy: string, more: JsonObject = {}): Plan {
    const all: { type: string; name: string; inputs: JsonObject }[] = [
        {
            type: "aws:cloudwatch/metricAlarm:MetricAlarm",
            name: "lost",
            inputs: {
                name: "lost",
                namespace: "AWS/SQS",
                metricName: "ApproximateNumberOfMessagesVisible",
                dimensions: { QueueName: "dead" },
                statistic: "Maximum",
                period: 60,
                evaluationPeriods: 1,
                threshold: 0,
                comparisonOperator: "GreaterThanThreshold",
                alarmActions: [TOPIC],
                ...more,
            },
        },
        { type: "aws:sqs/queue:Queue", name: "dead", inputs: { name: "dead" } },
        { type: "aws:sns/topic:Topic", name: "people", inputs: { name: "people" } },
        { type: "aws:sns/topicPolicy:TopicPolicy", name: "people", inputs: { arn: TOPIC, policy } },
    ];
    return smallPlan("dev", all);
}

describe("an alarm that rings", () => {
    const open: TestAccount[] = [];
    afterEach(() => open.splice(0).forEach((one) => one.remove()));

    async function ring(plan: Plan, Part: typeof Alarms = Alarms) {
        const services = new Map([...queueServices, ...topicServices]);
        const plans = new Plans([plan]);
        const test = accountOf([plan], { services, judge: judgeOf(plans) });
        open.push(test);
        const alarms = test.account.part(Part);
        alarms.evaluate(Date.now());
        test.account.record({ kind: "queue.message", about: QUEUE, data: {} });
        alarms.evaluate(Date.now());
        alarms.evaluate(Date.now());
        await test.account.quiet();
        const story = new Story(plans);
        for (const fact of test.facts()) story.apply(fact);
        return { test, story, red: shortcomingsOf(story, plans), state: alarms.of(ALARM).state };
    }

    it("tells the people of its topic, once", async () => {
        const { test, story, red, state } = await ring(planOf(publish("cloudwatch.amazonaws.com")));
        assert.deepEqual([state, test.facts("message").length, red], ["ALARM", 1, []]);
        const [message] = test.facts("message");
        const { Message } = message?.data["message"] as JsonObject;
        const texts = JSON.parse(String(Message)) as Readonly<Record<string, string>>;
        assert.equal((JSON.parse(texts["default"] ?? "") as JsonObject)["NewStateValue"], "ALARM");
        assert.match(texts["email"] ?? "", /has entered the ALARM state/);
        assert.deepEqual(
            story.deployments.alarms.map(({ name, told }) => [name, told]),
            [["dev lost", ["people"]]],
        );
    });

    for (const [treatMissingData, state] of [
        ["missing", "INSUFFICIENT_DATA"],
        ["notBreaching", "OK"],
        ["breaching", "ALARM"],
    ] as const)
        it(`has no data of a queue that no plan has: ${treatMissingData}`, async () => {
            const elsewhere = { dimensions: { QueueName: "theirs" }, treatMissingData, threshold: 1 };
            const below = { ...elsewhere, comparisonOperator: "LessThanThreshold" };
            assert.equal((await ring(planOf(publish("cloudwatch.amazonaws.com"), below))).state, state);
        });

    it("is red where the topic does not let CloudWatch in: on AWS nobody hears of it", async () => {
        const { test, red } = await ring(planOf(publish("events.amazonaws.com")));
        assert.deepEqual(test.facts("message"), []);
        assert.deepEqual(red, [
            `the alarm dev lost could not tell people: cloudwatch.amazonaws.com may not sns:Publish on ${TOPIC}`,
        ]);
    });

    it("tells nobody where its actions are switched off", async () => {
        const { test, state } = await ring(planOf(publish("cloudwatch.amazonaws.com"), { actionsEnabled: false }));
        assert.deepEqual([state, test.facts("message")], ["ALARM", []]);
    });

    it("is asked about beforehand: CloudWatch must be let into the topic", () => {
        const { allow } = questionsOf(new Plans([planOf("{}")]));
        assert.deepEqual(
            allow.map(({ by, action, on, context }) => [by, action, on, context["aws:SourceArn"]]),
            [["cloudwatch.amazonaws.com", "sns:Publish", TOPIC, ALARM]],
        );
    });

    it("mutant: an alarm that tells of every look at it is found out", async () => {
        const file = "rehearsal/deployments/alarms/alarm";
        const broken = mutated<{ Alarms: typeof Alarms }>(file, file, [
            "if (judged.state !== before.state)\n",
            "if (true)\n",
        ]);
        const { test } = await ring(planOf(publish("cloudwatch.amazonaws.com")), broken.Alarms);
        assert.equal(test.facts("message").length, 2);
    });
});
