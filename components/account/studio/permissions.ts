// Permissions of a Studio profile: to work in its own spaces and see this project's models, and nothing that a pipeline does.
import type * as pulumi from "@pulumi/pulumi";
import { interpolate } from "@pulumi/pulumi";

import { arnIn, type EnvironmentRef } from "../../environment-ref";
import type { Statement } from "../../shell";

/** As AWS publishes it: https://docs.aws.amazon.com/sagemaker/latest/dg/studio-updated-jl-admin-guide-permissions.html */
export function mayWork(ref: EnvironmentRef, domain: pulumi.Output<string>, profile: string): Statement[] {
    const own = interpolate`${arnIn(ref, "sagemaker", "user-profile")}/${domain}/${profile}`;
    const below = (type: string) => interpolate`${arnIn(ref, "sagemaker", type)}/${domain}/*`;
    const ofOwn = { ArnLike: { "sagemaker:OwnerUserProfileArn": own } };
    return [
        { actions: ["sagemaker:CreatePresignedDomainUrl", "sagemaker:DescribeUserProfile"], on: [own] },
        {
            actions: ["sagemaker:CreateSpace", "sagemaker:DeleteSpace", "sagemaker:UpdateSpace"],
            on: [below("space")],
            when: { ...ofOwn, StringEquals: { "sagemaker:SpaceSharingType": ["Private"] } },
        },
        {
            actions: ["sagemaker:CreateApp", "sagemaker:DeleteApp"],
            on: [below("app")],
            when: { ...ofOwn, StringEquals: { "sagemaker:SpaceSharingType": ["Private"] } },
        },
        { actions: ["sagemaker:DescribeSpace"], on: [below("space")] },
        { actions: ["sagemaker:DescribeApp"], on: [below("app")] },
        { actions: ["sagemaker:DescribeDomain"], on: [interpolate`${arnIn(ref, "sagemaker", "domain")}/${domain}`] },
        // Studio tags what it makes.
        {
            actions: ["sagemaker:AddTags"],
            on: [below("space"), below("app")],
            when: { Null: { "sagemaker:TaggingAction": "false" } },
        },
        {
            actions: [
                ...[
                    "sagemaker:ListApps",
                    "sagemaker:ListDomains",
                    "sagemaker:ListSpaces",
                    "sagemaker:ListUserProfiles",
                ],
                ...["sagemaker:ListModelPackageGroups", "sagemaker:ListModelPackages", "sagemaker:ListPipelines"],
            ],
            on: "*",
            because: "a list of all there is cannot name what it is about to find",
        },
        {
            actions: ["sagemaker:DescribeModelPackageGroup", "sagemaker:DescribeModelPackage"],
            on: [models(ref, "model-package-group"), `${models(ref, "model-package")}/*`],
        },
        {
            actions: [
                ...["sagemaker:DescribePipeline", "sagemaker:ListPipelineExecutions"],
                ...["sagemaker:DescribePipelineExecution", "sagemaker:ListPipelineExecutionSteps"],
                ...["sagemaker:DescribePipelineDefinitionForExecution", "sagemaker:ListPipelineParametersForExecution"],
            ],
            on: [models(ref, "pipeline"), `${models(ref, "pipeline")}/execution/*`],
        },
    ];
}

/** Who may set a status may approve. */
export function mayApprove(ref: EnvironmentRef): Statement {
    return { actions: ["sagemaker:UpdateModelPackage"], on: [`${models(ref, "model-package")}/*`] };
}

/** Of every environment of this project in this account and region: its groups and pipelines begin with its name. */
function models(ref: EnvironmentRef, type: string): string {
    return arnIn(ref, "sagemaker", `${type}/${ref.project}-*`);
}
