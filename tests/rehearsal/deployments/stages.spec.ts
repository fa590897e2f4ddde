// At which stages of a deployment by ECS itself a function is called, what it is told and what visitors are answered meanwhile, on
// the way there and on the way back.
import assert from "node:assert/strict";

import type { Json, JsonObject } from "../../../plan/document";
import { ARN, hurry, type Line, starting } from "./line";
import { deployed, endOf, INFRASTRUCTURE, movedPlan } from "./native";

const arn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
const live = async (line: Line) => [await line.answer(), await line.answer()];

describe("the stages of a deployment by ECS itself", () => {
    hurry({ startUp: 100 });
    const start = starting();
    const EVERY = ["PRE_SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT"].concat(
        ...["PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"],
    );
    const KINDS: Readonly<Record<string, JsonObject>> = {
        "blue/green": { strategy: "BLUE_GREEN" },
        canary: { strategy: "CANARY", canaryConfiguration: { canaryPercent: 20, canaryBakeTimeInMinutes: "1" } },
        linear: { strategy: "LINEAR", linearConfiguration: { stepPercent: 40, stepBakeTimeInMinutes: "1" } },
    };
    const planOf = (kind: string, lifecycleStages: readonly string[] = EVERY) => {
        const hook = { targetType: "AWS_LAMBDA", hookTargetArn: arn("smoke"), roleArn: INFRASTRUCTURE };
        const lifecycleHooks = [{ ...hook, lifecycleStages: [...lifecycleStages] }];
        const test = { [ARN.blue]: 100, [ARN.green]: 0 };
        return movedPlan({ ...KINDS[kind], bakeTimeInMinutes: "0", lifecycleHooks }, { test });
    };

    /** What a function saw: the stage, which share of test and production it was told of, what visitors were answered. */
    type Seen = readonly [stage: string, test: number | undefined, production: number | undefined, answers: string];
    const listens =
        (seen: Seen[], answer: (stage: string, call: number) => Json = () => ({ hookStatus: "SUCCEEDED" })) =>
        async ({ lifecycleStage, executionDetails }: JsonObject, line: Line): Promise<Json> => {
            const { targetServiceRevisionArn, testTrafficWeights, productionTrafficWeights } = executionDetails as {
                readonly targetServiceRevisionArn: string;
                readonly testTrafficWeights: Readonly<Record<string, number>>;
                readonly productionTrafficWeights: Readonly<Record<string, number>>;
            };
            const stage = String(lifecycleStage);
            const answers = new Set<string>();
            for (let asked = 0; asked < 10; asked++) answers.add(await line.answer());
            const [test, production] = [testTrafficWeights, productionTrafficWeights].map(
                (weights) => weights[targetServiceRevisionArn],
            );
            seen.push([stage, test, production, [...answers].sort().join(" ")]);
            return answer(stage, seen.filter(([of]) => of === stage).length);
        };
    const before: readonly Seen[] = [
        ["PRE_SCALE_UP", undefined, undefined, "v1"],
        ["POST_SCALE_UP", undefined, undefined, "v1"],
        ["TEST_TRAFFIC_SHIFT", 100, undefined, "v1"],
        ["POST_TEST_TRAFFIC_SHIFT", undefined, undefined, "v1"],
    ];
    const PRE = "PRE_PRODUCTION_TRAFFIC_SHIFT";
    const SHIFT = "PRODUCTION_TRAFFIC_SHIFT";
    const SHARES: Readonly<Record<string, readonly Seen[]>> = {
        "blue/green": [
            [PRE, undefined, 0, "v1"],
            [SHIFT, undefined, 100, "v2"],
        ],
        canary: [
            [PRE, undefined, 0, "v1"],
            [SHIFT, undefined, 20, "v1 v2"],
            [PRE, undefined, 20, "v1 v2"],
            [SHIFT, undefined, 100, "v2"],
        ],
        linear: [
            [PRE, undefined, 0, "v1"],
            [SHIFT, undefined, 40, "v1 v2"],
            [PRE, undefined, 40, "v1 v2"],
            [SHIFT, undefined, 80, "v1 v2"],
            [PRE, undefined, 80, "v1 v2"],
            [SHIFT, undefined, 100, "v2"],
        ],
    };
    for (const [kind, shares] of Object.entries(SHARES))
        it(`of ${kind} come in AWS's order, those of production once for each share, with what has moved by then`, async () => {
            const seen: Seen[] = [];
            const line = await start({ plan: planOf(kind), functions: { smoke: listens(seen) } });
            assert.deepEqual(await endOf(line, await deployed(line, "v2")), { status: "SUCCESSFUL" });
            assert.deepEqual(seen, [
                ...before,
                ...shares,
                ["POST_PRODUCTION_TRAFFIC_SHIFT", undefined, undefined, "v2"],
            ]);
        });

    const FAILING: readonly (readonly [stage: string, call: number, saw: string, again: readonly Seen[]])[] = [
        ["TEST_TRAFFIC_SHIFT", 1, "v1", [["TEST_TRAFFIC_SHIFT", 0, undefined, "v1"]]],
        [PRE, 2, "v1 v2", [[SHIFT, undefined, 0, "v1"]]],
        [SHIFT, 1, "v1 v2", [[SHIFT, undefined, 0, "v1"]]],
        ["POST_PRODUCTION_TRAFFIC_SHIFT", 1, "v2", [[SHIFT, undefined, 0, "v1"]]],
    ];
    for (const [stage, at, saw, again] of FAILING)
        it(`go back where ${stage} answers FAILED, call ${at} of a canary, and call what moved traffic once more`, async () => {
            const seen: Seen[] = [];
            const answer = (of: string, call: number) => ({
                hookStatus: of === stage && call === at ? "FAILED" : "SUCCEEDED",
            });
            const stages = [stage, ...(stage === "TEST_TRAFFIC_SHIFT" || stage === SHIFT ? [] : [SHIFT])];
            const line = await start({ plan: planOf("canary", stages), functions: { smoke: listens(seen, answer) } });
            const { status, why } = await endOf(line, await deployed(line, "v2"));
            assert.deepEqual(
                [status, why],
                [
                    "ROLLBACK_SUCCESSFUL",
                    'Service deployment rolled back because its lifecycle hook smoke answered "FAILED".',
                ],
            );
            assert.deepEqual(seen.filter(([of]) => of === stage)[at - 1]?.[3], saw);
            assert.deepEqual(seen.slice(-1), again);
            assert.deepEqual(await live(line), ["v1", "v1"]);
        });

    it("go back all the same where a function says FAILED of the way back as well, which ends red", async () => {
        const always = () => ({ hookStatus: "FAILED" });
        const line = await start({ plan: planOf("blue/green", [SHIFT]), functions: { smoke: always } });
        const { status, why } = await endOf(line, await deployed(line, "v2"));
        assert.equal(status, "ROLLBACK_FAILED");
        assert.match(String(why), /answered "FAILED"\. Going back failed as well: .* smoke answered "FAILED"\.$/);
        assert.deepEqual(await live(line), ["v1", "v1"]);
    });
});
