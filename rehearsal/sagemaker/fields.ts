// What other steps may name of a step: the answer of the Describe call of what it makes.
// https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-properties.html
import type { JsonObject } from "../../plan/document";
import { texts } from "../../plan/plans";
import { Refused } from "../account/gateway";

/** By the type of the step; types that are not here are refused when they run, and are not looked into. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
    Processing: [
        ...["ProcessingInputs", "ProcessingOutputConfig", "ProcessingJobName", "ProcessingResources"],
        ...["StoppingCondition", "AppSpecification", "Environment", "NetworkConfig", "RoleArn", "ExperimentConfig"],
        ...["ProcessingJobArn", "ProcessingJobStatus", "ExitMessage", "FailureReason", "ProcessingEndTime"],
        ...["ProcessingStartTime", "LastModifiedTime", "CreationTime"],
    ],
    Training: [
        ...[
            "TrainingJobName",
            "TrainingJobArn",
            "ModelArtifacts",
            "TrainingJobStatus",
            "SecondaryStatus",
            "FailureReason",
        ],
        ...["HyperParameters", "AlgorithmSpecification", "RoleArn", "InputDataConfig", "OutputDataConfig"],
        ...["ResourceConfig", "VpcConfig", "StoppingCondition", "CreationTime", "TrainingStartTime", "TrainingEndTime"],
        ...["LastModifiedTime", "FinalMetricDataList", "Environment", "TrainingTimeInSeconds", "BillableTimeInSeconds"],
    ],
    RegisterModel: [
        ...["ModelPackageName", "ModelPackageGroupName", "ModelPackageVersion", "ModelPackageArn", "CreationTime"],
        ...["ModelPackageDescription", "InferenceSpecification", "ModelPackageStatus", "ModelApprovalStatus"],
        ...["ModelMetrics", "CustomerMetadataProperties"],
    ],
    Condition: ["Outcome"],
    Fail: ["ErrorMessage"],
};

/** @param path what follows the step's name: `.ModelArtifacts.S3ModelArtifacts` */
export function isProperty(type: string, path: string): boolean {
    const known = PROPERTIES[type];
    const first = /^\.([^.[]+)/.exec(path)?.[1];
    if (known === undefined || first === undefined) return true;
    return known.includes(first);
}

// When SageMaker tries a step again: for faults of its own, of which a rehearsal has none, and never for a program's mistakes. So
// what a policy says is checked here, and nothing is ever tried again.
// https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-retry-policy.html

const FAULTS = [
    ...["Step.SERVICE_FAULT", "Step.THROTTLING"],
    ...["SageMaker.JOB_INTERNAL_ERROR", "SageMaker.CAPACITY_ERROR", "SageMaker.RESOURCE_LIMIT"],
];
const NUMBERS = ["BackoffRate", "IntervalSeconds", "MaxAttempts", "ExpireAfterMin"];

export function retryProblems(policies: readonly JsonObject[]): string[] {
    return policies.flatMap((policy) => [
        ...texts(policy["ExceptionType"])
            .filter((fault) => !FAULTS.includes(fault))
            .map((fault) => `a retry is for one of ${FAULTS.join(", ")}, not for ${fault}`),
        ...NUMBERS.filter((name) => name in policy && !(Number(policy[name]) > 0)).map(
            (name) => `${name} of a retry is a number above 0, not ${JSON.stringify(policy[name])}`,
        ),
        ...("MaxAttempts" in policy && "ExpireAfterMin" in policy
            ? ["a retry has MaxAttempts or ExpireAfterMin, not both"]
            : []),
    ]);
}

// How old a result may be, as `ExpireAfter` says it. https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-caching-enabling.html

const SECOND = 1000;
const [MINUTE, HOUR, DAY] = [60 * SECOND, 3600 * SECOND, 86_400 * SECOND];
const SPAN = /^P?(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;

/** `P30D`, and AWS's own way of writing it, `30d` and `T16m`; in milliseconds. */
export function spanOf(text: string): number {
    const units = [365 * DAY, 30 * DAY, 7 * DAY, DAY, HOUR, MINUTE, SECOND];
    const parts: readonly (string | undefined)[] = SPAN.exec(text)?.slice(1) ?? [];
    if (parts.every((part) => part === undefined))
        throw new Refused("ClientError", `ExpireAfter is a span such as P30D or PT1H, not ${JSON.stringify(text)}`);
    return parts.reduce<number>((sum, part, at) => sum + Number(part ?? 0) * (units[at] ?? 0), 0);
}

/** What CreatePipeline says of it. */
export function spanProblems(text: string): string[] {
    try {
        return spanOf(text) > 0 ? [] : ["ExpireAfter is no time at all"];
    } catch (error) {
        return [(error as Error).message];
    }
}
