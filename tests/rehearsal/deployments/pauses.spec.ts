import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { ARN, hurry, Line, starting } from "./line";
import { deployed, endOf, INFRASTRUCTURE, movedPlan, RULE } from "./native";

const pause = (more: JsonObject = {}): JsonObject => ({
    strategy: "BLUE_GREEN",
    bakeTimeInMinutes: "0",
    lifecycleHooks: [{ targetType: "PAUSE", lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"], ...more }],
});

describe("a deployment by ECS itself that waits to be continued", () => {
    hurry({ startUp: 100 });
    const start = starting();
    const live = async (line: Line) => [await line.answer(), await line.answer()];
    const described = async (line: Line, deployment: string): Promise<JsonObject> => {
        const { serviceDeployments } = (await line.call("ecs:DescribeServiceDeployments", deployment, {})) as {
            readonly serviceDeployments: readonly JsonObject[];
        };
        return serviceDeployments[0] ?? {};
    };
    const waiting = async (line: Line): Promise<readonly [deployment: string, hookId: string]> => {
        const deployment = await deployed(line, "v2");
        await line.until(({ kind }) => kind === "deployment.paused");
        const { lifecycleHookDetails } = await described(line, deployment);
        const [{ hookId = "" } = {}] = lifecycleHookDetails as readonly { readonly hookId?: string }[];
        return [deployment, hookId];
    };

    it("has given the new tasks the test listener and none of the traffic, and says where it waits", async () => {
        const line = await start({ plan: movedPlan(pause()) });
        const [deployment, hookId] = await waiting(line);
        assert.deepEqual(await live(line), ["v1", "v1"]);
        const about = (rule: string) =>
            line
                .of("traffic")
                .filter((fact) => fact.about === rule)
                .at(-1)?.data["weights"];
        assert.deepEqual(about(RULE.production), { [ARN.blue]: 100, [ARN.green]: 0 });
        assert.deepEqual(about(RULE.test), { [ARN.blue]: 0, [ARN.green]: 100 });
        const { status, lifecycleStage, lifecycleHookDetails } = await described(line, deployment);
        const [{ expiresAt, ...hook } = { expiresAt: "" }] = lifecycleHookDetails as readonly JsonObject[];
        assert.deepEqual([status, lifecycleStage], ["IN_PROGRESS", "POST_TEST_TRAFFIC_SHIFT"]);
        assert.deepEqual(hook, { hookId, targetType: "PAUSE", status: "AWAITING_ACTION", timeoutAction: "ROLLBACK" });
        assert.ok(Date.parse(String(expiresAt)) > Date.now());
    });

    it("goes on where it is continued, and takes no second answer", async () => {
        const line = await start({ plan: movedPlan(pause()) });
        const [deployment, hookId] = await waiting(line);
        await line.call("ecs:ContinueServiceDeployment", deployment, { hookId, action: "CONTINUE" });
        assert.deepEqual(await endOf(line, deployment), { status: "SUCCESSFUL" });
        assert.deepEqual(await live(line), ["v2", "v2"]);
        await assert.rejects(
            line.call("ecs:ContinueServiceDeployment", deployment, { hookId, action: "ROLLBACK" }),
            /is awaiting action/,
        );
    });

    it("goes back where that is the answer, and nobody has seen it", async () => {
        const line = await start({ plan: movedPlan(pause()) });
        const [deployment, hookId] = await waiting(line);
        await line.call("ecs:ContinueServiceDeployment", deployment, { hookId, action: "ROLLBACK" });
        assert.equal((await endOf(line, deployment))["status"], "ROLLBACK_SUCCESSFUL");
        assert.deepEqual(await live(line), ["v1", "v1"]);
    });

    it("goes back where nobody answers in time, and goes on where the hook says that", async () => {
        const timeout = (action: string) => pause({ timeoutConfiguration: { timeoutInMinutes: "1", action } });
        const back = await start({ plan: movedPlan(timeout("ROLLBACK")) });
        const ends = async (line: Line) => (await endOf(line, await deployed(line, "v2")))["status"];
        assert.equal(await ends(back), "ROLLBACK_SUCCESSFUL");
        const on = await start({ plan: movedPlan(timeout("CONTINUE")) });
        assert.equal(await ends(on), "SUCCESSFUL");
    });

    it("refuses the stages that come again on the way back, as ECS does, and the one that nothing here brings", async () => {
        for (const stage of ["TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"])
            await assert.rejects(start({ plan: movedPlan(pause({ lifecycleStages: [stage] })) }), {
                code: "InvalidParameterException",
                message: `A PAUSE hook cannot be configured at the ${stage} stage.`,
            });
        await assert.rejects(
            start({ plan: movedPlan(pause({ lifecycleStages: ["RECONCILE_SERVICE"] })) }),
            /not rehearsed: a hook at the stage RECONCILE_SERVICE/,
        );
    });

    it("waits before each share of the traffic, with another id each time, across a crash too", async () => {
        const canary = {
            strategy: "CANARY",
            canaryConfiguration: { canaryPercent: 20, canaryBakeTimeInMinutes: "1" },
        };
        const plan = movedPlan({ ...pause({ lifecycleStages: ["PRE_PRODUCTION_TRAFFIC_SHIFT"] }), ...canary });
        const line = await start({ plan });
        const deployment = await deployed(line, "v2");
        const paused = async (of: Line, count: number): Promise<string> => {
            await of.until(({ kind }) => kind === "deployment.paused", count);
            const { lifecycleHookDetails, lifecycleStage } = await described(of, deployment);
            assert.equal(lifecycleStage, "PRODUCTION_TRAFFIC_SHIFT");
            const hooks = lifecycleHookDetails as readonly { readonly hookId: string; readonly status: string }[];
            assert.equal(hooks.length, count);
            return hooks.find(({ status }) => status === "AWAITING_ACTION")?.hookId ?? "";
        };
        const first = await paused(line, 1);
        assert.deepEqual(await live(line), ["v1", "v1"]);
        await line.call("ecs:ContinueServiceDeployment", deployment, { hookId: first });
        await paused(line, 2);
        await line.crash();
        const again = new Line({ plan }, line.folder);
        await again.resume();
        const second = await paused(again, 2);
        assert.notEqual(second, first);
        const answers = new Set<string>();
        for (let asked = 0; asked < 10; asked++) answers.add(await again.answer());
        assert.deepEqual([...answers].sort(), ["v1", "v2"]);
        await again.call("ecs:ContinueServiceDeployment", deployment, { hookId: second });
        assert.deepEqual(await endOf(again, deployment), { status: "SUCCESSFUL" });
        assert.deepEqual(await live(again), ["v2", "v2"]);
        await again.close();
    });

    it("has given away all of the traffic at the last one, and takes it back on a no", async () => {
        const line = await start({ plan: movedPlan(pause({ lifecycleStages: ["POST_PRODUCTION_TRAFFIC_SHIFT"] })) });
        const [deployment, hookId] = await waiting(line);
        assert.deepEqual(await live(line), ["v2", "v2"]);
        await line.call("ecs:ContinueServiceDeployment", deployment, { hookId, action: "ROLLBACK" });
        assert.equal((await endOf(line, deployment))["status"], "ROLLBACK_SUCCESSFUL");
        assert.deepEqual(await live(line), ["v1", "v1"]);
    });

    const ROLE = INFRASTRUCTURE;
    const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:smoke";
    const calls = { targetType: "AWS_LAMBDA", hookTargetArn: FUNCTION, roleArn: ROLE };

    it("asks whether a function may be called, says that it is not run, and goes on", async () => {
        const line = await start({ plan: movedPlan(pause(calls)) });
        assert.deepEqual(await endOf(line, await deployed(line, "v2")), { status: "SUCCESSFUL" });
        const asked = line.of("allowed").filter(({ about }) => about === "lambda:InvokeFunction");
        assert.deepEqual(
            asked.map(({ data }) => [data["role"], data["on"]]),
            [[ROLE, FUNCTION]],
        );
        const told = line.of("deployment.step").map(({ data }) => data["text"]);
        assert.ok(told.includes("smoke is not run here, and taken to have answered that all is well"), told.join("\n"));
    });

    it("goes back where the role may not call it", async () => {
        const line = await start({ plan: movedPlan(pause(calls)), denied: ["lambda:InvokeFunction"] });
        const { status, why } = await endOf(line, await deployed(line, "v2"));
        assert.equal(status, "ROLLBACK_SUCCESSFUL");
        assert.match(String(why), /lambda:InvokeFunction/);
    });
});
