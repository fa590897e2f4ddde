// AWSCodeDeployRoleForECS, which stands on everything; what ours names instead, and why that works.
import { managed } from "./managed";
import policy from "../../../iam/managed-policies/AWSCodeDeployRoleForECS.json";
import type { Published } from "./types";

const GUIDE = "https://docs.aws.amazon.com/codedeploy/latest/userguide";
const AUTHORIZATION = "https://docs.aws.amazon.com/service-authorization/latest/reference";
const ECS = `${AUTHORIZATION}/list_amazonelasticcontainerservice.html`;

export const codedeploy: readonly Published[] = [
    {
        of: "CodeDeploy for Amazon ECS",
        at: ["deployment group"],
        ...managed(policy),
        leftOut: [
            {
                action: "elasticloadbalancing:ModifyRule",
                because:
                    'our listeners have no rule but the default one, and "to modify the actions for the default rule, use ModifyListener": https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyRule.html',
            },
            {
                action: "lambda:InvokeFunction",
                because: `for the hooks of an AppSpec, ${GUIDE}/reference-appspec-file-structure-hooks.html; ours has those of rollout.hooks, whose functions are named`,
            },
            {
                action: "sns:Publish",
                because: `for the triggers of a group, ${GUIDE}/monitoring-sns-event-notifications-create-trigger.html; ours has none`,
            },
            // unverified: CodePipeline hands CodeDeploy the AppSpec itself, not an object | fails as: the deployment fails at once, S3 denies the group's role | settle: aws deploy get-deployment --deployment-id <id> --query deploymentInfo.revision.revisionType
            ...["s3:GetObject", "s3:GetObjectVersion"].map((action) => ({
                action,
                because:
                    "for revisions that lie in S3; CodePipeline writes the task definition into the AppSpec as it runs, so no object holds it: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html",
            })),
        ],
        narrowed: [
            {
                action: "ecs:CreateTaskSet",
                because: `by its condition keys ecs:cluster and ecs:service: ${ECS}`,
            },
            ...["ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet", "ecs:DeleteTaskSet"].map((action) => ({
                action,
                because: `the one service and its task sets, which are the resources of this action: ${ECS}`,
            })),
            {
                action: "elasticloadbalancing:ModifyListener",
                because: `the two listeners of the service: ${AUTHORIZATION}/list_awselasticloadbalancingv2.html`,
            },
            {
                action: "iam:PassRole",
                because:
                    '"specify the full ARN of your task execution role or task role override": https://docs.aws.amazon.com/AmazonECS/latest/developerguide/codedeploy_IAM_role.html',
            },
        ],
    },
];
