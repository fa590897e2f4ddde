// What people may be given on a pipeline, its jobs and its approvals.
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { Stage } from "../parts";
import type { Rights } from "../rights";
import { projectsNamed, seesJobs } from "../shared/job";

/**
 * What the console reads on the pages of one pipeline.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodePipeline_ReadOnlyAccess.html
 */
const PAGES = [
    "codepipeline:GetPipeline",
    "codepipeline:GetPipelineExecution",
    "codepipeline:GetPipelineState",
    "codepipeline:ListActionExecutions",
    "codepipeline:ListPipelineExecutions",
    "codepipeline:ListTagsForResource",
] as const;

/** A condition overridden or a stage rolled back lets a release by without an answer. */
const PAST_THE_GATE = [
    "codepipeline:DisableStageTransition",
    "codepipeline:EnableStageTransition",
    "codepipeline:OverrideStageCondition",
    "codepipeline:RollbackStage",
    "codepipeline:UpdatePipeline",
] as const;

/** A job runs under its own role whatever its caller says it should run, so to start one is to have that role. */
const AS_THE_JOB = [
    "codebuild:RetryBuild",
    "codebuild:RetryBuildBatch",
    "codebuild:StartBuild",
    "codebuild:StartBuildBatch",
    "codebuild:StartSandbox",
    "codebuild:UpdateProject",
] as const;

export function rightsOnPipeline(
    name: string,
    { arn, stages }: { readonly arn: pulumi.Output<string>; readonly stages: readonly Stage[] },
    context: EnvironmentContext,
): Rights {
    const approvals = stages.flatMap((stage) =>
        stage.steps
            .filter(({ run }) => "approval" in run)
            .map((step) => pulumi.interpolate`${arn}/${stage.name}/${step.name}`),
    );
    const named = stages.map((stage) => pulumi.interpolate`${arn}/${stage.name}`);
    return {
        see: [{ actions: [...PAGES], on: [arn] }, ...seesJobs([`${name}-*`], context, [name, `${name}-*`])],
        push: [],
        start: [
            { actions: ["codepipeline:StartPipelineExecution"], on: [arn] },
            // Where one was refused, it is asked again, and answers the same.
            { actions: ["codepipeline:RetryStageExecution"], on: named },
        ],
        // https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-iam-permissions.html
        bypass: [
            { actions: [...PAST_THE_GATE], on: [arn, ...named] },
            {
                actions: [...AS_THE_JOB],
                on: [projectsNamed(`${name}-*`, context)],
            },
        ],
        approve: approvals.length > 0 ? [{ actions: ["codepipeline:PutApprovalResult"], on: approvals }] : [],
    };
}
