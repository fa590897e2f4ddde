// Permissions that people may get on the training pipeline, and on the registry where models wait.
import * as pulumi from "@pulumi/pulumi";

import type { Statement } from "../../shell";
import type { Rights } from "../../rights";
import type { SageMakerPipeline } from "./sagemaker-pipeline";

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html */
export const LISTS_MODELS: Statement = {
    actions: ["sagemaker:ListModelPackages"],
    on: "*",
    because: "IAM knows model packages for it, and no group: a list cannot name what it is about to find",
};

/** Whoever may set a status may approve, so only approvers may; a model that nobody wants is left waiting. */
export function rightsOnTraining({ pipelineArn, groupArn, packages }: SageMakerPipeline): Partial<Rights> {
    const executions = pulumi.interpolate`${pipelineArn}/execution/*`;
    return {
        see: [
            { actions: ["sagemaker:DescribePipeline", "sagemaker:ListPipelineExecutions"], on: [pipelineArn] },
            {
                actions: [
                    "sagemaker:DescribePipelineDefinitionForExecution",
                    "sagemaker:DescribePipelineExecution",
                    "sagemaker:ListPipelineExecutionSteps",
                    "sagemaker:ListPipelineParametersForExecution",
                ],
                on: [executions],
            },
            { actions: ["sagemaker:DescribeModelPackageGroup"], on: [groupArn] },
            { actions: ["sagemaker:DescribeModelPackage"], on: [packages] },
            LISTS_MODELS,
        ],
        approve: [{ actions: ["sagemaker:UpdateModelPackage"], on: [packages] }],
        // A training with another image, or a model that nothing trained, would wait there like one of the line's.
        bypass: [
            { actions: ["sagemaker:StartPipelineExecution", "sagemaker:UpdatePipeline"], on: [pipelineArn] },
            { actions: ["sagemaker:RetryPipelineExecution"], on: [executions] },
            { actions: ["sagemaker:CreateModelPackage", "sagemaker:DeleteModelPackage"], on: [packages] },
        ],
    };
}
