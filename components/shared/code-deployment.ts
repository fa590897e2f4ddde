// A deployment by CodeDeploy, whatever it deploys to: what it is called, what rolling it out takes, and what people see of it.
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { arnIn } from "../environment-ref";
import type { Statement } from "../shell";

export interface CodeDeployment {
    readonly applicationName: pulumi.Output<string>;
    readonly groupName: pulumi.Output<string>;
    readonly configName: pulumi.Input<string>;
}

/** What a job needs that waits until the group is free: it takes one deployment at a time. */
export function waitsFor(deployment: CodeDeployment, context: EnvironmentContext): Statement {
    return { actions: ["codedeploy:ListDeployments"], on: [groupArn(deployment, context)] };
}

/** What CodePipeline's action needs to deploy a revision. */
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

/** What a person needs to find a deployment and to see how it goes. */
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

/** AWS's own configurations are named in the account's own address space. */
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
