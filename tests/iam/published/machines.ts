// What AWS publishes for deployments to virtual machines, and for the machines themselves.
import { managed } from "./managed";
import codedeploy from "../../../iam/managed-policies/AWSCodeDeployRole.json";
import systemsManager from "../../../iam/managed-policies/AmazonSSMManagedInstanceCore.json";
import type { Published } from "./types";

const GUIDE = "https://docs.aws.amazon.com/codedeploy/latest/userguide";
const PIPELINE = "https://docs.aws.amazon.com/codepipeline/latest/userguide";
const AUTHORIZATION = "https://docs.aws.amazon.com/service-authorization/latest/reference";

const leftOut = (because: string, ...actions: string[]): { action: string; because: string }[] =>
    actions.map((action) => ({ action, because }));

export const machines: readonly Published[] = [
    {
        of: "CodeDeploy action",
        page: `${PIPELINE}/action-reference-CodeDeploy.html`,
        read: "a copy of the English page of 2026, read on 29 Nov 2026",
        at: ["action CodeDeploy"],
        statements: [
            {
                actions: [
                    "codedeploy:CreateDeployment",
                    "codedeploy:GetApplication",
                    "codedeploy:GetApplicationRevision",
                    "codedeploy:GetDeployment",
                    "codedeploy:GetDeploymentConfig",
                    "codedeploy:RegisterApplicationRevision",
                ],
                on: "resource_ARN",
            },
        ],
    },
    {
        of: "CodeDeploy for EC2",
        at: ["server deployment group"],
        ...managed(codedeploy),
        leftOut: [
            ...leftOut(
                `for blue/green, which copies an Auto Scaling group with all that hangs on it: ${GUIDE}/deployment-groups-create-blue-green.html; ours change in place`,
                "autoscaling:CreateAutoScalingGroup",
                "autoscaling:CreateOrUpdateTags",
                "autoscaling:UpdateAutoScalingGroup",
                "autoscaling:EnableMetricsCollection",
                "autoscaling:DescribePolicies",
                "autoscaling:DescribeScheduledActions",
                "autoscaling:DescribeNotificationConfigurations",
                "autoscaling:AttachLoadBalancers",
                "autoscaling:AttachLoadBalancerTargetGroups",
                "autoscaling:PutScalingPolicy",
                "autoscaling:PutScheduledUpdateGroupAction",
                "autoscaling:PutNotificationConfiguration",
                "autoscaling:PutWarmPool",
                "autoscaling:DeleteAutoScalingGroup",
                "cloudwatch:PutMetricAlarm",
                "ec2:TerminateInstances",
            ),
            ...leftOut(
                `for a group that suspends processes while it deploys: ${GUIDE}/integrations-aws-auto-scaling.html; ours suspends none, docs/decisions/0026-machines-change-in-place.md`,
                "autoscaling:SuspendProcesses",
                "autoscaling:ResumeProcesses",
            ),
            ...leftOut(
                `for Classic Load Balancers: ${GUIDE}/integrations-aws-elastic-load-balancing.html; ours are Application Load Balancers`,
                "elasticloadbalancing:DescribeInstanceHealth",
                "elasticloadbalancing:RegisterInstancesWithLoadBalancer",
                "elasticloadbalancing:DeregisterInstancesFromLoadBalancer",
            ),
            ...leftOut(
                `for the triggers of a group, ${GUIDE}/monitoring-sns-event-notifications-create-trigger.html; ours has none`,
                "sns:Publish",
            ),
        ],
        narrowed: [
            ...[
                "autoscaling:CompleteLifecycleAction",
                "autoscaling:DeleteLifecycleHook",
                "autoscaling:PutLifecycleHook",
                "autoscaling:RecordLifecycleActionHeartbeat",
            ].map((action) => ({
                action,
                because: `the line's own Auto Scaling group, which is the resource of this action: ${AUTHORIZATION}/list_amazonec2autoscaling.html`,
            })),
            ...["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"].map((action) => ({
                action,
                because: `the line's own target group: ${AUTHORIZATION}/list_awselasticloadbalancingv2.html`,
            })),
        ],
    },
    {
        of: "Systems Manager's agent",
        at: ["machine"],
        ...managed(systemsManager),
        leftOut: leftOut(
            "with them, whatever runs on a machine reads every parameter of the account that AWS's own key encrypts: https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html; the agent reads parameters only for documents that name them, and ours names none",
            "ssm:GetParameter",
            "ssm:GetParameters",
        ),
    },
];
