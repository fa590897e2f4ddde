import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject } from "../../../plan/document";
import { beginTraining } from "../../../rehearsal/sagemaker/run";
import { spanOf } from "../../../rehearsal/sagemaker/fields";
import { TrainingRuns, type TrainingRun } from "../../../rehearsal/sagemaker/runs";
import { Registry } from "../../../rehearsal/sagemaker/registry";
import { Refused } from "../../../rehearsal/account/gateway";
import { abalone, GROUP, PIPELINE, TrainingFixture } from "./fixture";

const taken = ({ steps }: TrainingRun) =>
    [...steps.values()].filter(({ end }) => end?.cachedFrom !== undefined).map(({ name }) => name);

describe("a pipeline of SageMaker that runs again", () => {
    let fixture: TrainingFixture;
    let first: TrainingRun;
    before(async () => {
        fixture = await new TrainingFixture(abalone()).up();
        first = await fixture.start({}, "token");
    });
    after(() => fixture.test.remove());

    it("is the same run for the same token", async () => {
        const runs = fixture.account.part(TrainingRuns).all.length;
        assert.equal((await fixture.start({}, "token")).arn, first.arn);
        assert.equal(fixture.account.part(TrainingRuns).all.length, runs);
    });
    it("takes steps that were told the same from before, and says from where", async () => {
        const again = await fixture.start();
        assert.deepEqual(taken(again), ["Preprocess", "Train"]);
        const shown = (await fixture.call("sagemaker:ListPipelineExecutionSteps", again.arn)) as unknown as {
            PipelineExecutionSteps: readonly JsonObject[];
        };
        const preprocess = shown.PipelineExecutionSteps.find(({ StepName }) => StepName === "Preprocess");
        assert.deepEqual(preprocess?.["CacheHitResult"], { SourcePipelineExecutionArn: first.arn });
        const data = ({ described }: { described: JsonObject }) =>
            ((described["InferenceSpecification"] as JsonObject)["Containers"] as readonly JsonObject[])[0]?.[
                "ModelDataUrl"
            ];
        const [one, two] = fixture.account.part(Registry).of(GROUP);
        assert.ok(one && two);
        assert.equal(data(two), data(one), "the second version is the same model");
    });
    it("runs a step that is told otherwise, and those that hang on it", async () => {
        const other = await fixture.redefine((text) => text.replace('"epochs":"3"', '"epochs":"4"')).start();
        assert.deepEqual(taken(other), ["Preprocess"]);
    });
    it("runs a step whose result is too old", async () => {
        const young = (text: string) => text.replaceAll('"ExpireAfter":"P30D"', '"ExpireAfter":"PT1S"');
        assert.deepEqual(taken(await fixture.redefine(young).start()), []);
    });
    it("runs every step where no caching is asked for", async () => {
        const off = (text: string) => text.replaceAll('"Enabled":true', '"Enabled":false');
        assert.deepEqual(taken(await fixture.redefine(off).start()), []);
    });

    it("reads spans as AWS writes them", () => {
        const day = 86_400_000;
        assert.deepEqual(
            ["P30D", "PT1H", "30d", "5y", "T16m", "30dT5h", "p1w"].map((text) => spanOf(text) / day),
            [30, 1 / 24, 30, 5 * 365, 16 / 1440, 30 + 5 / 24, 7],
        );
        for (const text of ["", "P", "1 day", "PT"]) assert.throws(() => spanOf(text), Refused, text);
    });
});

describe("a pipeline of SageMaker whose rehearsal is killed", () => {
    it("goes on with the step that was under way, and does no other one twice", async () => {
        const fixture = await new TrainingFixture(abalone()).up();
        await fixture.start();
        const { journal, folder } = fixture.test;
        const facts = journal.facts;
        const killed = facts.findIndex(
            ({ kind, about }) => kind === "training-step.started" && about.endsWith("/Evaluate"),
        );
        fixture.test.leave();
        cut(folder, facts.slice(0, killed + 1).length);
        const again = new TrainingFixture(abalone(), { folder });
        beginTraining(again.account);
        await again.account.quiet();
        const [run, ...more] = again.account.part(TrainingRuns).all;
        assert.deepEqual(more, []);
        assert.equal(run?.end?.status, "Succeeded");
        const starts = again.test.facts("training-step.started").map(({ about }) => about.split("/")[1]);
        assert.deepEqual(starts, ["Preprocess", "Train", "Evaluate", "Evaluate", "Gate", "Register"]);
        assert.equal(again.account.part(Registry).of(GROUP).length, 1);
        assert.equal(run.arn.startsWith(PIPELINE), true);
        again.test.remove();
    });
});

/** Keeps so many facts, as a kill would. */
function cut(folder: string, facts: number): void {
    const path = join(folder, "journal.ndjson");
    const lines = readFileSync(path, "utf8").split("\n").slice(0, facts);
    writeFileSync(path, `${lines.join("\n")}\n`);
}
