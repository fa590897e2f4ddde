// Every way in which ECS itself brings a release: 2,000 real requests from another process each, success and rollback, 12,000
// for its default, and none of them lost.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { JsonObject } from "../../plan/document";
import { ARN } from "../rehearsal/deployments/line";
import { BREAKER, deployed, endOf, INFRASTRUCTURE, movedPlan } from "../rehearsal/deployments/native";
import { bodies, careless, underLoad } from "./under-load";
import { DEFAULT, ENOUGH, type Kind, losesNone, REQUESTS } from "./under-rollouts";

const byEcs = (says: string, strategy: JsonObject, service?: JsonObject): Kind => ({
    says: `${says} by ECS`,
    options: { plan: movedPlan(strategy, { service }) },
    deploy: async (line, image) => endOf(line, await deployed(line, image)),
    well: { status: "SUCCESSFUL" },
    back: { status: "ROLLBACK_SUCCESSFUL" },
    requests: REQUESTS,
});
const BAKE = { bakeTimeInMinutes: "1" };
const KINDS: readonly Kind[] = [
    byEcs("rolling", { strategy: "ROLLING" }, BREAKER),
    { ...byEcs("blue/green", { strategy: "BLUE_GREEN", ...BAKE }), requests: DEFAULT },
    byEcs("canary", {
        strategy: "CANARY",
        ...BAKE,
        canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: "1" },
    }),
    byEcs("linear", {
        strategy: "LINEAR",
        ...BAKE,
        linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: "1" },
    }),
];

describe("requests while releases of ECS come and go back, 200 a second from another process", () => {
    for (const kind of KINDS) losesNone(kind);

    const CANARY = {
        strategy: "CANARY",
        canaryConfiguration: { canaryPercent: 25, canaryBakeTimeInMinutes: "1" },
    };
    for (const [says, stage, strategy] of [
        ["once all of it has moved", "POST_PRODUCTION_TRAFFIC_SHIFT", { strategy: "BLUE_GREEN" }],
        ["once the first share has moved", "PRE_PRODUCTION_TRAFFIC_SHIFT", CANARY],
    ] as const)
        it(`by ECS: loses none of ${REQUESTS} where a function says no ${says}`, async () => {
            const until = Date.now() + ENOUGH;
            let calls = 0;
            const smoke = () => ({
                hookStatus: "canaryConfiguration" in strategy && ++calls % 2 === 1 ? "SUCCEEDED" : "FAILED",
            });
            const functionArn = "arn:aws:lambda:eu-west-1:111122223333:function:smoke";
            const hook = { targetType: "AWS_LAMBDA", hookTargetArn: functionArn, roleArn: INFRASTRUCTURE };
            const plan = movedPlan({ ...strategy, ...BAKE, lifecycleHooks: [{ ...hook, lifecycleStages: [stage] }] });
            const load = await underLoad({ plan, functions: { smoke } }, async (line) => {
                while (Date.now() < until) {
                    const ended = await endOf(line, await deployed(line, "v2"));
                    assert.equal(ended["status"], "ROLLBACK_SUCCESSFUL");
                    await sleep(200);
                }
            });
            assert.deepEqual(load.failures, []);
            assert.ok(load.sent >= REQUESTS, `${load.sent} were sent`);
            assert.equal(load.answers.length, load.sent);
            assert.deepEqual(bodies(load), ["v1", "v2"]);
        });

    it("mutant: without draining, a rolling deployment loses some", async () => {
        // What is lost would ring the alarm.
        const service = { ...BREAKER, alarms: { enable: false, rollback: false, alarmNames: [] } };
        const options = { plan: movedPlan({ strategy: "ROLLING" }, { service }), balancer: careless };
        const load = await underLoad(options, async (line) => {
            const until = Date.now() + 5_000;
            for (let n = 0; Date.now() < until; n++) await endOf(line, await deployed(line, n % 2 === 0 ? "v2" : "v1"));
        });
        assert.ok(load.failures.length > 0);
    });

    it("mutant: one colour alone on the rules, and no release ever arrives", async () => {
        const one = { [ARN.blue]: 100 };
        const plan = movedPlan({ strategy: "BLUE_GREEN", ...BAKE }, { production: one, test: one });
        const load = await underLoad({ plan }, async (line) => {
            assert.equal((await endOf(line, await deployed(line, "v2")))["status"], "ROLLBACK_SUCCESSFUL");
        });
        assert.deepEqual([load.failures, bodies(load)], [[], ["v1"]]);
    });
});
