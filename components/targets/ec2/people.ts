import * as pulumi from "@pulumi/pulumi";

import { arnIn, autonamed } from "../../context";
import type { Statement } from "../../parts";
import { applicationArn, type Deployed, groupArn } from "./steps";

/**
 * For people: how a deployment goes, and what each machine says of itself.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployReadOnlyAccess.html
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-view-details.html
 */
export function seesMachines({ line, machines, deployment, context }: Deployed): readonly Statement[] {
    return [
        {
            actions: [
                "codedeploy:BatchGetDeploymentInstances",
                "codedeploy:BatchGetDeployments",
                "codedeploy:GetDeployment",
                "codedeploy:GetDeploymentGroup",
                "codedeploy:GetDeploymentInstance",
                "codedeploy:ListDeploymentInstances",
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
            actions: ["codedeploy:GetDeploymentConfig"],
            on: [pulumi.interpolate`${arnIn(context, "codedeploy", "deploymentconfig")}:${deployment.configName}`],
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
        {
            actions: [
                ...(machines.groupName
                    ? ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeScalingActivities"]
                    : []),
                "ec2:DescribeInstances",
                "ec2:DescribeInstanceStatus",
            ],
            on: "*",
            because: "EC2 and Auto Scaling know no resource for what only reads",
        },
        {
            actions: ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
            on: [arnIn(context, "logs", `log-group:${autonamed(line, context)}:*`)],
        },
    ];
}
