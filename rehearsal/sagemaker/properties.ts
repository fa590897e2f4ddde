// What other steps may name of a step: the answer of the Describe call of what it makes.
// https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-properties.html

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
