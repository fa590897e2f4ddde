import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { Refused } from "../../../rehearsal/account/gateway";
import { readDefinition } from "../../../rehearsal/sagemaker/definition";
import { Registry } from "../../../rehearsal/sagemaker/registry";
import { abalone, GROUP, TrainingFixture } from "./fixture";

/** Everything that is wrong with a definition, without a run. */
function refusedFor(edit: (text: string) => string): readonly string[] {
    try {
        readDefinition(edit(JSON.stringify(abalone())));
        return [];
    } catch (error) {
        assert.ok(error instanceof Refused);
        assert.equal(error.code, "ValidationException");
        return error.message.replace(/^Unable to parse pipeline definition: /, "").split("; ");
    }
}

const inDefinition = (change: (steps: JsonObject[], whole: Record<string, unknown>) => void) => (text: string) => {
    const whole = JSON.parse(text) as Record<string, unknown>;
    change(whole["Steps"] as JsonObject[], whole);
    return JSON.stringify(whole);
};

describe("an edit of the plan's definition, and of nothing else", () => {
    let fixture: TrainingFixture;
    before(async () => {
        fixture = await new TrainingFixture(abalone()).up();
        await fixture.start();
    });
    after(() => fixture.test.remove());

    /** Where the run ended, and with which words. */
    async function failure(edit: (text: string) => string, parameters: Readonly<Record<string, string>> = {}) {
        const { steps, end } = await fixture.redefine(edit).start(parameters);
        assert.equal(end?.status, "Failed");
        const last = [...steps.values()].at(-1);
        return `${last?.name ?? ""}: ${last?.end?.why ?? ""}`.replace(/pipelines-\S+/g, "JOB");
    }

    it("a renamed channel fails the training, in its own words", async () => {
        const renamed = (text: string) => text.replace('"ChannelName":"train"', '"ChannelName":"trained"');
        assert.equal(await failure(renamed), "Train: AlgorithmError: no channel train\n, exit code: 3");
    });
    it("a wrong output fails the step that reads it", async () => {
        const wrong = (text: string) =>
            text.replace(
                "Preprocess.ProcessingOutputConfig.Outputs['train']",
                "Preprocess.ProcessingOutputConfig.Outputs['trian']",
            );
        assert.match(await failure(wrong), /^Train: ClientError: Unable to resolve Steps\.Preprocess\.\S+\['trian'\]/);
    });
    it("a path that no property file has fails the condition", async () => {
        const wrong = (text: string) => text.replaceAll("metrics.accuracy", "metrics.acuracy");
        assert.equal(
            await failure(wrong),
            "Gate: ClientError: Unable to retrieve metrics.acuracy from the property file: there is no such path",
        );
    });
    it("a threshold that is not reached registers nothing, and says by how much", async () => {
        const before = fixture.account.part(Registry).of(GROUP).length;
        const higher = (text: string) => text.replace('"DefaultValue":0.9', '"DefaultValue":0.999');
        assert.equal(await failure(higher), "TooWeak: accuracy is 0.93");
        assert.equal(fixture.account.part(Registry).of(GROUP).length, before);
    });
    it("a number where the API takes a text fails the training", async () => {
        const number = (text: string) => text.replace('"epochs":"3"', '"epochs":{"Get":"Parameters.AtLeast"}');
        assert.match(
            await failure(number),
            /^Train: ClientError: Failed to invoke sagemaker:CreateTrainingJob\. .*epochs/,
        );
    });
    it("an address with nothing below it fails the step that downloads it", async () => {
        const nothing = (text: string) => text.replace("/digits/data", "/digits/date");
        assert.match(
            await failure(nothing),
            /^Preprocess: ClientError: Data download failed: No S3 objects found under S3 URL "s3:\/\/data-bucket\/digits\/date\/1"/,
        );
    });
    it("an image that nobody pushed, or that AWS keeps, fails the step by name", async () => {
        const more = (text: string) => text.replace('"Metadata":{}', '"Metadata":{"a":1}');
        const untagged = { Image: fixture.image.replace(/@.*$/, ":v9") };
        assert.match(await failure(more, untagged), /^Preprocess: ImageNotFoundException/);
        const theirs = { Image: "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:1.7-1" };
        assert.match(await failure(more, theirs), /^Preprocess: not rehearsed: the image 141502667606/);
    });
    it("a job that may take a second is stopped after it", async () => {
        const short = (text: string) =>
            text
                .replace('"MaxRuntimeInSeconds":3600', '"MaxRuntimeInSeconds":1')
                .replace('"epochs":"3"', '"epochs":"4"')
                .replace(
                    '"TrainingInputMode":"File"',
                    '"TrainingInputMode":"File","ContainerEntrypoint":["/bin/sh","-c","sleep 60"]',
                );
        assert.match(await failure(short), /^Train: ClientError: MaxRuntimeExceeded/);
    });
});

describe("what CreatePipeline refuses", () => {
    it("nothing of a definition that is right", () => {
        assert.deepEqual(
            refusedFor((text) => text),
            [],
        );
    });
    it("refuses a step in two branches", () => {
        const twice = inDefinition((steps) => {
            const gate = steps[3]?.["Arguments"] as Record<string, JsonObject[]>;
            gate["ElseSteps"] = gate["IfSteps"] ?? [];
        });
        assert.deepEqual(refusedFor(twice), ["step Register stands more than once, and a step is in one place"]);
    });
    it("refuses what names nothing: properties, steps, parameters, property files, outputs of them; all at once", () => {
        const wrong = (text: string) =>
            text
                .replace("Steps.Train.ModelArtifacts.", "Steps.Train.ModelArtefacts.")
                .replace("Steps.Preprocess.", "Steps.Prepare.")
                .replace('"Get":"Parameters.AtLeast"', '"Get":"Parameters.Atleast"')
                .replace("Steps.Evaluate.PropertyFiles.Report", "Steps.Evaluate.PropertyFiles.Rapport")
                .replace('"OutputName":"report","FilePath"', '"OutputName":"raport","FilePath"');
        assert.deepEqual(refusedFor(wrong), [
            "step Train: Steps.Prepare.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri: there is no such step",
            "step Evaluate: Steps.Train.ModelArtefacts.S3ModelArtifacts: a step of the type Training has no such property",
            "step Evaluate: property file Report lies in raport, which is no output of the step",
            "step Gate: Steps.Evaluate.PropertyFiles.Rapport: step Evaluate declares no such property file",
            "step Gate: Parameters.Atleast: there is no such parameter",
        ]);
    });
    it("refuses steps that wait for each other, and for nobody", () => {
        const circle = inDefinition((steps) => {
            steps[0] = { ...steps[0], DependsOn: ["Evaluate"] };
            steps[1] = { ...steps[1], DependsOn: ["Nobody"] };
        });
        assert.deepEqual(refusedFor(circle), [
            "step Train: it depends on Nobody, which is no step",
            "steps wait for each other: Preprocess, Train, Evaluate, Gate, Register, TooWeak",
        ]);
    });
    it("refuses types that are none, of steps, conditions, parameters and retries", () => {
        const wrong = inDefinition((steps, whole) => {
            steps[0] = { ...steps[0], Type: "Preprocessing", RetryPolicies: [{ ExceptionType: ["Step.BAD_LUCK"] }] };
            whole["Parameters"] = [
                { Name: "Image", Type: "Text" },
                { Name: "DataVersion", Type: "Integer", DefaultValue: "1" },
            ];
        });
        const said = refusedFor((text) => wrong(text.replace("GreaterThanOrEqualTo", "AtLeast"))).join("\n");
        for (const part of [
            /step Preprocess: its type Preprocessing is none of Processing, /,
            /step Preprocess: a retry is for one of Step\.SERVICE_FAULT, .* not for Step\.BAD_LUCK/,
            /step Gate: a condition's type is one of Equals, GreaterThan, .* not AtLeast/,
            /parameter Image: its type is one of String, Integer, Float, Boolean, not "Text"/,
            /parameter DataVersion: "1" is no Integer/,
            /step Gate: Parameters\.AtLeast: there is no such parameter/,
        ])
            assert.match(said, part);
    });
    it("refuses text that is no definition", () => {
        for (const text of ["", "[]", "{", '{"Version":"2020-12-01","Steps":[]}', '{"Steps":"x"}', "null", "7"])
            assert.throws(() => readDefinition(text), Refused, text);
    });
});
