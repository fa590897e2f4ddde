import assert from "node:assert/strict";

import type { JsonObject, Plan } from "../../../plan/document";
import type { Call, Judge, Service } from "../../../rehearsal/account/gateway";
import { Bus, type AwsEvent } from "../../../rehearsal/events/bus";
import { Logs, logServices } from "../../../rehearsal/services/logs";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";

const PIPELINE = "arn:aws:codepipeline:eu-west-1:111122223333:line";
const PROJECT = "arn:aws:codebuild:eu-west-1:111122223333:project/job";
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:people";
const GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/all";
const roleArn = "arn:aws:iam::111122223333:role/starter";
const pinned = {
    inputPaths: { key: "$.detail.key" },
    inputTemplate: '{"sourceRevisions":[{"actionName":"In","revisionType":"S3_OBJECT_KEY","revisionValue":"<key>"}]}',
};

interface Wanted {
    readonly arn: string;
    readonly pattern?: JsonObject;
    readonly rule?: JsonObject;
    readonly more?: JsonObject;
}

function planOf(targets: Readonly<Record<string, Wanted>>): Plan {
    const rules = Object.entries(targets).flatMap(([name, { arn, pattern = { source: ["test"] }, rule, more }]) => [
        {
            type: "aws:cloudwatch/eventRule:EventRule",
            name,
            inputs: { name, eventPattern: JSON.stringify(pattern), ...rule },
        },
        { type: "aws:cloudwatch/eventTarget:EventTarget", name: `to-${name}`, inputs: { rule: name, arn, ...more } },
    ]);
    return smallPlan("dev", [
        ...rules,
        { type: "aws:cloudwatch/logGroup:LogGroup", name: "all", inputs: { name: "/aws/events/all" } },
        { type: "aws:cloudwatch/eventBus:EventBus", name: "other", inputs: { name: "other" } },
    ]);
}

const event: AwsEvent = {
    source: "test",
    "detail-type": "Happened",
    account: "111122223333",
    region: "eu-west-1",
    resources: [],
    detail: { key: "a.zip" },
};

describe("the event bus", () => {
    const open: TestAccount[] = [];
    afterEach(() => open.splice(0).forEach((one) => one.remove()));

    const calls: Call[] = [];
    const noted: Service = (call) => {
        calls.push(call);
        return {};
    };
    const started = ["codepipeline:StartPipelineExecution", "codebuild:StartBuild", "sns:Publish"];
    const services = new Map([...logServices, ...started.map((action) => [action, noted] as const)]);
    beforeEach(() => void calls.splice(0));

    function enter(plan: Plan, more: { folder?: string; unmade?: boolean; judge?: Judge } = {}): TestAccount {
        const test = accountOf([plan], { services, ...more });
        open.push(test);
        return test;
    }

    async function put(plan: Plan, what: AwsEvent = event, more: { judge?: Judge } = {}): Promise<TestAccount> {
        const test = enter(plan, more);
        test.account.part(Bus).put(what);
        assert.deepEqual(calls, [], "whoever raises an event never waits for what it sets going");
        await test.account.part(Bus).idle();
        return test;
    }
    const undelivered = (test: TestAccount) => test.facts("undelivered").map(({ data }) => data["why"]);

    it("starts a pipeline under the target's role, with the revision that the event speaks about", async () => {
        const test = await put(planOf({ start: { arn: PIPELINE, more: { roleArn, inputTransformer: pinned } } }));
        const [call] = calls;
        assert.deepEqual(call?.by, { role: roleArn, as: "arn:aws:events:eu-west-1:111122223333:rule/start" });
        assert.equal(call.on, PIPELINE);
        const { clientRequestToken, ...input } = call.input as JsonObject;
        const revision = { actionName: "In", revisionType: "S3_OBJECT_KEY", revisionValue: "a.zip" };
        assert.deepEqual(input, { sourceRevisions: [revision] });
        assert.equal(clientRequestToken, `${test.facts("event")[0]?.n ?? 0}-to-start`);
        assert.deepEqual(
            test.facts("allowed").map(({ about, data }) => `${about} ${String(data["role"])}`),
            ["sts:AssumeRole events.amazonaws.com", `codepipeline:StartPipelineExecution ${roleArn}`],
        );
    });

    it("gives a pipeline nothing of an event that nobody transformed", async () => {
        await put(planOf({ start: { arn: PIPELINE, more: { roleArn } } }));
        assert.deepEqual(Object.keys(calls[0]?.input as JsonObject), ["clientRequestToken"]);
    });

    it("starts a job with the variables of the transformer", async () => {
        const inputTransformer = {
            inputPaths: { key: "$.detail.key" },
            inputTemplate: '{"environmentVariablesOverride":[{"name":"KEY","value":"<key>"}]}',
        };
        await put(planOf({ job: { arn: PROJECT, more: { roleArn, inputTransformer } } }));
        const { idempotencyToken: _, ...input } = calls[0]?.input as JsonObject;
        assert.deepEqual(input, { environmentVariablesOverride: [{ name: "KEY", value: "a.zip" }] });
    });

    it("publishes to a topic and writes to a log group as itself", async () => {
        const test = await put(planOf({ mail: { arn: TOPIC }, log: { arn: GROUP } }));
        assert.equal(calls[0]?.by.role, "events.amazonaws.com");
        // To a topic EventBridge says nothing of the rule, so no condition could ask for it.
        assert.equal(calls[0].context?.["aws:SourceArn"], undefined);
        const [line, ...more] = test.account.part(Logs).of(GROUP);
        assert.deepEqual(more, []);
        assert.deepEqual((JSON.parse(line?.message ?? "") as AwsEvent).detail, { key: "a.zip" });
        const asked = test.facts("allowed").map(({ about, data }) => `${about} ${String(data["role"])}`);
        assert.ok(asked.includes("logs:PutLogEvents delivery.logs.amazonaws.com"), asked.join("\n"));
    });

    it("publishes to a topic under the target's role, where it has one", async () => {
        const test = await put(planOf({ mail: { arn: TOPIC, more: { roleArn } } }));
        assert.deepEqual(
            test.facts("allowed").map(({ about, data }) => `${about} ${String(data["role"])}`),
            ["sts:AssumeRole events.amazonaws.com", `sns:Publish ${roleArn}`],
        );
    });

    it("hands an event on to another bus, where other rules hear it", async () => {
        const other = "arn:aws:events:eu-west-1:111122223333:event-bus/other";
        const test = await put(
            planOf({
                on: { arn: other, more: { roleArn } },
                there: { arn: PIPELINE, rule: { eventBusName: "other" }, more: { roleArn, eventBusName: "other" } },
            }),
        );
        assert.equal(calls[0]?.on, PIPELINE);
        assert.deepEqual(
            test.facts("event").map(({ about, data }) => `${about} ${String(data["source"])}`),
            ["arn:aws:events:eu-west-1:111122223333:event-bus/default test", `${other} test`],
        );
    });

    it("says of an event that nobody hears why each rule stays silent", async () => {
        const test = await put(
            planOf({
                elsewhere: { arn: PIPELINE, pattern: { source: ["aws.s3"] } },
                disabled: { arn: PIPELINE, rule: { state: "DISABLED" } },
                wrong: { arn: PIPELINE, pattern: { source: "test" } },
            }),
        );
        assert.deepEqual(test.facts("unmatched")[0]?.data["why"], [
            { rule: "elsewhere", why: 'source is "test", wanted is "aws.s3"' },
            { rule: "disabled", why: "the rule is disabled" },
            { rule: "wrong", why: 'Event pattern is not valid. Reason: source is "test", allowed is a list' },
        ]);
        assert.deepEqual(calls, []);
    });

    it("says why what matches is not delivered", async () => {
        const denied: Judge = ({ action }) =>
            action === "sts:AssumeRole" ? { allowed: false, where: "trust", missing: "{}" } : { allowed: true };
        const plan = planOf({ start: { arn: PIPELINE, more: { roleArn } } });
        assert.deepEqual(undelivered(await put(plan, event, { judge: denied })), [
            `events.amazonaws.com may not sts:AssumeRole on ${roleArn}`,
        ]);
        const queue = "arn:aws:sqs:eu-west-1:111122223333:q";
        assert.deepEqual(undelivered(await put(planOf({ queue: { arn: queue } }))), [
            "not rehearsed: a target of the kind sqs (to-queue)",
        ]);
        assert.deepEqual(undelivered(await put(planOf({ bare: { arn: PIPELINE } }))), [
            `RoleArn is required for target ${PIPELINE}.`,
        ]);
        const gone = `${GROUP}-gone`;
        assert.deepEqual(undelivered(await put(planOf({ log: { arn: gone } }))), [
            "The specified log group does not exist.",
        ]);
        const abroad = { ...event, account: "999999999999" };
        const third = "arn:aws:events:eu-west-1:444455556666:event-bus/default";
        const test = enter(planOf({ on: { arn: third, more: { roleArn } } }));
        test.account.part(Bus).put(abroad, "arn:aws:events:eu-west-1:111122223333:event-bus/default");
        await test.account.part(Bus).idle();
        assert.deepEqual(undelivered(test), ["an event of account 999999999999 is not sent on to a third one"]);
    });

    it("lets a rule hear nothing that happened before it was made", async () => {
        const plan = planOf({ start: { arn: PIPELINE, more: { roleArn } } });
        const test = enter(plan, { unmade: true });
        const bus = test.account.part(Bus);
        bus.put(event);
        for (const { urn } of plan.resources) test.account.record({ kind: "made", about: urn, data: {} });
        await bus.idle();
        assert.equal(calls.length, 0);
        bus.put(event);
        await bus.idle();
        assert.equal(calls.length, 1);
    });

    it("delivers after a crash what was left, by the same token, and nothing that was delivered", async () => {
        const plan = planOf({ start: { arn: PIPELINE, more: { roleArn } } });
        const first = enter(plan);
        first.account.part(Bus).put({ ...event, detail: { key: "delivered" } });
        await first.account.part(Bus).idle();
        const [delivered] = first.facts("delivered");
        // The kill came right after the event was true.
        const about = "arn:aws:events:eu-west-1:111122223333:event-bus/default";
        const { n: left } = first.account.record({ kind: "event", about, data: event });
        first.leave();
        open.splice(0);
        calls.splice(0);
        const second = enter(plan, { folder: first.folder });
        await second.account.part(Bus).idle();
        assert.equal(calls.length, 1);
        assert.equal((calls[0]?.input as JsonObject)["clientRequestToken"], `${left}-to-start`);
        assert.notEqual(delivered?.data["event"], left);
        await second.account.part(Bus).idle();
        assert.equal(calls.length, 1);
    });

    it("mutant: a bus that remembers nothing delivered would deliver twice", async () => {
        const file = "rehearsal/events/bus";
        const broken = mutated<{ Bus: typeof Bus }>(file, file, ['kind === "delivered"', 'kind === "never"']);
        const plan = planOf({ start: { arn: PIPELINE, more: { roleArn } } });
        const first = await put(plan);
        first.leave();
        open.splice(0);
        calls.splice(0);
        const second = enter(plan, { folder: first.folder });
        const stop = new Error("enough");
        services.set("codepipeline:StartPipelineExecution", (call) => {
            calls.push(call);
            throw stop;
        });
        try {
            await assert.rejects(second.account.part(broken.Bus).idle(), stop);
            assert.equal(calls.length, 1, "it was delivered again");
        } finally {
            services.set("codepipeline:StartPipelineExecution", noted);
        }
    });
});
