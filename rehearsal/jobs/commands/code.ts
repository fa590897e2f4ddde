// CodeCommit, CodeDeploy and CodePipeline, as far as jobs ask them.
import type { JsonObject } from "../../../plan/document";
import { arnIn } from "../../../plan/arn";
import { Deployments } from "../../deployments/codedeploy/codedeploy";
import { type AwsCommand, type JobSite, plainCall } from "./types";

export const codeCommands: Readonly<Record<string, AwsCommand>> = {
    "codecommit get-commit": plainCall({
        action: "codecommit:GetCommit",
        options: { "repository-name": "text", "commit-id": "text" },
        required: ["repository-name", "commit-id"],
        on: ({ repositoryName }, site) => arnIn(site.place, "codecommit", String(repositoryName)),
    }),
    "codecommit get-branch": plainCall({
        action: "codecommit:GetBranch",
        options: { "repository-name": "text", "branch-name": "text" },
        required: ["repository-name", "branch-name"],
        on: ({ repositoryName }, site) => arnIn(site.place, "codecommit", String(repositoryName)),
    }),
    "deploy list-deployments": plainCall({
        action: "codedeploy:ListDeployments",
        options: { "application-name": "text", "deployment-group-name": "text", "include-only-statuses": "texts" },
        required: ["application-name", "deployment-group-name"],
        on: ({ applicationName, deploymentGroupName }, site) =>
            arnIn(
                site.place,
                "codedeploy",
                `deploymentgroup:${String(applicationName)}/${String(deploymentGroupName)}`,
            ),
    }),
    "deploy get-deployment": plainCall({
        action: "codedeploy:GetDeployment",
        options: { "deployment-id": "text" },
        required: ["deployment-id"],
        on: groupOfDeployment,
    }),
    "deploy list-deployment-targets": plainCall({
        action: "codedeploy:ListDeploymentTargets",
        options: { "deployment-id": "text" },
        required: ["deployment-id"],
        on: groupOfDeployment,
    }),
    "deploy batch-get-deployment-targets": plainCall({
        action: "codedeploy:BatchGetDeploymentTargets",
        options: { "deployment-id": "text", "target-ids": "texts" },
        required: ["deployment-id", "target-ids"],
        on: groupOfDeployment,
    }),
    "deploy put-lifecycle-event-hook-execution-status": plainCall({
        action: "codedeploy:PutLifecycleEventHookExecutionStatus",
        options: { "deployment-id": "text", "lifecycle-event-hook-execution-id": "text", status: "text" },
        on: groupOfDeployment,
    }),
    "deploy stop-deployment": plainCall({
        action: "codedeploy:StopDeployment",
        options: { "deployment-id": "text", "auto-rollback-enabled": "flag" },
        required: ["deployment-id"],
        on: groupOfDeployment,
    }),
    "codepipeline get-pipeline-execution": ofPipeline(
        "GetPipelineExecution",
        { "pipeline-name": "text", "pipeline-execution-id": "text" },
        "pipeline-execution-id",
    ),
    "codepipeline list-pipeline-executions": ofPipeline("ListPipelineExecutions", {
        "pipeline-name": "text",
        "max-items": "number",
        "max-results": "number",
        filter: "document",
    }),
    "codepipeline list-action-executions": ofPipeline("ListActionExecutions", {
        "pipeline-name": "text",
        filter: "structure",
    }),
    "codepipeline get-pipeline-state": ofPipeline("GetPipelineState", { name: "text" }),
    "codepipeline stop-pipeline-execution": ofPipeline(
        "StopPipelineExecution",
        {
            "pipeline-name": "text",
            "pipeline-execution-id": "text",
            abandon: "flag",
            "no-abandon": "flag",
            reason: "text",
        },
        "pipeline-execution-id",
    ),
    "codepipeline start-pipeline-execution": ofPipeline("StartPipelineExecution", {
        name: "text",
        variables: "structures",
        "source-revisions": "structures",
        "client-request-token": "text",
    }),
};

/** What IAM is asked for on the pipeline, which its options name in one of two ways. */
function ofPipeline(operation: string, options: AwsCommand["options"], ...required: readonly string[]): AwsCommand {
    const name = "name" in options ? "name" : "pipeline-name";
    return plainCall({
        action: `codepipeline:${operation}`,
        options,
        required: [name, ...required],
        on: ({ name: own, pipelineName }, site) => arnIn(site.place, "codepipeline", String(own ?? pipelineName)),
    });
}

/** IAM is asked for the group, which a caller need not know. */
function groupOfDeployment({ deploymentId }: JsonObject, site: JobSite): string {
    const { application, group } = site.account.part(Deployments).get(String(deploymentId));
    return arnIn(site.place, "codedeploy", `deploymentgroup:${application}/${group}`);
}
