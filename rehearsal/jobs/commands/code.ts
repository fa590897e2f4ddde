// CodeCommit, CodeDeploy and CodePipeline, as far as jobs ask them.
import { arnIn, plainCall } from "./plain-call";
import type { AwsCommand } from "./types";

export const codeCommands: Readonly<Record<string, AwsCommand>> = {
    "codecommit get-commit": plainCall({
        api: "GetCommit",
        action: "codecommit:GetCommit",
        options: { "repository-name": "text", "commit-id": "text" },
        required: ["repository-name", "commit-id"],
        on: ({ repositoryName }, site) => arnIn(site, "codecommit", String(repositoryName)),
    }),
    "codecommit get-branch": plainCall({
        api: "GetBranch",
        action: "codecommit:GetBranch",
        options: { "repository-name": "text", "branch-name": "text" },
        required: ["repository-name", "branch-name"],
        on: ({ repositoryName }, site) => arnIn(site, "codecommit", String(repositoryName)),
    }),
    "deploy list-deployments": plainCall({
        api: "ListDeployments",
        action: "codedeploy:ListDeployments",
        options: { "application-name": "text", "deployment-group-name": "text", "include-only-statuses": "texts" },
        required: ["application-name", "deployment-group-name"],
        on: ({ applicationName, deploymentGroupName }, site) =>
            arnIn(site, "codedeploy", `deploymentgroup:${String(applicationName)}/${String(deploymentGroupName)}`),
    }),
    "codepipeline list-action-executions": plainCall({
        api: "ListActionExecutions",
        action: "codepipeline:ListActionExecutions",
        options: { "pipeline-name": "text", filter: "structure" },
        required: ["pipeline-name"],
        on: ({ pipelineName }, site) => arnIn(site, "codepipeline", String(pipelineName)),
    }),
    "codepipeline start-pipeline-execution": plainCall({
        api: "StartPipelineExecution",
        action: "codepipeline:StartPipelineExecution",
        options: { name: "text", variables: "structures", "source-revisions": "structures" },
        required: ["name"],
        on: ({ name }, site) => arnIn(site, "codepipeline", String(name)),
    }),
};
