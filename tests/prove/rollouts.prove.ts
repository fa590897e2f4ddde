// Every way in which ECS itself, or CodeDeploy, brings a release: 2,000 real requests from another process each, success and
// rollback, 12,000 for the defaults of the two, and none of them lost.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { JsonObject } from "../../plan/document";
import { ARN, type Line, type LineOptions } from "../rehearsal/deployments/line";
import { BREAKER, deployed, endOf, INFRASTRUCTURE, movedPlan } from "../rehearsal/deployments/native";
import { AT_ONCE, bodies, careless, kinds, PER_SECOND, quiet, underLoad } from "./under-load";

const REQUESTS = 2_000;
/** What a line has that names no more than who moves it. */
const DEFAULT = 12_000;
/** Milliseconds in which as many come, also from a machine that is busy. */
const enough = (requests: number): number => (requests / PER_SECOND) * 1150;
const ENOUGH = enough(REQUESTS);

interface Kind {
    readonly says: string;
    readonly options: LineOptions;
    readonly deploy: (line: Line, image: string) => Promise<JsonObject>;
    /** How it says that it ended well, and that it went back. */
    readonly well: JsonObject;
    readonly back: JsonObject;
    /** Requests while releases come. */
    readonly requests: number;
}

const byEcs = (says: string, strategy: JsonObject, service?: JsonObject): Kind => ({
    says: `${says} by ECS`,
    options: { plan: movedPlan(strategy, { service }) },
    deploy: async (line, image) => endOf(line, await deployed(line, image)),
    well: { status: "SUCCESSFUL" },
    back: { status: "ROLLBACK_SUCCESSFUL" },
    requests: REQUESTS,
});
const byCodeDeploy = (says: string, deploymentConfigName: string, group: JsonObject = {}): Kind => ({
    says: `${says} by CodeDeploy`,
    options: { changes: { group: { deploymentConfigName, ...group } } },
    deploy: async (line, image) => (await line.ended(await line.deploy(image))) as JsonObject,
    well: { status: "Succeeded" },
    back: { status: "Stopped", rolledBack: true },
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
    { ...byCodeDeploy("blue/green", "CodeDeployDefault.ECSAllAtOnce", AT_ONCE), requests: DEFAULT },
    byCodeDeploy("canary", "CodeDeployDefault.ECSCanary10Percent5Minutes"),
    byCodeDeploy("linear", "CodeDeployDefault.ECSLinear10PercentEvery1Minutes"),
];

describe("requests while releases come and go back, 200 a second from another process", () => {
    const picked = (from: JsonObject, like: JsonObject) =>
        Object.fromEntries(Object.keys(like).map((key) => [key, from[key]]));
    for (const { says, options, deploy, well, back, requests } of KINDS) {
        it(`${says}: loses none of ${requests}, whichever way they come, there and back`, async () => {
            const until = Date.now() + enough(requests);
            const load = await underLoad(options, async (line) => {
                for (let n = 0; Date.now() < until; n++) {
                    assert.deepEqual(picked(await deploy(line, n % 2 === 0 ? "v2" : "v1"), well), well);
                    await sleep(200);
                }
            });
            assert.deepEqual(load.failures, []);
            assert.ok(load.sent >= requests, `${load.sent} were sent`);
            assert.equal(load.answers.length, load.sent);
            assert.deepEqual(bodies(load), ["v1", "v2"]);
            assert.deepEqual(kinds(load), ["GET kept", "GET new", "POST kept", "POST new", "WebSocket"]);
        });

        it(`${says}: loses none of ${REQUESTS} through rollbacks, but for what the faulty version itself answers`, async () => {
            const until = Date.now() + ENOUGH;
            const load = await underLoad({ speed: 200, ...options }, async (line) => {
                while (Date.now() < until) {
                    assert.deepEqual(picked(await deploy(line, "faulty"), back), back);
                    await quiet(line);
                }
            });
            assert.deepEqual(load.failures, []);
            assert.ok(load.sent >= REQUESTS, `${load.sent} were sent`);
            assert.deepEqual(bodies(load), ["broken", "v1"]);
        });
    }

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
