import { trustService } from "../../documents/policy";
import type { Statement } from "../../shell";
import type { EnvironmentContext } from "../../context";
import { makeRole, type RoleInUse } from "../../shared/role";
import type { Machines } from "./machines";
import type { Traffic } from "./traffic";
import type * as pulumi from "@pulumi/pulumi";

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRole.html */
const READS = {
    machines: ["ec2:DescribeInstances", "ec2:DescribeInstanceStatus", "tag:GetResources"],
    group: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLifecycleHooks",
        "autoscaling:DescribeScalingActivities",
    ],
    traffic: [
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
    ],
} as const;

/** A hook of CodeDeploy's own holds each machine that a group launches until it has the last release. */
const HOLDS_LAUNCHES = [
    "autoscaling:CompleteLifecycleAction",
    "autoscaling:DeleteLifecycleHook",
    "autoscaling:PutLifecycleHook",
    "autoscaling:RecordLifecycleActionHeartbeat",
] as const;

/** Makes the role of CodeDeploy: what AWSCodeDeployRole allows for deployments in place, on what is the line's own. */
export function makeDeploymentRole(
    line: string,
    { machines, traffic }: { readonly machines: Machines; readonly traffic?: Traffic },
    { account }: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): RoleInUse {
    const allow: Statement[] = [
        { actions: [...READS.machines], on: "*", because: "EC2 and tags know no resource for what only reads" },
    ];
    if (machines.groupArn) {
        allow.push(
            { actions: [...READS.group], on: "*", because: "Auto Scaling knows no resource for what only reads" },
            { actions: [...HOLDS_LAUNCHES], on: [machines.groupArn] },
        );
    }
    if (traffic) {
        allow.push(
            {
                actions: [...READS.traffic],
                on: "*",
                because: "elastic load balancing knows no resource for what only reads",
            },
            {
                actions: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
                on: [traffic.targets.arn],
            },
            {
                actions: ["cloudwatch:DescribeAlarms"],
                on: "*",
                because:
                    "CloudWatch answers nothing about composite alarms to a narrower permission, and CodeDeploy stops where it is not answered",
            },
        );
    }
    return makeRole(`${line}-deployment`, { trust: trustService("codedeploy.amazonaws.com", account), allow }, opts);
}
