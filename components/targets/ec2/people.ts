import { arnIn, autonamed } from "../../environment-ref";
import type { Statement } from "../../shell";
import { configArn, groupArn, seesDeployments } from "../../shared/code-deployment";
import type { Deployed } from "./steps";

/**
 * For people: how a deployment goes, and what each machine says of itself.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployReadOnlyAccess.html
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-view-details.html
 */
export function seesMachines({ line, machines, deployment, context }: Deployed): readonly Statement[] {
    return [
        ...seesDeployments(deployment, context),
        {
            actions: [
                "codedeploy:BatchGetDeploymentInstances",
                "codedeploy:GetDeploymentInstance",
                "codedeploy:ListDeploymentInstances",
            ],
            on: [groupArn(deployment, context)],
        },
        { actions: ["codedeploy:GetDeploymentConfig"], on: [configArn(deployment, context)] },
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
