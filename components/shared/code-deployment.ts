// Names of a CodeDeploy deployment, whatever it deploys to, and the permissions to roll it out and to see it.
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { arnIn } from "../environment-ref";
import type { Statement } from "../shell";

export interface CodeDeployment {
    readonly applicationName: pulumi.Output<string>;
    readonly groupName: pulumi.Output<string>;
    readonly configName: pulumi.Input<string>;
}

/** Permission to wait until the group is free, which takes one deployment at a time. */
export function waitsFor(deployment: CodeDeployment, context: EnvironmentContext): Statement {
    return { actions: ["codedeploy:ListDeployments"], on: [groupArn(deployment, context)] };
}

/** Permissions of CodePipeline's action to deploy a revision. */
export function rollsOut(deployment: CodeDeployment, context: EnvironmentContext): Statement[] {
    return [
        {
            actions: [
                "codedeploy:GetApplication",
                "codedeploy:GetApplicationRevision",
                "codedeploy:RegisterApplicationRevision",
            ],
            on: [applicationArn(deployment, context)],
        },
        {
            actions: ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"],
            on: [groupArn(deployment, context)],
        },
        { actions: ["codedeploy:GetDeploymentConfig"], on: [configArn(deployment, context)] },
    ];
}

/** Permissions of a person to find a deployment and follow it. */
export function seesDeployments(deployment: CodeDeployment, context: EnvironmentContext): Statement[] {
    return [
        {
            actions: [
                "codedeploy:BatchGetDeployments",
                "codedeploy:GetDeployment",
                "codedeploy:GetDeploymentGroup",
                "codedeploy:ListDeployments",
            ],
            on: [groupArn(deployment, context)],
        },
        {
            actions: [
                "codedeploy:GetApplication",
                "codedeploy:GetApplicationRevision",
                "codedeploy:ListDeploymentGroups",
            ],
            on: [applicationArn(deployment, context)],
        },
        {
            actions: [
                "codedeploy:BatchGetDeploymentTargets",
                "codedeploy:GetDeploymentTarget",
                "codedeploy:ListDeploymentTargets",
            ],
            on: "*",
            because: "CodeDeploy knows no resource for what a deployment reached",
        },
    ];
}

/** AWS's own configurations too have ARNs in the account. */
export function configArn({ configName }: CodeDeployment, context: EnvironmentContext): pulumi.Output<string> {
    return pulumi.interpolate`${arnIn(context, "codedeploy", "deploymentconfig")}:${configName}`;
}

export function groupArn(
    { applicationName, groupName }: CodeDeployment,
    context: EnvironmentContext,
): pulumi.Output<string> {
    return pulumi.interpolate`${arnIn(context, "codedeploy", "deploymentgroup")}:${applicationName}/${groupName}`;
}

function applicationArn({ applicationName }: CodeDeployment, context: EnvironmentContext): pulumi.Output<string> {
    return pulumi.interpolate`${arnIn(context, "codedeploy", "application")}:${applicationName}`;
}
