import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { guardOf as rendered, type Rollout } from "../../../components/targets/sagemaker/guard";
import { NotRehearsed, Refused } from "../../../rehearsal/account/gateway";
import { guardOf } from "../../../rehearsal/endpoints/guard";

const policyOf = (how: Rollout): JsonObject => rendered(how, []).policy as JsonObject;
const changed = (how: Rollout, change: JsonObject): JsonObject => {
    const { BlueGreenUpdatePolicy: policy } = policyOf(how) as { BlueGreenUpdatePolicy: JsonObject };
    return { BlueGreenUpdatePolicy: { ...policy, ...change } };
};
const canary: Rollout = { kind: "canary", instances: 1, minutes: 5, bakeMinutes: 5 };

describe("deployment guardrails", () => {
    it("move requests as the settings say", () => {
        assert.deepEqual(guardOf(policyOf(canary), 4), {
            steps: [
                { share: 0.25, seconds: 300 },
                { share: 1, seconds: 0 },
            ],
            bakeSeconds: 300,
            alarms: [],
        });
        assert.deepEqual(guardOf(policyOf({ kind: "linear", percent: 50, minutes: 1, bakeMinutes: 0 }), 2).steps, [
            { share: 0.5, seconds: 60 },
            { share: 1, seconds: 0 },
        ]);
        assert.deepEqual(guardOf(policyOf({ kind: "all-at-once", bakeMinutes: 5 }), 1), {
            steps: [{ share: 1, seconds: 0 }],
            bakeSeconds: 300,
            alarms: [],
        });
        assert.deepEqual(guardOf(undefined, undefined).steps, [{ share: 1, seconds: 0 }]);
    });

    for (const [what, deployment, count, words] of [
        [
            "more than half of the instances at once",
            policyOf({ ...canary, instances: 2 }),
            2,
            /CanarySize .* is 2 of 2 instances/,
        ],
        ["steps of one instance", policyOf(canary), 1, /CanarySize .* is 1 of 1 instances/],
        ["steps of what has no instances", policyOf(canary), undefined, /CANARY takes an endpoint with instances/],
        [
            "more time than there is",
            changed(canary, { MaximumExecutionTimeoutInSeconds: 28_801 }),
            2,
            /between 600 and 28800/,
        ],
        [
            "less time than it takes",
            changed(canary, { MaximumExecutionTimeoutInSeconds: 601, TerminationWaitInSeconds: 600 }),
            2,
            /less than the 900 seconds/,
        ],
        ["a longer wait than an hour", changed(canary, { TerminationWaitInSeconds: 3601 }), 2, /between 0 and 3600/],
        [
            "a type that does not exist",
            changed(canary, { TrafficRoutingConfiguration: { Type: "CANERY" } }),
            2,
            /\[CANARY, LINEAR, ALL_AT_ONCE\]/,
        ],
    ] as const)
        it(`refuse ${what}`, () => {
            assert.throws(
                () => guardOf(deployment, count),
                (error) => error instanceof Refused && words.test(error.message),
            );
        });

    it("refuse by its name what is not rehearsed", () => {
        assert.throws(() => guardOf({ RollingUpdatePolicy: {} }, 2), NotRehearsed);
    });
});
