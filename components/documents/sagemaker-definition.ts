// The definition of a pipeline of SageMaker as AWS's own SDK writes it: process, train, evaluate, register what is good enough.
import type * as pulumi from "@pulumi/pulumi";

import { boundOf, type Gate } from "./sagemaker-gate";

export interface TrainingArgs {
    readonly roleArn: pulumi.Input<string>;
    /** Group of the registry that models wait in. */
    readonly group: pulumi.Input<string>;
    /** Address of the line's folder: `s3://bucket/line`. */
    readonly folder: pulumi.Input<string>;
    /** Of what is written there. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_OutputDataConfig.html */
    readonly keyArn: pulumi.Input<string>;
    readonly gate: Gate;
    readonly instanceType: string;
    readonly minutes: number;
    readonly hyperparameters: Readonly<Record<string, string>>;
    /** What an endpoint takes. */
    readonly contentTypes: readonly string[];
}

/** Names that the program, the scripts and the image know of. */
export const PARAMETERS = {
    image: "Image",
    commit: "Commit",
    dataVersion: "DataVersion",
    pushedBy: "PushedBy",
    champion: "Champion",
} as const;
const STEPS = {
    ...({ preprocess: "Preprocess", train: "Train", evaluate: "Evaluate" } as const),
    ...({ gate: "Gate", register: "Register", refuse: "Refuse" } as const),
};
const REPORT = { property: "Evaluation", output: "evaluation", file: "evaluation.json" } as const;
/** Where a run leaves what is released, below its own folder; SageMaker names the training's. */
export const RUN_FILES = {
    model: `${STEPS.train}/*/output/model.tar.gz`,
    evaluation: `${STEPS.evaluate}/${REPORT.output}/${REPORT.file}`,
} as const;
/** Where SageMaker puts what a processing job reads, and takes what it leaves. */
const PROCESSING = "/opt/ml/processing";
const CHANNELS = ["train", "validation"] as const;
const TEST = "test";

/** What SageMaker cannot do this minute it may be able to do the next; a script that fails would fail again. */
const again = (seconds: number, attempts: number, ...types: readonly string[]): Json => ({
    ExceptionType: types,
    IntervalSeconds: seconds,
    BackoffRate: 2,
    MaxAttempts: attempts,
});
const BUSY = again(10, 5, "Step.SERVICE_FAULT", "Step.THROTTLING");
const RETRIES = [BUSY, again(60, 3, "SageMaker.JOB_INTERNAL_ERROR", "SageMaker.CAPACITY_ERROR")];
/** The same image, data and hyperparameters give the same model: https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-caching.html */
const CACHE = { Enabled: true, ExpireAfter: "P30D" } as const;

type Json = object;
const get = (what: string): Json => ({ Get: what });
const parameter = (name: keyof typeof PARAMETERS): Json => get(`Parameters.${PARAMETERS[name]}`);
const join = (on: string, values: readonly unknown[]): Json => ({ "Std:Join": { On: on, Values: values } });
const outputOf = (step: keyof typeof STEPS, output: string): Json =>
    get(`Steps.${STEPS[step]}.ProcessingOutputConfig.Outputs['${output}'].S3Output.S3Uri`);
const MODEL_DATA = get(`Steps.${STEPS.train}.ModelArtifacts.S3ModelArtifacts`);

/** Renders the pipeline's definition, as an object. */
export function renderTraining(args: TrainingArgs): Json {
    return {
        Version: "2020-12-01",
        Metadata: {},
        PipelineExperimentConfig: null,
        Parameters: [
            { Name: PARAMETERS.image, Type: "String" },
            { Name: PARAMETERS.commit, Type: "String" },
            { Name: PARAMETERS.dataVersion, Type: "String" },
            { Name: PARAMETERS.pushedBy, Type: "String", DefaultValue: "unknown" },
            // Where no model is live, to be good enough is all that is asked.
            { Name: PARAMETERS.champion, Type: "Float", DefaultValue: boundOf(args.gate).value },
        ],
        Steps: [preprocess(args), train(args), evaluate(args), decide(args)],
    };
}

function preprocess(args: TrainingArgs): Json {
    return processing("preprocess", args, {
        // With a slash behind it: version 1 is no part of version 10.
        inputs: { data: join("/", [args.folder, "data", parameter("dataVersion"), ""]) },
        outputs: [...CHANNELS, TEST],
    });
}

function train(args: TrainingArgs): Json {
    const { roleArn, keyArn, instanceType, minutes, hyperparameters } = args;
    return {
        Name: STEPS.train,
        Type: "Training",
        Arguments: {
            AlgorithmSpecification: { TrainingInputMode: "File", TrainingImage: parameter("image") },
            OutputDataConfig: { S3OutputPath: run(args, STEPS.train), KmsKeyId: keyArn },
            StoppingCondition: { MaxRuntimeInSeconds: minutes * 60 },
            ResourceConfig: { VolumeSizeInGB: 30, InstanceCount: 1, InstanceType: instanceType },
            ProfilerConfig: { DisableProfiler: true },
            RoleArn: roleArn,
            InputDataConfig: CHANNELS.map((channel) => ({
                DataSource: {
                    S3DataSource: {
                        S3DataType: "S3Prefix",
                        S3Uri: outputOf("preprocess", channel),
                        S3DataDistributionType: "FullyReplicated",
                    },
                },
                ChannelName: channel,
            })),
            ...(Object.keys(hyperparameters).length > 0 ? { HyperParameters: hyperparameters } : {}),
        },
        CacheConfig: CACHE,
        RetryPolicies: RETRIES,
    };
}

function evaluate(args: TrainingArgs): Json {
    return {
        ...processing("evaluate", args, {
            inputs: { model: MODEL_DATA, [TEST]: outputOf("preprocess", TEST) },
            outputs: [REPORT.output],
        }),
        PropertyFiles: [{ PropertyFileName: REPORT.property, OutputName: REPORT.output, FilePath: REPORT.file }],
    };
}

/** Only a step in a branch that is taken runs: each stands in one branch, and nowhere else. */
function decide(args: TrainingArgs): Json {
    const { metric } = args.gate;
    const { type, value, words } = boundOf(args.gate);
    const reached = {
        "Std:JsonGet": {
            PropertyFile: get(`Steps.${STEPS.evaluate}.PropertyFiles.${REPORT.property}`),
            Path: `metrics.${metric}`,
        },
    };
    return {
        Name: STEPS.gate,
        Type: "Condition",
        Arguments: {
            Conditions: [
                { Type: type, LeftValue: reached, RightValue: value },
                { Type: type, LeftValue: reached, RightValue: parameter("champion") },
            ],
            IfSteps: [register(args)],
            ElseSteps: [
                {
                    Name: STEPS.refuse,
                    Type: "Fail",
                    Arguments: {
                        ErrorMessage: join("", [
                            `${metric} is `,
                            reached,
                            `; ${words} ${value} is asked, and what the model that is live reached: `,
                            parameter("champion"),
                        ]),
                    },
                },
            ],
        },
    };
}

function register({ group, contentTypes }: TrainingArgs): Json {
    return {
        Name: STEPS.register,
        Type: "RegisterModel",
        Arguments: {
            ModelPackageGroupName: group,
            ModelMetrics: {
                ModelQuality: {
                    // Of this evaluation or, where it was not needed again, of the one that it stands for.
                    Statistics: {
                        ContentType: "application/json",
                        S3Uri: join("/", [outputOf("evaluate", REPORT.output), REPORT.file]),
                    },
                },
            },
            InferenceSpecification: {
                Containers: [{ Image: parameter("image"), ModelDataUrl: MODEL_DATA }],
                SupportedContentTypes: contentTypes,
                SupportedResponseMIMETypes: ["application/json"],
            },
            ModelApprovalStatus: "PendingManualApproval",
            CustomerMetadataProperties: {
                Commit: parameter("commit"),
                DataVersion: parameter("dataVersion"),
                PushedBy: parameter("pushedBy"),
                Execution: get("Execution.PipelineExecutionArn"),
            },
        },
        RetryPolicies: [BUSY],
    };
}

/** One folder a run and step: nothing is written over. */
const run = ({ folder }: TrainingArgs, ...leaf: readonly string[]): Json =>
    join("/", [folder, "runs", get("Execution.PipelineExecutionId"), ...leaf]);

/** A job of the image's own, by the word that its entry point knows. */
function processing(
    step: "preprocess" | "evaluate",
    args: TrainingArgs,
    { inputs, outputs }: { readonly inputs: Readonly<Record<string, Json>>; readonly outputs: readonly string[] },
): Json {
    const { roleArn, keyArn, instanceType, minutes } = args;
    return {
        Name: STEPS[step],
        Type: "Processing",
        Arguments: {
            ProcessingResources: {
                ClusterConfig: { InstanceType: instanceType, InstanceCount: 1, VolumeSizeInGB: 30 },
            },
            AppSpecification: { ImageUri: parameter("image"), ContainerArguments: [step] },
            RoleArn: roleArn,
            ProcessingInputs: Object.entries(inputs).map(([name, uri]) => ({
                InputName: name,
                AppManaged: false,
                S3Input: {
                    S3Uri: uri,
                    LocalPath: `${PROCESSING}/input/${name}`,
                    S3DataType: "S3Prefix",
                    S3InputMode: "File",
                    S3DataDistributionType: "FullyReplicated",
                    S3CompressionType: "None",
                },
            })),
            ProcessingOutputConfig: {
                KmsKeyId: keyArn,
                Outputs: outputs.map((name) => ({
                    OutputName: name,
                    AppManaged: false,
                    S3Output: {
                        S3Uri: run(args, STEPS[step], name),
                        LocalPath: `${PROCESSING}/output/${name}`,
                        S3UploadMode: "EndOfJob",
                    },
                })),
            },
            StoppingCondition: { MaxRuntimeInSeconds: minutes * 60 },
        },
        CacheConfig: CACHE,
        RetryPolicies: RETRIES,
    };
}
