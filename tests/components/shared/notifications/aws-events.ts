// Events as AWS publishes them, of one run whose deployment fails: an action, its stage, its run, and the services behind it.
import type { JsonObject } from "../../../../plan/document";

const PIPELINE = "web-ship-1";
const RUN = "12345678-1234-5678-abcd-12345678abcd";

function event(source: string, type: string, resource: string, detail: JsonObject): JsonObject {
    return {
        version: "0",
        id: "01234567-89ab-cdef-0123-456789abcdef",
        "detail-type": type,
        source,
        account: "111122223333",
        time: "2026-11-28T22:03:07Z",
        region: "eu-west-1",
        resources: [resource],
        detail,
    };
}

const ofPipeline = (what: string, detail: JsonObject): JsonObject =>
    event(
        "aws.codepipeline",
        `CodePipeline ${what} Execution State Change`,
        `arn:aws:codepipeline:eu-west-1:111122223333:${PIPELINE}`,
        { pipeline: PIPELINE, "execution-id": RUN, version: 1, "pipeline-execution-attempt": 1, ...detail },
    );

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html */
export const run = (state: string, trigger?: string): JsonObject =>
    ofPipeline("Pipeline", {
        state,
        ...(trigger === undefined ? {} : { "execution-trigger": { "trigger-type": trigger, "trigger-detail": "x" } }),
    });
export const stage = (state: string): JsonObject => ofPipeline("Stage", { state, stage: "Deploy" });
export const action = (state: string, category = "Deploy"): JsonObject =>
    ofPipeline("Action", {
        state,
        stage: "Deploy",
        action: "RollOut",
        region: "eu-west-1",
        type: { owner: "AWS", category, provider: "CodeDeployToECS", version: "1" },
    });

/** https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html */
export const build = (status: string, project: string, initiator: string): JsonObject =>
    event(
        "aws.codebuild",
        "CodeBuild Build State Change",
        `arn:aws:codebuild:eu-west-1:111122223333:build/${project}:1`,
        {
            "build-status": status,
            "project-name": project,
            "build-id": `arn:aws:codebuild:eu-west-1:111122223333:build/${project}:1`,
            "additional-information": { initiator, "build-complete": true },
            "current-phase": "COMPLETED",
            version: "1",
        },
    );

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events-event-types.html */
export const deployment = (state: string): JsonObject =>
    event(
        "aws.codedeploy",
        "CodeDeploy Deployment State-change Notification",
        "arn:aws:codedeploy:eu-west-1:111122223333:application:web-1",
        {
            instanceGroupId: "9fd2fbef-2157-40d8-91e7-6845af69e2d2",
            region: "eu-west-1",
            application: "web-1",
            deploymentId: "d-123456789",
            state,
            deploymentGroup: "web",
        },
    );

/** components/scripts/verify.sh */
export const verified: JsonObject = event("fairlead.web", "Release Verified", "", {
    line: "web",
    environment: "stack",
    release: "r1",
    digest: "sha256:0",
    bucket: "releases",
    key: "releases/web/live.zip",
    version: "v1",
    counter: 7,
});

/** https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html */
export const training = (status: string): JsonObject => {
    const pipelineArn = "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/web-1";
    return event("aws.sagemaker", "SageMaker Model Building Pipeline Execution Status Change", pipelineArn, {
        pipelineArn,
        pipelineExecutionArn: `${pipelineArn}/execution/abcdefghijkl`,
        currentPipelineExecutionStatus: status,
        previousPipelineExecutionStatus: "Executing",
        executionStartTime: "2026-11-28T22:00:07Z",
        executionEndTime: "2026-11-28T22:03:07Z",
    });
};
export const modelPackage = (approval: string): JsonObject => {
    const arn = "arn:aws:sagemaker:eu-west-1:111122223333:model-package/web-1/3";
    return event("aws.sagemaker", "SageMaker Model Package State Change", arn, {
        ModelPackageGroupName: "web-1",
        ModelPackageVersion: 3,
        ModelPackageArn: arn,
        ModelPackageStatus: "Completed",
        ModelApprovalStatus: approval,
    });
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
export const task = (
    group: string,
    exitCodes: readonly (number | undefined)[],
    stopCode = "EssentialContainerExited",
): JsonObject => {
    const arn = "arn:aws:ecs:eu-west-1:111122223333:task/services/0";
    const containers = exitCodes.map((exitCode, at) => ({
        name: `container-${at}`,
        lastStatus: "STOPPED",
        ...(exitCode === undefined ? {} : { exitCode }),
    }));
    const detail = { taskArn: arn, group, lastStatus: "STOPPED", desiredStatus: "STOPPED", containers, stopCode };
    return event("aws.ecs", "ECS Task State Change", arn, detail);
};
