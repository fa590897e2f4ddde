import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import { refusalsOf } from "../../../rehearsal/pipelines/validity";
import { StageLocks } from "../../../rehearsal/pipelines/stage-locks";
import { fillIn } from "../../../rehearsal/pipelines/variables";
import type { Execution } from "../../../rehearsal/services/executions";
import { planWith, resource } from "../../support/account";

const source = {
    ...{ name: "Source", category: "Source", provider: "S3", outputArtifacts: ["code"] },
    configuration: { S3Bucket: "bucket", S3ObjectKey: "code.zip" },
};
const build = {
    ...{ name: "Build", category: "Build", provider: "CodeBuild", inputArtifacts: ["code"] },
    configuration: { ProjectName: "job" },
};
const ask = { name: "Ask", category: "Approval", provider: "Manual" };

/** What CreatePipeline would say to a pipeline of these stages. */
function refusals(stages: Record<string, object[]>, name = "p"): readonly string[] {
    const inputs = { stages: Object.entries(stages).map(([stage, actions]) => ({ name: stage, actions })) };
    const pipeline = resource("aws:codepipeline/pipeline:Pipeline", name, inputs as JsonObject, { name });
    const plan = planWith([pipeline]);
    return refusalsOf(new Plans([plan]), { plan, resource: pipeline });
}

describe("what CreatePipeline refuses", () => {
    it("says nothing about a pipeline that is one", () => {
        assert.deepEqual(refusals({ Source: [source], Build: [build] }), []);
    });

    const cases: readonly (readonly [string, Record<string, object[]>, RegExp])[] = [
        ["one stage", { Source: [source] }, /it has 1 stage; a pipeline has at least two/],
        [
            "a source later",
            { Source: [source], Late: [{ ...source, name: "S2", outputArtifacts: ["b"] }] },
            /Late\/S2: source actions stand in the first stage/,
        ],
        [
            "no source first",
            { Build: [{ ...build, inputArtifacts: [] }], B: [{ ...build, inputArtifacts: [] }] },
            /Build\/Build: source actions stand in the first stage/,
        ],
        [
            "an artifact nobody makes",
            { Source: [source], Build: [{ ...build, inputArtifacts: ["kode"] }] },
            /takes the artifact kode, which no earlier action makes \(made are code\)/,
        ],
        [
            "an artifact made beside it",
            {
                Source: [source],
                B: [
                    { ...build, outputArtifacts: ["o"] },
                    { ...build, name: "C", inputArtifacts: ["o"] },
                ],
            },
            /B\/C takes the artifact o/,
        ],
        [
            "an artifact made twice",
            { Source: [source, { ...source, name: "Other" }], B: [build] },
            /two actions make the artifact code/,
        ],
        [
            "an approval that says too much",
            {
                Source: [source],
                B: [{ ...ask, configuration: { CustomData: "x".repeat(1001) } }],
            },
            /B\/Ask: CustomData has 1001 characters/,
        ],
        [
            "an impossible artifact",
            { Source: [{ ...source, outputArtifacts: ["a b"] }], B: [{ ...build, inputArtifacts: [] }] },
            /the artifact name "a b"/,
        ],
        [
            "a source that makes two artifacts",
            { Source: [{ ...source, outputArtifacts: ["code", "more"] }], B: [build] },
            /Source\/Source: it makes 2 artifacts, and Source by S3 makes 1/,
        ],
        [
            "a source that makes none",
            { Source: [{ ...source, outputArtifacts: [] }], B: [ask] },
            /Source\/Source: it makes 0 artifacts, and Source by S3 makes 1/,
        ],
        [
            "an approval that takes something",
            { Source: [source], B: [{ ...ask, inputArtifacts: ["code"] }] },
            /B\/Ask: it takes 1 artifacts, and Approval by Manual takes 0/,
        ],
        [
            "a build that takes nothing",
            { Source: [source], B: [{ ...build, inputArtifacts: [] }] },
            /B\/Build: it takes 0 artifacts, and Build by CodeBuild takes 1 to 5/,
        ],
        [
            "a build of no project",
            { Source: [source], B: [{ ...build, configuration: {} }] },
            /B\/Build: its configuration has no ProjectName, which every Build by CodeBuild needs/,
        ],
        [
            "a build of two artifacts and no first one",
            {
                Source: [source, { ...source, name: "More", outputArtifacts: ["more"] }],
                B: [{ ...build, inputArtifacts: ["code", "more"] }],
            },
            /B\/Build: its configuration has no PrimarySource/,
        ],
        ["two actions of one name", { Source: [source], B: [build, build] }, /B: two actions are called Build/],
        [
            "two actions of one namespace",
            { Source: [{ ...source, namespace: "N" }], B: [{ ...build, namespace: "N" }] },
            /two actions have the namespace N/,
        ],
        ["a stage without actions", { Source: [source], B: [] }, /B has 0 actions; a stage has 1 to 50/],
        [
            "a run order of none",
            { Source: [source], B: [{ ...build, runOrder: 0 }] },
            /its runOrder is 0, which may be 1 to 999/,
        ],
        [
            "a build that times out",
            { Source: [source], B: [{ ...build, timeoutInMinutes: 60 }] },
            /B\/Build: its timeoutInMinutes is 60; only an approval has one/,
        ],
        [
            "an approval that hardly waits",
            { Source: [source], B: [{ ...ask, timeoutInMinutes: 4 }] },
            /B\/Ask: its timeoutInMinutes is 4, which may be 5 to 86400/,
        ],
        [
            "an action without a name that is one",
            { Source: [source], B: [{ ...build, name: "a b" }] },
            /B: the name a b of an action is not 1 to 100 letters/,
        ],
    ];
    for (const [says, stages, expected] of cases) {
        it(`refuses ${says}`, () => assert.match(refusals(stages).join("\n"), expected));
    }

    const typed = (inputs: JsonObject) => {
        const stages = [
            { name: "Source", actions: [source] },
            { name: "Build", actions: [build], ...inputs },
        ];
        const pipeline = resource("aws:codepipeline/pipeline:Pipeline", "p", {
            name: "p",
            ...inputs,
            stages,
        });
        const plan = planWith([pipeline]);
        return refusalsOf(new Plans([plan]), { plan, resource: pipeline });
    };
    const before = (result: string, provider: string) => ({
        beforeEntry: { condition: { result, rules: [{ name: "R", ruleTypeId: { category: "Rule", provider } }] } },
    });

    it("refuses variables and conditions in a pipeline of the first type", () => {
        const variables = [{ name: "PUSHED_BY" }];
        assert.match(typed({ variables }).join(), /variables need the pipelineType V2/);
        assert.match(typed(before("FAIL", "VariableCheck")).join(), /conditions of stages need the pipelineType V2/);
        assert.match(typed({ executionMode: "QUEUED" }).join(), /runs that are QUEUED need the pipelineType V2/);
        assert.deepEqual(typed({ variables, pipelineType: "V2", ...before("SKIP", "VariableCheck") }), []);
    });

    it("refuses a rule that may not skip", () => {
        const inputs = { pipelineType: "V2", ...before("SKIP", "CloudWatchAlarm") };
        assert.match(typed(inputs).join(), /the rule R may not skip a stage: it is a CloudWatchAlarm/);
        assert.deepEqual(typed({ pipelineType: "V2", ...before("FAIL", "CloudWatchAlarm") }), []);
    });

    it("lets an action use what one of a lower run order in its stage has made", () => {
        const first = { ...build, runOrder: 1, outputArtifacts: ["o"] };
        const second = { ...build, name: "C", runOrder: 2, inputArtifacts: ["o"] };
        assert.deepEqual(refusals({ Source: [source], B: [first, second] }), []);
    });
});

describe("variables of a run", () => {
    const known = { codepipeline: { PipelineExecutionId: "e-1" }, Build: { TAG: "v1" } };

    it("fills in what earlier actions gave", () => {
        assert.equal(fillIn("#{Build.TAG} of #{codepipeline.PipelineExecutionId}", known), "v1 of e-1");
        assert.equal(fillIn("no #variable {here}", known), "no #variable {here}");
    });

    it("refuses what nobody gave, and says what there is", () => {
        assert.throws(() => fillIn("#{Build.TAGG}", known), /Build gave TAG/);
        assert.throws(
            () => fillIn("#{Bild.TAG}", known),
            /no earlier action has the namespace Bild \(known: codepipeline, Build\)/,
        );
    });
});

describe("one run in a stage", () => {
    const run = (id: string) => ({ id }) as Execution;
    /** What becomes of three runs that come to a stage in turn, the first staying in it until the others wait. */
    async function three(mode: "QUEUED" | "SUPERSEDED" | "PARALLEL"): Promise<string> {
        const locks = new StageLocks();
        const runs = ["a", "b", "c"].map(run);
        const story: string[] = [];
        const comings = runs.map(async (one) => {
            story.push(`${one.id} ${await locks.enter("s", one, mode)}`);
            return one;
        });
        await Promise.resolve();
        for (const coming of comings) {
            await Promise.race([coming, new Promise(setImmediate)]);
            story.push("leave");
            for (const one of runs) locks.leave("s", one);
        }
        await Promise.all(comings);
        return story.filter((words) => words !== "leave").join(", ");
    }

    it("queues in order", async () => assert.equal(await three("QUEUED"), "a entered, b entered, c entered"));
    it("supersedes whoever waits", async () => {
        assert.equal(await three("SUPERSEDED"), "a entered, b superseded, c entered");
    });
    it("lets all in at once where they run in parallel", async () => {
        assert.equal(await three("PARALLEL"), "a entered, b entered, c entered");
    });

    it("holds the next one until the first has left", async () => {
        const locks = new StageLocks();
        const [first, second] = [run("a"), run("b")];
        await locks.enter("s", first, "QUEUED");
        let entered = false;
        const waits = locks.enter("s", second, "QUEUED").then(() => (entered = true));
        await new Promise(setImmediate);
        assert.equal(entered, false);
        locks.leave("s", first);
        await waits;
        assert.equal(entered, true);
    });
});
