// What SageMaker tells of a pipeline that trains: https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
import { SAGEMAKER } from "../forms";
import type { Fact, Watched } from "../seams";

/** One of a training's states, in words. */
export function trainings(
    { trainings: of }: Watched,
    told: Pick<Fact, "name" | "description"> & { readonly states: readonly string[]; readonly text: string },
): Fact {
    const { name, description, states, text } = told;
    return {
        name,
        of,
        description,
        pattern: {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker Model Building Pipeline Execution Status Change"],
            detail: { pipelineArn: of, currentPipelineExecutionStatus: states },
        },
        paths: {
            execution: "$.detail.pipelineExecutionArn",
            state: "$.detail.currentPipelineExecutionStatus",
            region: "$.region",
        },
        says: { title: "<execution>: <state>", text, link: SAGEMAKER, thread: "<execution>" },
    };
}

/** A model is registered, and a person has to say whether it goes on. */
export function waitingModels({ modelGroups: of }: Watched): Fact {
    return {
        name: "model",
        of,
        description: "A model waits for approval in the registry",
        pattern: {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker Model Package State Change"],
            detail: {
                ModelPackageGroupName: of,
                ModelApprovalStatus: ["PendingManualApproval"],
                ModelPackageStatus: ["Completed"],
            },
        },
        paths: {
            group: "$.detail.ModelPackageGroupName",
            version: "$.detail.ModelPackageVersion",
            region: "$.region",
        },
        says: {
            title: "Version <version> of <group> waits for approval",
            text: "which is given or refused in the model registry of Studio.",
            link: SAGEMAKER,
            thread: "<group>-<version>",
        },
    };
}
