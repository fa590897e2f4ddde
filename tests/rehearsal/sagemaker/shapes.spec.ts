import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { abalone, PIPELINE, TrainingFixture } from "./fixture";

const version = { Version: "2020-12-01", Metadata: {} };
const train = (abalone()["Steps"] as readonly JsonObject[])[1] as JsonObject;

/** The shape of a pipeline that searches for hyperparameters, and registers the best that it found. */
const tuning: JsonObject = {
    ...version,
    Parameters: [{ Name: "Image", Type: "String" }],
    Steps: [
        {
            Name: "Search",
            Type: "Tuning",
            Arguments: {
                HyperParameterTuningJobConfig: {
                    Strategy: "Bayesian",
                    ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2 },
                    HyperParameterTuningJobObjective: { Type: "Maximize", MetricName: "accuracy" },
                },
                TrainingJobDefinition: { ...(train["Arguments"] as JsonObject), InputDataConfig: [] },
            },
        },
        {
            Name: "Keep",
            Type: "RegisterModel",
            Arguments: {
                ModelPackageGroupName: "shop-digits",
                InferenceSpecification: {
                    Containers: [
                        {
                            Image: { Get: "Parameters.Image" },
                            ModelDataUrl: { Get: "Steps.Search.BestTrainingJob.TrainingJobName" },
                        },
                    ],
                },
            },
        },
    ],
};

/** The shape of a pipeline that asks functions and queues between its steps. */
const callbacks: JsonObject = {
    ...version,
    Parameters: [
        { Name: "Image", Type: "String" },
        { Name: "DataVersion", Type: "String", DefaultValue: "1" },
    ],
    Steps: [
        (abalone()["Steps"] as readonly JsonObject[])[0] as JsonObject,
        {
            Name: "Notify",
            Type: "Lambda",
            DependsOn: ["Preprocess"],
            FunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:sagemaker-notify",
            Arguments: { where: { Get: "Steps.Preprocess.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri" } },
            OutputParameters: [{ OutputName: "status", OutputType: "String" }],
        },
        {
            Name: "Glue",
            Type: "Callback",
            SqsQueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/sagemaker-glue",
            Arguments: { status: { Get: "Steps.Notify.OutputParameters['status']" } },
            OutputParameters: [{ OutputName: "table", OutputType: "String" }],
        },
    ],
};

/** Parameters of every type, every kind of condition, and branches in branches. */
const conditions: JsonObject = {
    ...version,
    Parameters: [
        { Name: "Count", Type: "Integer", DefaultValue: 3 },
        { Name: "Deep", Type: "Boolean", DefaultValue: true },
        { Name: "Region", Type: "String", DefaultValue: "eu", EnumValues: ["eu", "us"] },
    ],
    Steps: [
        {
            Name: "Outer",
            Type: "Condition",
            Arguments: {
                Conditions: [
                    { Type: "Equals", LeftValue: { Get: "Parameters.Deep" }, RightValue: true },
                    { Type: "In", QueryValue: { Get: "Parameters.Region" }, Values: ["eu", "ap"] },
                    {
                        Type: "Not",
                        Expression: { Type: "LessThan", LeftValue: { Get: "Parameters.Count" }, RightValue: 3 },
                    },
                    {
                        Type: "Or",
                        Conditions: [
                            { Type: "GreaterThan", LeftValue: { Get: "Parameters.Count" }, RightValue: 7 },
                            { Type: "LessThanOrEqualTo", LeftValue: { Get: "Parameters.Count" }, RightValue: 3 },
                        ],
                    },
                ],
                IfSteps: [
                    {
                        Name: "Inner",
                        Type: "Condition",
                        Arguments: {
                            Conditions: [
                                { Type: "GreaterThanOrEqualTo", LeftValue: { Get: "Parameters.Count" }, RightValue: 4 },
                            ],
                            IfSteps: [],
                            ElseSteps: [
                                {
                                    Name: "Small",
                                    Type: "Fail",
                                    Arguments: {
                                        ErrorMessage: {
                                            "Std:Join": {
                                                On: "",
                                                Values: [
                                                    "only ",
                                                    { Get: "Parameters.Count" },
                                                    " in ",
                                                    { Get: "Execution.PipelineName" },
                                                ],
                                            },
                                        },
                                    },
                                },
                            ],
                        },
                    },
                ],
                ElseSteps: [{ Name: "Never", Type: "Fail", Arguments: { ErrorMessage: "never" } }],
            },
        },
    ],
};

describe("pipelines of SageMaker that are not ours", () => {
    const fixtures: TrainingFixture[] = [];
    const open = (definition: JsonObject) => {
        const fixture = new TrainingFixture(definition);
        fixtures.push(fixture);
        return fixture;
    };
    after(() => fixtures.forEach(({ test }) => test.remove()));

    const outcome = async (fixture: TrainingFixture, parameters: Readonly<Record<string, string>> = {}) => {
        const { steps, end } = await fixture.start(parameters);
        return [
            `${end?.status ?? ""}: ${end?.why ?? ""}`,
            ...[...steps.values()].map(({ name, end: e }) => `${name} ${e?.status ?? ""}`),
        ];
    };

    it("a search for hyperparameters is refused at its step, by name, and nothing is registered", async () => {
        assert.deepEqual(await outcome(await open(tuning).up()), [
            "Failed: step Search: not rehearsed: a step of the type Tuning",
            "Search Failed",
        ]);
    });
    it("one that asks functions and queues runs until it asks", async () => {
        assert.deepEqual(await outcome(await open(callbacks).up()), [
            "Failed: step Notify: not rehearsed: a step of the type Lambda",
            "Preprocess Succeeded",
            "Notify Failed",
        ]);
    });
    it("every kind of condition decides, and branches stand in branches", async () => {
        const fixture = open(conditions);
        await fixture.up();
        const small = ["Outer Succeeded", "Inner Succeeded", "Small Failed"];
        assert.deepEqual(await outcome(fixture), ["Failed: step Small: only 3 in shop-digits", ...small]);
        assert.deepEqual(await outcome(fixture, { Count: "8" }), ["Succeeded: ", ...small.slice(0, 2)]);
        const others: readonly Record<string, string>[] = [
            { Region: "us" },
            { Count: "5" },
            { Deep: "false" },
            { Count: "2" },
        ];
        for (const parameters of others)
            assert.deepEqual(
                await outcome(fixture, parameters),
                ["Failed: step Never: never", "Outer Succeeded", "Never Failed"],
                JSON.stringify(parameters),
            );
    });
    it("refuses parameters that the pipeline does not have, or not so; all at once", async () => {
        const fixture = open({
            ...conditions,
            Parameters: [...(conditions["Parameters"] as JsonObject[]), { Name: "Needed", Type: "String" }],
        });
        await fixture.up();
        const wrong = [
            { Name: "Count", Value: "many" },
            { Name: "Region", Value: "ap" },
            { Name: "Other", Value: "1" },
        ];
        await assert.rejects(
            fixture.call("sagemaker:StartPipelineExecution", PIPELINE, {
                PipelineParameters: wrong,
            }),
            {
                code: "ValidationException",
                message:
                    'the pipeline has no parameter Other; the parameter Count is no Integer: "many"; the parameter Region is one of eu, us, not ap; the parameter Needed has no default, and no value is given',
            },
        );
    });
});
