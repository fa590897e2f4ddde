// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html
import type { Json } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { isRecord } from "../../../plan/plans";
import { number, one, tags } from "../shapes";
import type { ResourceTypes } from "./types";

export const sagemaker: ResourceTypes = {
    "AWS::SageMaker::ModelPackageGroup": {
        type: TYPE.modelPackageGroup,
        shape: {
            ModelPackageGroupName: "modelPackageGroupName",
            ModelPackageGroupDescription: "modelPackageGroupDescription",
            // Who of other accounts may read it: nobody else is here.
            ModelPackageGroupPolicy: null,
            Tags: ["tags", tags],
        },
        ref: "arn",
        attributes: { ModelPackageGroupArn: "arn" },
    },
    "AWS::SageMaker::Pipeline": {
        type: TYPE.trainingPipeline,
        shape: {
            PipelineName: "pipelineName",
            PipelineDisplayName: "pipelineDisplayName",
            PipelineDescription: "pipelineDescription",
            PipelineDefinition: ["pipelineDefinition", definitionOf],
            RoleArn: "roleArn",
            ParallelismConfiguration: [
                "parallelismConfiguration",
                one({ MaxParallelExecutionSteps: ["maxParallelExecutionSteps", number] }),
            ],
            Tags: ["tags", tags],
        },
        ref: "pipelineName",
    },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-pipeline.html */
function definitionOf(value: Json, path: string, unread: (path: string) => void): Json {
    const { PipelineDefinitionBody: body } = isRecord(value) ? value : {};
    if (typeof body === "string") return body;
    unread(`${path}.PipelineDefinitionS3Location`);
    return "";
}
