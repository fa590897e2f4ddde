// Functions that a deployment calls in its middle: of an AppSpec, which answer CodeDeploy by a call, and of ECS's own
// deployments, which answer by what they return. What a function does is this process's; tests/rehearsal/functions runs them.
import assert from "node:assert/strict";

import type { Json, JsonObject } from "../../../plan/document";
import { SkippedHooks } from "../../../rehearsal/services/function-hooks";
import { ARN, hurry, type Line, type LineOptions, somebody, starting } from "./line";
import { deployed, endOf, INFRASTRUCTURE, movedPlan } from "./native";

const EVENTS = ["BeforeInstall", "AfterInstall", "AfterAllowTestTraffic", "BeforeAllowTraffic", "AfterAllowTraffic"];
const arn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
const live = async (line: Line) => [await line.answer(), await line.answer()];
const invoked = (line: Line) =>
    line
        .of("allowed")
        .filter(({ about }) => about === "lambda:InvokeFunction")
        .map(({ data }) => [data["role"], data["on"]]);

describe("the hooks of an AppSpec", () => {
    hurry({ startUp: 100 });
    const start = starting();
    const put = (line: Line, event: JsonObject, status: string, more: JsonObject = {}) =>
        line.account.gateway.call({
            by: somebody,
            action: "codedeploy:PutLifecycleEventHookExecutionStatus",
            on: ARN.group,
            input: {
                deploymentId: event["DeploymentId"] ?? "",
                lifecycleEventHookExecutionId: event["LifecycleEventHookExecutionId"] ?? "",
                status,
                ...more,
            },
        });
    const says =
        (status: string) =>
        (event: JsonObject, line: Line): Promise<Json> =>
            put(line, event, status);
    const play = async (line: Line, hooks: JsonObject) => line.ended(await line.deploy("v2", {}, hooks));

    it("are called at their events, under the group's role, by name or by ARN", async () => {
        const line = await start({ functions: { smoke: says("Succeeded") } });
        const hooks = Object.fromEntries(EVENTS.map((each, at) => [each, at === 0 ? "smoke" : arn("smoke")]));
        assert.deepEqual(await play(line, hooks), { status: "Succeeded" });
        assert.deepEqual(
            line.of("deployment.step").map(({ data }) => data["step"]),
            [
                ...["BeforeInstall", "Replacement", "AfterInstall", "TestTraffic", "AfterAllowTestTraffic"],
                ...["BeforeAllowTraffic", "Shift", "AfterAllowTraffic", "Primary", "Bake", "Terminate"],
            ],
        );
        assert.deepEqual(
            invoked(line),
            EVENTS.map(() => [ARN.deployment, arn("smoke")]),
        );
        assert.deepEqual(
            line.of("hook.called").map(({ data }) => data["event"]),
            EVENTS,
        );
        assert.deepEqual(await live(line), ["v2", "v2"]);
    });

    for (const event of EVENTS)
        it(`take the deployment back where ${event} answers Failed: the release of before answers`, async () => {
            const seen: string[] = [];
            const fails = async (given: JsonObject, line: Line): Promise<Json> => {
                seen.push(...(await live(line)));
                return put(line, given, "Failed");
            };
            const line = await start({ functions: { smoke: fails } });
            const { status, code, why, rolledBack } = await play(line, { [event]: "smoke" });
            assert.deepEqual([status, code, rolledBack], ["Failed", "HOOK_EXECUTION_FAILURE", true]);
            assert.equal(why, `The hook ${event}, the function ${arn("smoke")}, answered Failed`);
            // Behind the shift the new tasks answer already, until they are taken back.
            assert.deepEqual(seen, event === "AfterAllowTraffic" ? ["v2", "v2"] : ["v1", "v1"]);
            assert.deepEqual(await live(line), ["v1", "v1"]);
        });

    it("fail where nobody answers within an hour, whatever the function returned or threw", async () => {
        const line = await start({ speed: 100_000, functions: { smoke: () => "Succeeded" } });
        const { status, why } = await play(line, { BeforeAllowTraffic: "smoke" });
        assert.equal(status, "Failed");
        assert.match(String(why), /did not answer within an hour$/);
        assert.deepEqual(await live(line), ["v1", "v1"]);
    });

    it("take one answer each, Succeeded or Failed, of their own deployment", async () => {
        const refusals: string[] = [];
        const asks = async (event: JsonObject, line: Line): Promise<Json> => {
            const tries: [string, JsonObject?][] = [
                ["Skipped"],
                ["Succeeded", { deploymentId: "d-OTHER" }],
                ["Succeeded", { lifecycleEventHookExecutionId: "another" }],
                ["Succeeded"],
                ["Failed"],
            ];
            for (const [status, more] of tries)
                await put(line, event, status, more).then(
                    () => refusals.push("taken"),
                    ({ code }: { code: string }) => refusals.push(code),
                );
            return null;
        };
        const line = await start({ functions: { smoke: asks } });
        assert.deepEqual(await play(line, { AfterInstall: "smoke" }), { status: "Succeeded" });
        assert.deepEqual(refusals, [
            "InvalidLifecycleEventHookExecutionStatusException",
            "InvalidLifecycleEventHookExecutionIdException",
            "InvalidLifecycleEventHookExecutionIdException",
            "taken",
            "LifecycleEventAlreadyCompletedException",
        ]);
    });

    it("fail where the group's role may not call the function, whether there is a text of it or not", async () => {
        const either: readonly LineOptions["functions"][] = [{ smoke: says("Succeeded") }, {}];
        for (const functions of either) {
            const line = await start({ functions, denied: ["lambda:InvokeFunction"] });
            const { status, code } = await play(line, { BeforeAllowTraffic: "smoke" });
            assert.deepEqual([status, code], ["Failed", "IAM_ROLE_PERMISSIONS"]);
        }
    });

    it("of which no text is known are not run, and that is said", async () => {
        const line = await start();
        assert.deepEqual(await play(line, { BeforeAllowTraffic: "smoke" }), { status: "Succeeded" });
        assert.deepEqual(invoked(line), [[ARN.deployment, arn("smoke")]]);
        assert.deepEqual(line.account.part(SkippedHooks).told, [
            "smoke, which deployments call, was not run: --function smoke=<folder of its text> runs it",
        ]);
        const ran = await start({ functions: { smoke: says("Succeeded") } });
        await play(ran, { BeforeAllowTraffic: "smoke" });
        assert.deepEqual(ran.account.part(SkippedHooks).told, []);
    });
});

describe("a function as a hook of a deployment by ECS itself", () => {
    hurry({ startUp: 100 });
    const start = starting();
    const planOf = (stage: string, more: JsonObject = {}) =>
        movedPlan({
            strategy: "BLUE_GREEN",
            bakeTimeInMinutes: "0",
            lifecycleHooks: [
                {
                    ...{ targetType: "AWS_LAMBDA", hookTargetArn: arn("smoke"), roleArn: INFRASTRUCTURE },
                    lifecycleStages: [stage],
                    ...more,
                },
            ],
        });
    const STAGES = ["PRE_SCALE_UP", "POST_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT"];

    it("is given what AWS's page says, and goes on where it answers SUCCEEDED", async () => {
        const given: JsonObject[] = [];
        const smoke = (event: JsonObject): Json => {
            given.push(event);
            return { hookStatus: "SUCCEEDED" };
        };
        const line = await start({
            plan: planOf(STAGES[2] ?? "", { hookDetails: '{"depth":2}' }),
            functions: { smoke },
        });
        const deployment = await deployed(line, "v2");
        assert.deepEqual(await endOf(line, deployment), { status: "SUCCESSFUL" });
        assert.deepEqual(invoked(line), [[INFRASTRUCTURE, arn("smoke")]]);
        const target = deployment.replace(":service-deployment/", ":service-revision/");
        const [{ executionId, ...event } = {}, ...more] = given;
        assert.match(String(executionId), /^[0-9a-f-]{36}$/);
        assert.deepEqual(more, []);
        assert.deepEqual(event, {
            lifecycleStage: "POST_TEST_TRAFFIC_SHIFT",
            resourceArn: deployment,
            executionDetails: {
                serviceArn: ARN.service,
                targetServiceRevisionArn: target,
                // Of the listener that a stage moves alone, and this one moves none.
                testTrafficWeights: {},
                productionTrafficWeights: {},
            },
            hookDetails: { depth: 2 },
        });
    });

    const WRONG: readonly (readonly [what: string, answer: Json])[] = [
        ["FAILED", { hookStatus: "FAILED" }],
        ["nothing", null],
        ["what is no status", { hookStatus: "Succeeded" }],
        ["a delay that is none", { hookStatus: "IN_PROGRESS", callBackDelay: "soon" }],
    ];
    for (const [what, answer] of WRONG)
        it(`goes back where it answers ${what}, and the release of before answers throughout`, async () => {
            const line = await start({ plan: planOf("POST_TEST_TRAFFIC_SHIFT"), functions: { smoke: () => answer } });
            const { status, why } = await endOf(line, await deployed(line, "v2"));
            assert.equal(status, "ROLLBACK_SUCCESSFUL");
            assert.match(String(why), /^Service deployment rolled back because its lifecycle hook smoke answered /);
            assert.deepEqual(await live(line), ["v1", "v1"]);
        });

    it("is called again while it answers IN_PROGRESS, after its delay, with what it has added to its details", async () => {
        const given: Json[] = [];
        const smoke = ({ hookDetails = null }: JsonObject): Json => {
            given.push(hookDetails);
            if (given.length === 3) return { hookStatus: "SUCCEEDED" };
            return { hookStatus: "IN_PROGRESS", callBackDelay: 60, hookDetails: { asked: given.length } };
        };
        const line = await start({
            plan: planOf("POST_SCALE_UP", { hookDetails: '{"depth":2}' }),
            functions: { smoke },
        });
        assert.deepEqual(await endOf(line, await deployed(line, "v2")), { status: "SUCCESSFUL" });
        assert.deepEqual(given, [{ depth: 2 }, { depth: 2, asked: 1 }, { depth: 2, asked: 2 }]);
    });

    it("goes back where it has not decided in a day, and at once where somebody stops the deployment", async () => {
        const smoke = () => ({ hookStatus: "IN_PROGRESS", callBackDelay: 3600 });
        const line = await start({ plan: planOf("PRE_SCALE_UP"), speed: 1_000_000, functions: { smoke } });
        const { status, why } = await endOf(line, await deployed(line, "v2"));
        assert.equal(status, "ROLLBACK_SUCCESSFUL");
        assert.match(String(why), /answered IN_PROGRESS for a day\.$/);
        const slow = await start({ plan: planOf("PRE_SCALE_UP"), speed: 1, functions: { smoke } });
        const deployment = await deployed(slow, "v2");
        await slow.until(({ kind, about }) => kind === "allowed" && about === "lambda:InvokeFunction");
        await slow.call("ecs:StopServiceDeployment", deployment, { stopType: "ROLLBACK" });
        assert.equal((await endOf(slow, deployment))["status"], "ROLLBACK_SUCCESSFUL");
    });
});
