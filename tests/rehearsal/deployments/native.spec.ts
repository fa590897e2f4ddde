import assert from "node:assert/strict";

import { ARN, hurry, type Line, starting } from "./line";
import { BREAKER, deployed, endOf, INFRASTRUCTURE, movedPlan, RULE, serviceOf } from "./native";

const BLUE_GREEN = { strategy: "BLUE_GREEN", bakeTimeInMinutes: "5" };
const ROLLING = { strategy: "ROLLING" };

describe("a deployment by ECS itself", () => {
    hurry({ startUp: 100 });
    const start = starting();
    const steps = (line: Line) => line.of("deployment.step").map(({ data }) => data["step"]);
    const live = async (line: Line) => [await line.answer(), await line.answer(), await line.answer()];

    it("moves from colour to colour and back, by the shares of its rules alone", async () => {
        const line = await start({ plan: movedPlan(BLUE_GREEN) });
        for (const image of ["v2", "v1"]) {
            assert.deepEqual(await endOf(line, await deployed(line, image)), { status: "SUCCESSFUL" });
            assert.deepEqual(await live(line), [image, image, image]);
        }
        assert.deepEqual(steps(line).slice(0, 5), ["Replacement", "TestTraffic", "Shift", "Bake", "Terminate"]);
        const moved = line.of("traffic").filter(({ about }) => about === RULE.production);
        assert.deepEqual(
            moved.map(({ data }) => data["weights"]),
            [
                { [ARN.blue]: 100, [ARN.green]: 0 },
                { [ARN.blue]: 0, [ARN.green]: 100 },
                { [ARN.green]: 0, [ARN.blue]: 100 },
            ],
        );
        assert.deepEqual(
            line.of("traffic").filter(({ about }) => about === ARN.production),
            [],
        );
    });

    it("asks under the infrastructure role what ECS asks there, and nothing under any other", async () => {
        const line = await start({ plan: movedPlan(BLUE_GREEN) });
        await endOf(line, await deployed(line, "v2"));
        const asked = line.of("allowed").filter(({ data }) => data["role"] === INFRASTRUCTURE);
        assert.deepEqual(
            [...new Set(asked.map(({ about }) => about))],
            ["DescribeTargetGroups", "DescribeListeners", "DescribeRules", "RegisterTargets", "DescribeTargetHealth"]
                .concat("ModifyRule", "DeregisterTargets")
                .map((action) => `elasticloadbalancing:${action}`),
        );
    });

    it("goes back where it may not move traffic", async () => {
        const line = await start({ plan: movedPlan(BLUE_GREEN), denied: ["elasticloadbalancing:ModifyRule"] });
        const { status, why } = await endOf(line, await deployed(line, "v2"));
        assert.equal(status, "ROLLBACK_SUCCESSFUL");
        assert.match(String(why), /elasticloadbalancing:ModifyRule/);
        assert.deepEqual(await live(line), ["v1", "v1", "v1"]);
    });

    it("mutant: one colour alone on the rules goes back for its networking", async () => {
        const one = { [ARN.blue]: 100 };
        const line = await start({ plan: movedPlan(BLUE_GREEN, { production: one, test: one }) });
        const { status, why } = await endOf(line, await deployed(line, "v2"));
        assert.equal(status, "ROLLBACK_SUCCESSFUL");
        assert.match(String(why), /invalid networking configuration/);
    });

    it("gives a canary its share, then the rest", async () => {
        const canary = {
            strategy: "CANARY",
            bakeTimeInMinutes: "1",
            canaryConfiguration: { canaryPercent: 20, canaryBakeTimeInMinutes: "2" },
        };
        const line = await start({ plan: movedPlan(canary) });
        assert.deepEqual(await endOf(line, await deployed(line, "v2")), { status: "SUCCESSFUL" });
        assert.deepEqual(sharesOfGreen(line), [0, 20, 100]);
    });

    it("moves linearly, a share at a time", async () => {
        const linear = {
            strategy: "LINEAR",
            bakeTimeInMinutes: "1",
            linearConfiguration: { stepPercent: 30, stepBakeTimeInMinutes: "1" },
        };
        const line = await start({ plan: movedPlan(linear) });
        assert.deepEqual(await endOf(line, await deployed(line, "v2")), { status: "SUCCESSFUL" });
        assert.deepEqual(sharesOfGreen(line), [0, 30, 60, 90, 100]);
    });

    it("replaces task by task in the group that is live, and touches no rule", async () => {
        const line = await start({ plan: movedPlan(ROLLING, { service: BREAKER }) });
        assert.deepEqual(await endOf(line, await deployed(line, "v2")), { status: "SUCCESSFUL" });
        assert.deepEqual(await live(line), ["v2", "v2", "v2"]);
        assert.deepEqual(sharesOfGreen(line), [0]);
        const { taskDefinition, deployments } = await serviceOf(line);
        assert.match(String(taskDefinition), /task-definition\/web:2$/);
        assert.deepEqual(
            (deployments as { status: string; rolloutState: string }[]).map((one) => [one.status, one.rolloutState]),
            [["PRIMARY", "COMPLETED"]],
        );
    });

    it("breaks the circuit of a rolling deployment whose tasks fail, and runs what ran before", async () => {
        const line = await start({ plan: movedPlan(ROLLING, { service: BREAKER }) });
        const { status, why } = await endOf(line, await deployed(line, "gone"));
        assert.equal(status, "ROLLBACK_SUCCESSFUL");
        assert.match(String(why), /circuit breaker threshold was exceeded/);
        assert.deepEqual(await live(line), ["v1", "v1", "v1"]);
        assert.match(String((await serviceOf(line))["taskDefinition"]), /task-definition\/web:1$/);
    });

    it("starts failing tasks of a colour again and again, counts them, and goes back once somebody stops it", async () => {
        const line = await start({ plan: movedPlan(BLUE_GREEN) });
        const deployment = await deployed(line, "gone");
        await line.until(({ kind, data }) => kind === "task.ended" && data["failed"] === true, 4);
        const [first] = (await serviceOf(line))["deployments"] as { status: string; failedTasks: number }[];
        assert.equal(first?.status, "PRIMARY");
        assert.ok(first.failedTasks >= 3, String(first.failedTasks));
        await line.call("ecs:StopServiceDeployment", deployment, { stopType: "ROLLBACK" });
        assert.equal((await endOf(line, deployment))["status"], "ROLLBACK_SUCCESSFUL");
        assert.deepEqual(await live(line), ["v1", "v1", "v1"]);
    });

    function sharesOfGreen(line: Line): unknown[] {
        return line
            .of("traffic")
            .filter(({ about }) => about === RULE.production)
            .map(({ data }) => (data["weights"] as Record<string, number>)[ARN.green]);
    }
});
