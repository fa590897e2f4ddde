// What ECS needs to start a task, under the execution role of its definition; and to move traffic from one task to another.
import { managed } from "./managed";
import infrastructure from "./managed/AmazonECSInfrastructureRolePolicyForLoadBalancers.json";
import policy from "../../../iam/managed-policies/AmazonECSTaskExecutionRolePolicy.json";
import type { Published } from "./types";

const PAGE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html";

const ELB = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html";

export const ecs: readonly Published[] = [
    {
        of: "Amazon ECS task execution role",
        at: ["task"],
        ...managed(policy),
        narrowed: [
            ...["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"].map((action) => ({
                action,
                because: `the line's repositories; the page itself narrows these three: ${PAGE}#task-execution-ecr-conditionkeys`,
            })),
            ...["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({
                action,
                because:
                    "the service's own group: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html",
            })),
        ],
    },
    {
        of: "Secrets Manager or Systems Manager permissions",
        page: `${PAGE}#task-execution-secrets`,
        read: "a copy of the English page of 2026, read on 28 Nov 2026",
        at: ["task"],
        statements: [
            {
                actions: ["ssm:GetParameters", "secretsmanager:GetSecretValue", "kms:Decrypt"],
                on: [
                    "arn:aws:ssm:us-east-1:111122223333:parameter/parameter_name",
                    "arn:aws:secretsmanager:us-east-1:111122223333:secret:secret_name",
                    "arn:aws:kms:us-east-1:111122223333:key/key_id",
                ],
            },
        ],
    },
    {
        of: "Amazon ECS infrastructure role for load balancers",
        at: ["service"],
        ...managed(infrastructure),
        narrowed: [
            ...["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"].map((action) => ({
                action,
                because: `the service's two groups: ${ELB}`,
            })),
            { action: "elasticloadbalancing:ModifyListener", because: `the service's two listeners: ${ELB}` },
            { action: "elasticloadbalancing:ModifyRule", because: `the one rule of each: ${ELB}` },
        ],
    },
];
