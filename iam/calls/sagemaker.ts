// What SageMaker calls while a pipeline of its own runs: under the pipeline's role, what starts and watches each step; under the
// role that a job was given, what the job needs before and after its container has its say.
import { arnIn, s3ArnIn } from "../../plan/arn";
import { below, records, text } from "../../plan/plans";
import { everyStep, modelOf, type StepAt } from "../../plan/training";
import { everyJob } from "../../plan/pipelines";
import { asks, assumes, type Caller } from "../asking";
import { imageRepositoriesOf, readsObjects, writesObjects } from "./stores";
import type { Context, Row } from "./types";
import { ecrImage } from "../../text/ecr-image";

const GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg";
const PAGE = {
    pipeline: `${GUIDE}/build-and-manage-access.html`,
    processing: `${GUIDE}/sagemaker-roles.html#sagemaker-roles-createprocessingjob-perms`,
    training: `${GUIDE}/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms`,
    registry: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemakerai.html",
    output: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_OutputDataConfig.html",
    tags: `${GUIDE}/security_iam_id-based-policy-examples.html#grant-tagging-permissions`,
};

export const SAGEMAKER = "sagemaker.amazonaws.com";

interface JobType {
    /** As its API is called, `CreateTrainingJob` for one. */
    readonly api: string;
    /** As its ARNs begin. */
    readonly arn: string;
    readonly logs: string;
    readonly page: string;
}

/** By the type of a step. */
const JOBS: Readonly<Record<string, JobType>> = {
    Processing: {
        ...{ api: "ProcessingJob", arn: "processing-job", logs: "/aws/sagemaker/ProcessingJobs" },
        page: PAGE.processing,
    },
    Training: {
        ...{ api: "TrainingJob", arn: "training-job", logs: "/aws/sagemaker/TrainingJobs" },
        page: PAGE.training,
    },
};

const inJob = (type: string, on: (at: StepAt) => readonly string[]) => (at: StepAt) =>
    at.step.type === type ? on(at) : [];
const role = (at: StepAt) => (typeof at.given["RoleArn"] === "string" ? [at.given["RoleArn"]] : []);
const passed = (): Context => ({ "iam:PassedToService": SAGEMAKER });

/** Under the pipeline's role, to start a step that is a job, and to hear how it ended. */
export const STARTING: readonly Row<StepAt>[] = Object.entries(JOBS).flatMap(([type, { api, arn }]) => {
    const job = inJob(type, (at) => [arnIn(at.plan, "sagemaker", `${arn}/${at.job}`)]);
    return [
        { action: `sagemaker:Create${api}`, on: job, source: PAGE.pipeline },
        { action: `sagemaker:Describe${api}`, on: job, source: PAGE.pipeline },
        // SageMaker tags what a pipeline makes, and a call that sets tags takes the right to.
        { action: "sagemaker:AddTags", on: job, source: PAGE.tags },
        { action: "iam:PassRole", on: inJob(type, role), context: passed, source: PAGE.pipeline },
    ];
});

const registers = (at: StepAt) =>
    at.step.type === "RegisterModel"
        ? [arnIn(at.plan, "sagemaker", `model-package-group/${String(at.given["ModelPackageGroupName"])}`)]
        : [];
const group = (at: StepAt) =>
    at.step.type === "RegisterModel"
        ? [arnIn(at.plan, "sagemaker", `model-package/${String(at.given["ModelPackageGroupName"])}/1`)]
        : [];
/** Under the pipeline's role, to register a model; in which state, IAM sees. */
export const REGISTERING: readonly Row<StepAt>[] = [
    {
        action: "sagemaker:CreateModelPackage",
        on: group,
        context: ({ given }) => ({
            "sagemaker:ModelApprovalStatus": String(given["ModelApprovalStatus"] ?? "PendingManualApproval"),
        }),
        source: PAGE.registry,
    },
    { action: "sagemaker:DescribeModelPackage", on: group, source: PAGE.pipeline },
    // Asked of the role also where the group is there: the refusals of pipelines without it name both actions.
    { action: "sagemaker:CreateModelPackageGroup", on: registers, source: PAGE.registry },
    { action: "sagemaker:AddTags", on: registers, source: PAGE.tags },
    { action: "sagemaker:AddTags", on: group, source: PAGE.tags },
];

const propertyFiles = (at: StepAt) =>
    at.step.propertyFiles.flatMap(({ output, path }) =>
        outputs(at)
            .filter(({ OutputName: name }) => name === output)
            .map((one) => objectAt(at, `${String(below(one, "S3Output")["S3Uri"]).replace(/\/$/, "")}/${path}`)),
    );

/** Under the pipeline's role, what its conditions read of a step. */
export const READING: readonly Row<StepAt>[] = readsObjects(propertyFiles, keyOf(propertyFiles), PAGE.pipeline);

/** Under the role of a job, before its container starts. */
export const JOB: readonly Row<StepAt>[] = Object.entries(JOBS).flatMap(([type, { logs, page }]) => {
    const everything = inJob(type, () => ["*"]);
    const repository = inJob(type, (at) => repositoryOf(at));
    // As AWS's own refusals name a group.
    const logGroup = inJob(type, ({ plan }) => [arnIn(plan, "logs", `log-group:${logs}:log-stream:`)]);
    const stream = inJob(type, ({ plan, job }) => [
        arnIn(plan, "logs", `log-group:${logs}:log-stream:${job}/algo-1-1700000000`),
    ]);
    return [
        { action: "cloudwatch:PutMetricData", on: everything, context: metrics, source: page },
        { action: "logs:CreateLogGroup", on: logGroup, source: page },
        { action: "logs:CreateLogStream", on: stream, source: page },
        { action: "logs:DescribeLogStreams", on: logGroup, source: page },
        { action: "logs:PutLogEvents", on: stream, source: page },
        { action: "ecr:GetAuthorizationToken", on: everything, source: page },
        { action: "ecr:BatchCheckLayerAvailability", on: repository, source: page },
        { action: "ecr:BatchGetImage", on: repository, source: page },
        { action: "ecr:GetDownloadUrlForLayer", on: repository, source: page },
        // Besides what S3 asks for with it.
        { action: "kms:Encrypt", on: inJob(type, (at) => namedKey(at) ?? []), source: PAGE.output },
    ];
});

/** Under the role of a job: what it reads and writes, as far as a plan tells. */
export const DATA: readonly Row<StepAt>[] = Object.entries(JOBS).flatMap(([type, { page }]) => {
    const [read, written] = [inJob(type, inputs), inJob(type, results)];
    return [
        {
            action: "s3:ListBucket",
            on: inJob(type, (at) => [...new Set(inputs(at).map((object) => object.split("/")[0] ?? ""))]),
            context: (at: StepAt, bucket: string): Context => ({ "s3:prefix": prefixIn(at, bucket) }),
            source: page,
        },
        ...readsObjects(read, keyOf(read), page),
        ...writesObjects(written, (at) => namedKey(at)?.[0] ?? keyOf(written)(at), page),
    ];
});

/** The key that a job names for what it writes; without one it is the bucket's. */
function namedKey({ given }: StepAt): readonly [string] | undefined {
    const named = below(given, "OutputDataConfig")["KmsKeyId"] ?? below(given, "ProcessingOutputConfig")["KmsKeyId"];
    return typeof named === "string" ? [named] : undefined;
}

function metrics({ step }: StepAt): Context {
    return { "cloudwatch:namespace": `/aws/sagemaker/${step.type}Jobs` };
}

/** The repository of a job's image. An image that is a parameter is one of the line's whose job starts the pipeline. */
function repositoryOf({ plans, plan, pipeline, given }: StepAt): readonly string[] {
    const image =
        below(given, "AppSpecification")["ImageUri"] ?? below(given, "AlgorithmSpecification")["TrainingImage"];
    const at = ecrImage(String(image));
    if (at) return [arnIn(at, "ecr", `repository/${at.name}`)];
    const lines = everyJob(plans)
        .filter((job) => job.plan === plan && Object.values(job.env).includes(text(pipeline, "pipelineName")))
        .flatMap(({ env }) => env["LINE"] ?? []);
    return [...new Set(lines.flatMap((line) => imageRepositoriesOf(plans, plan, line)))];
}

function sources({ given }: StepAt): readonly string[] {
    const channels = records(given["InputDataConfig"]).map((one) => below(one, "DataSource", "S3DataSource")["S3Uri"]);
    const files = records(given["ProcessingInputs"]).map((one) => below(one, "S3Input")["S3Uri"]);
    return [...channels, ...files].filter((uri) => typeof uri === "string");
}

/** An object of each input: the input itself, or one below it. */
function inputs(at: StepAt): readonly string[] {
    return sources(at).map((uri) => objectAt(at, /\.\w+$/.test(uri) ? uri : `${uri.replace(/\/$/, "")}/object`));
}

function prefixIn(at: StepAt, bucket: string): string {
    const found = sources(at).find((uri) => objectAt(at, uri).split("/")[0] === bucket);
    return found?.replace(/^s3:\/\/[^/]+\/?/, "") ?? "";
}

function outputs({ given }: StepAt): readonly Record<string, unknown>[] {
    return records(below(given, "ProcessingOutputConfig")["Outputs"]);
}

function results(at: StepAt): readonly string[] {
    if (at.step.type === "Training") return [objectAt(at, modelOf(at.given, at.job))];
    return outputs(at).map((one) =>
        objectAt(at, `${String(below(one, "S3Output")["S3Uri"]).replace(/\/$/, "")}/object`),
    );
}

function objectAt({ plan }: StepAt, uri: string): string {
    return s3ArnIn(plan, uri.replace(/^s3:\/\//, ""));
}

function keyOf(objects: (at: StepAt) => readonly string[]): (at: StepAt) => string | undefined {
    return (at) => at.plans.keyOfBucket((objects(at)[0] ?? "").split(":::")[1]?.split("/")[0] ?? "");
}

/** Pipelines of SageMaker. */
export const trainings: Caller = {
    of: "SageMaker Pipelines",
    asks: (plans) =>
        everyStep(plans).flatMap((at) => {
            const { plan, pipeline, step } = at;
            const says = `${pipeline.name} ${step.name} (SageMaker)`;
            const by = text(pipeline, "roleArn");
            const run = `${text(pipeline, "arn")}/execution/abcdefghijkl`;
            const job = JOBS[step.type];
            const [own = ""] = role(at);
            return [
                assumes(plan, SAGEMAKER, by, run),
                ...asks(says, by, [...STARTING, ...REGISTERING, ...READING], at),
                ...(job === undefined
                    ? []
                    : [
                          assumes(plan, SAGEMAKER, own, arnIn(plan, "sagemaker", `${job.arn}/${at.job}`)),
                          ...asks(`${says}, its job`, own, [...JOB, ...DATA], at),
                      ]),
            ];
        }),
};
