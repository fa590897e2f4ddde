// SageMaker's permissions while it trains a line's model: on its own folder, image and group, and never to approve.
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import { arnIn } from "../../environment-ref";
import { renderPolicy, trustService } from "../../documents/policy";
import type { Statement } from "../../shell";
import type { RoleInUse } from "../../shared/role";

export interface ExecutionRoleArgs {
    readonly line: string;
    /** Name of the model package group. */
    readonly group: string;
    /** Permissions to pull the line's images. */
    readonly pulls: readonly Statement[];
}

/** The role may pass itself, because SageMaker gives each job the role of the definition. */
export function makeExecutionRole(
    name: string,
    args: ExecutionRoleArgs,
    context: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): RoleInUse {
    const role = new iam.Role(
        name,
        { assumeRolePolicy: trustService("sagemaker.amazonaws.com", context.account) },
        opts,
    );
    const policy = new iam.RolePolicy(
        name,
        { role: role.id, policy: renderPolicy([...allowed(args, context), passes(role)]) },
        opts,
    );
    return { arn: role.arn, name: role.name, ready: [policy] };
}

/**
 * As AWS publishes it for a pipeline's role, without what AmazonSageMakerFullAccess gives besides.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html
 */
function allowed({ line, group, pulls }: ExecutionRoleArgs, context: EnvironmentContext): Statement[] {
    // What the page calls job names without a prefix: pipelines-<executionId>-<stepNamePrefix>-<entityToken>-<failureCount>.
    const jobs = (...kinds: readonly string[]): string[] =>
        kinds.map((kind) => arnIn(context, "sagemaker", `${kind}/pipelines-*`));
    const packages = arnIn(context, "sagemaker", `model-package/${group}/*`);
    return [
        ...context.training.trains(line),
        ...pulls,
        {
            actions: ["sagemaker:CreateProcessingJob", "sagemaker:DescribeProcessingJob"],
            on: jobs("processing-job"),
        },
        {
            actions: ["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob"],
            on: jobs("training-job"),
        },
        // A pipeline tags what it makes.
        { actions: ["sagemaker:AddTags"], on: jobs("processing-job", "training-job") },
        {
            actions: ["sagemaker:CreateModelPackage"],
            on: [packages],
            when: { StringEquals: { "sagemaker:ModelApprovalStatus": "PendingManualApproval" } },
        },
        { actions: ["sagemaker:DescribeModelPackage"], on: [packages] },
        // Before each model a pipeline creates the group too, even if it exists, and tags both.
        {
            actions: ["sagemaker:AddTags", "sagemaker:CreateModelPackageGroup"],
            on: [arnIn(context, "sagemaker", `model-package-group/${group}`)],
        },
        { actions: ["sagemaker:AddTags"], on: [packages] },
        {
            actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            on: ["ProcessingJobs", "TrainingJobs"].map((kind) =>
                arnIn(context, "logs", `log-group:/aws/sagemaker/${kind}:*`),
            ),
        },
        {
            actions: ["cloudwatch:PutMetricData"],
            on: "*",
            because: "CloudWatch knows no resource for it; the condition names what SageMaker's jobs write to",
            when: { StringLike: { "cloudwatch:namespace": "/aws/sagemaker/*" } },
        },
    ];
}

function passes(role: iam.Role): Statement {
    return {
        actions: ["iam:PassRole"],
        on: [role.arn],
        when: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
    };
}
