// SageMaker's pipelines and its registry, as scripts, rules and people ask them.
import type { JsonObject } from "../../plan/document";
import { readArn } from "../../plan/arn";
import { records, text } from "../../plan/plans";
import { type Caller, NotRehearsed, type Service, sessionOf } from "../account/gateway";
import { asJson } from "../engine/journal";
import { stamp } from "./events";
import { type ModelPackage, Registry } from "./registry";
import { type TrainingRun, TrainingRuns } from "./runs";

const asked = (input: unknown): JsonObject => (input ?? {}) as JsonObject;

const startPipelineExecution: Service = ({ on, input }, account) => {
    const given = asked(input);
    const { PipelineExecutionDisplayName: displayName, ClientRequestToken: token } = given;
    const parameters = records(given["PipelineParameters"]).map(({ Name, Value }) => [String(Name), String(Value)]);
    const { arn } = account.part(TrainingRuns).start(on, {
        parameters: Object.fromEntries(parameters) as Record<string, string>,
        ...(typeof displayName === "string" ? { displayName } : {}),
        ...(typeof token === "string" ? { token } : {}),
    });
    return { PipelineExecutionArn: arn };
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribePipelineExecution.html */
const describePipelineExecution: Service = ({ on }, account) => {
    const run = account.part(TrainingRuns).find(on);
    return asJson({
        PipelineArn: text(run.pipeline.resource, "arn"),
        PipelineExecutionArn: run.arn,
        PipelineExecutionDisplayName: run.displayName,
        PipelineExecutionStatus: run.end?.status ?? "Executing",
        FailureReason: run.end?.why,
        CreationTime: stamp(run.startedAt),
        LastModifiedTime: stamp(run.end?.at ?? run.startedAt),
    });
};

/** The newest first. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListPipelineExecutionSteps.html */
const listPipelineExecutionSteps: Service = ({ on }, account) => {
    const { steps } = account.part(TrainingRuns).find(on);
    return { PipelineExecutionSteps: [...steps.values()].reverse().map(stepShown) };
};

function stepShown({ name, startedAt, end }: NonNullable<ReturnType<TrainingRun["steps"]["get"]>>): JsonObject {
    return asJson({
        StepName: name,
        StartTime: stamp(startedAt),
        EndTime: end && stamp(end.at),
        StepStatus: end?.status ?? "Executing",
        CacheHitResult: end?.cachedFrom === undefined ? undefined : { SourcePipelineExecutionArn: end.cachedFrom },
        FailureReason: end?.why,
        Metadata: end?.metadata ?? {},
    });
}

const createModelPackage: Service = ({ by, input }, account) => {
    const { arn } = account.part(Registry).register(asked(input), personOf(by));
    return { ModelPackageArn: arn };
};

const describeModelPackage: Service = ({ on }, account) => account.part(Registry).find(on).described;

/** Whatever is changed, the answer is the ARN. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html */
const updateModelPackage: Service = ({ by, on, input }, account) => {
    account.part(Registry).change(on, asked(input), personOf(by));
    return { ModelPackageArn: on };
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListModelPackages.html */
const listModelPackages: Service = ({ input }, account) => {
    const given = asked(input);
    const { ModelPackageGroupName: group, ModelApprovalStatus: status, SortBy: by, SortOrder: order } = given;
    if (by !== undefined && by !== "CreationTime") throw new NotRehearsed(`ListModelPackages sorted by ${String(by)}`);
    const found = account
        .part(Registry)
        .of(typeof group === "string" ? group : undefined)
        .filter(({ described }) => status === undefined || described["ModelApprovalStatus"] === status);
    const sorted = order === "Ascending" ? found : [...found].reverse();
    const most = Number(given["MaxResults"] ?? sorted.length);
    return { ModelPackageSummaryList: sorted.slice(0, most).map(summary) };
};

function summary({ described }: ModelPackage): JsonObject {
    const shown = [
        ...["ModelPackageGroupName", "ModelPackageVersion", "ModelPackageArn", "CreationTime", "ModelPackageStatus"],
        ...["ModelApprovalStatus", "ModelPackageDescription", "ModelLifeCycle"],
    ];
    return Object.fromEntries(Object.entries(described).filter(([name]) => shown.includes(name)));
}

/** As the registry notes who changed it: a role by its session, a person by what is said of them. */
function personOf(by: Caller): string {
    return readArn(by.role).resource.startsWith("role/") ? sessionOf(by) : by.role;
}

export const trainingServices: ReadonlyMap<string, Service> = new Map([
    ["sagemaker:StartPipelineExecution", startPipelineExecution],
    ["sagemaker:DescribePipelineExecution", describePipelineExecution],
    ["sagemaker:ListPipelineExecutionSteps", listPipelineExecutionSteps],
    ["sagemaker:CreateModelPackage", createModelPackage],
    ["sagemaker:DescribeModelPackage", describeModelPackage],
    ["sagemaker:UpdateModelPackage", updateModelPackage],
    ["sagemaker:ListModelPackages", listModelPackages],
]);
