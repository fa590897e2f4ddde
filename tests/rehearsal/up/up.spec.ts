import assert from "node:assert/strict";

import * as sound from "../../../rehearsal/up/up";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";

const PIPELINE = "aws:codepipeline/pipeline:Pipeline";
const source = {
    ...{ name: "Source", category: "Source", provider: "S3", outputArtifacts: ["code"] },
    configuration: { S3Bucket: "bucket", S3ObjectKey: "code.zip" },
};
const build = {
    ...{ name: "Build", category: "Build", provider: "CodeBuild", inputArtifacts: ["code"] },
    configuration: { ProjectName: "job" },
};
const stages = [
    { name: "Source", actions: [source] },
    { name: "Build", actions: [build] },
];
const inputs = { name: "p", roleArn: "arn:aws:iam::111122223333:role/p", stages };
const plan = smallPlan("dev", [{ type: PIPELINE, name: "p", inputs }]);

describe("up", () => {
    const open: TestAccount[] = [];
    afterEach(() => open.splice(0).forEach((one) => one.remove()));

    /** How many runs a pipeline has after some ups; without `unmade` it was made by one that was killed right then. */
    async function runsAfter(ups: number, { unmade = false, by = sound } = {}): Promise<number> {
        const test = accountOf([plan], { unmade });
        open.push(test);
        for (let n = 0; n < ups; n += 1) assert.ok(await by.up(test.account, plan, {}));
        return test.facts("run.queued").length;
    }

    it("starts a pipeline that it creates, once, however often it is run", async () => {
        assert.equal(await runsAfter(1, { unmade: true }), 1);
        assert.equal(await runsAfter(3, { unmade: true }), 1);
    });

    it("fails, and says so, where a file is not there", async () => {
        const object = { bucket: "b", key: "k", source: { path: "/nowhere/at-all.zip" } };
        const missing = smallPlan("dev", [
            { type: "aws:s3/bucketObjectv2:BucketObjectv2", name: "seed", inputs: object },
        ]);
        const test = accountOf([missing], { unmade: true });
        open.push(test);
        assert.equal(await sound.up(test.account, missing, {}), false);
        assert.match(String(test.facts("up.ended")[0]?.data["why"]), /no such file or directory, .*at-all\.zip/);
        assert.deepEqual(test.facts("made"), []);
    });

    const unplayed: readonly (readonly [object, RegExp])[] = [
        [{ onFailure: { result: "RETRY" } }, /not rehearsed: onFailure of the stage Build \(RETRY\)/],
        [{ onFailure: { result: "ROLLBACK" } }, /not rehearsed: onFailure of the stage Build \(ROLLBACK\)/],
        [{ onSuccess: { condition: { result: "FAIL" } } }, /not rehearsed: onSuccess of the stage Build/],
        [
            {
                beforeEntry: {
                    condition: {
                        result: "FAIL",
                        rules: [{ name: "Calm", ruleTypeId: { category: "Rule", provider: "CloudWatchAlarm" } }],
                    },
                },
            },
            /not rehearsed: rules of the provider CloudWatchAlarm \(Calm, before the stage Build\)/,
        ],
    ];
    for (const [more, says] of unplayed) {
        it(`refuses before any run ${Object.keys(more).join()} ${JSON.stringify(more).slice(0, 60)}`, async () => {
            const [first, second] = stages;
            const asks = { ...inputs, pipelineType: "V2", stages: [first, { ...second, ...more }] };
            const asking = smallPlan("dev", [{ type: PIPELINE, name: "p", inputs: asks as never }]);
            const test = accountOf([asking], { unmade: true });
            open.push(test);
            assert.equal(await sound.up(test.account, asking, {}), false);
            assert.match(String(test.facts("up.ended")[0]?.data["why"]), says);
            assert.deepEqual(test.facts("run.queued"), []);
        });
    }

    it("starts a pipeline that was created right before a kill", async () => {
        assert.equal(await runsAfter(1), 1);
    });

    it("mutant: an up that passes over whatever exists never starts that pipeline", async () => {
        const file = "rehearsal/up/up";
        const hasty = mutated<typeof sound>(file, file, [
            "const maker = ",
            "if (made.has(planned.resource)) return; const maker = ",
        ]);
        assert.equal(await runsAfter(1, { by: hasty }), 0);
    });
});
