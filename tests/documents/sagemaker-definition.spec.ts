import * as assert from "node:assert/strict";

import { renderTraining, type TrainingArgs } from "../../components/documents/sagemaker-definition";
import { type Definition, problemsOf } from "../support/definition";
import { matchesGolden } from "../support/golden";

const args: TrainingArgs = {
    roleArn: "arn:aws:iam::111122223333:role/digits-make-training-staging-0123456",
    group: "fairlead-staging-digits",
    folder: "s3://models-staging-0123456/digits",
    keyArn: "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000000",
    gate: { metric: "accuracy", atLeast: 0.95 },
    instanceType: "ml.m5.large",
    minutes: 60,
    hyperparameters: { C: "10" },
    contentTypes: ["application/json", "image/png"],
};
const rendered = (): Definition => JSON.parse(JSON.stringify(renderTraining(args))) as Definition;

/** The definition with one text replaced by another, everywhere. */
function changed(from: string, to: string): Definition {
    const text = JSON.stringify(rendered());
    assert.ok(text.includes(from), `${from} stands nowhere`);
    return JSON.parse(text.replaceAll(from, to)) as Definition;
}

describe("the definition of a training", () => {
    it("is the one in the golden file", () =>
        matchesGolden("sagemaker-definition.json", `${JSON.stringify(rendered(), null, 4)}\n`));

    it("is what AWS takes: steps, names, references, and arguments by its service model", () =>
        assert.deepEqual(problemsOf(rendered()), []));

    it("says no hyperparameters where there are none", () => {
        const [, train] = (renderTraining({ ...args, hyperparameters: {} }) as Definition).Steps;
        assert.equal("HyperParameters" in (train?.Arguments ?? {}), false);
    });

    it("asks of an error that it is no greater, and no greater than what is live reached", () => {
        const smaller = renderTraining({ ...args, gate: { metric: "error", atMost: 0.05 } }) as Definition;
        assert.deepEqual(problemsOf(JSON.parse(JSON.stringify(smaller)) as Definition), []);
        const { Conditions: conditions, ElseSteps: otherwise } = smaller.Steps[3]?.Arguments as {
            readonly Conditions: readonly { readonly Type: string; readonly RightValue: unknown }[];
            readonly ElseSteps: readonly object[];
        };
        assert.deepEqual(
            conditions.map(({ Type: type, RightValue: value }) => [type, value]),
            [
                ["LessThanOrEqualTo", 0.05],
                ["LessThanOrEqualTo", { Get: "Parameters.Champion" }],
            ],
        );
        assert.match(JSON.stringify(otherwise), /; at most 0\.05 is asked/);
        assert.match(JSON.stringify(smaller), /"Name":"Champion","Type":"Float","DefaultValue":0\.05/);
    });

    it("is of no gate without a bound", () =>
        assert.throws(() => renderTraining({ ...args, gate: { metric: "error" } }), /the gate of error has no bound/));

    const mutants: Readonly<Record<string, { readonly definition: () => Definition; readonly found: string[] }>> = {
        "an output that no step has": {
            definition: () => changed("Outputs['train']", "Outputs['trian']"),
            found: ["step Train: nothing is Steps.Preprocess.ProcessingOutputConfig.Outputs['trian'].S3Output.S3Uri"],
        },
        "a property that no answer has": {
            definition: () => changed("ModelArtifacts.S3ModelArtifacts", "ModelArtifacts.S3Uri"),
            found: ["Evaluate", "Register"].map((step) => `step ${step}: nothing is Steps.Train.ModelArtifacts.S3Uri`),
        },
        "a property file that nobody writes": {
            definition: () => changed("PropertyFiles.Evaluation", "PropertyFiles.Report"),
            found: [
                ...["Gate", "Gate", "Refuse"].map(
                    (step) => `step ${step}: nothing is Steps.Evaluate.PropertyFiles.Report`,
                ),
            ],
        },
        "a parameter that is not declared": {
            definition: () => changed('"Get":"Parameters.DataVersion"', '"Get":"Parameters.Data"'),
            found: ["Preprocess", "Register"].map((step) => `step ${step}: nothing is Parameters.Data`),
        },
        "a step type that SageMaker does not have": {
            definition: () => changed('"Type":"Training"', '"Type":"Train"'),
            found: [
                "step Train: type Train",
                ...["Evaluate", "Register"].map(
                    (step) => `step ${step}: nothing is Steps.Train.ModelArtifacts.S3ModelArtifacts`,
                ),
            ],
        },
        "a step in two branches": {
            definition: () => changed('"Name":"Refuse"', '"Name":"Register"'),
            found: ["step Register stands twice"],
        },
        "an argument that the call does not know": {
            definition: () => changed("VolumeSizeInGB", "VolumeSize"),
            found: [
                ...["Preprocess", "Train", "Evaluate"].flatMap((step) => {
                    const at = step === "Train" ? ".ResourceConfig" : ".ProcessingResources.ClusterConfig";
                    const missing = `step ${step}: ${at}.VolumeSizeInGB is missing`;
                    return [...(step === "Train" ? [] : [missing]), `step ${step}: ${at}.VolumeSize is not known`];
                }),
            ],
        },
        "a machine that is none": {
            definition: () => changed("ml.m5.large", "m5.large"),
            found: ["Preprocess", "Train", "Evaluate"].map((step) => {
                const at = step === "Train" ? ".ResourceConfig" : ".ProcessingResources.ClusterConfig";
                return `step ${step}: ${at}.InstanceType is m5.large`;
            }),
        },
        "what the service refuses in a pipeline": {
            definition: () => changed('"ModelPackageGroupName"', '"ModelPackageName"'),
            found: ["step Register: ModelPackageName is refused in a step"],
        },
    };
    for (const [what, { definition, found }] of Object.entries(mutants))
        it(`mutant: ${what} is found out`, () => assert.deepEqual(problemsOf(definition()), found));
});
