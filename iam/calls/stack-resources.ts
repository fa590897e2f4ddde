// What CloudFormation calls under the role of a stack, by the type of a resource: all that its life takes, made, changed, deleted.
import { arnIn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { type Plan, type PlannedResource, type Plans, text, texts } from "../../plan/plans";
import type { Context, Row } from "./types";

const REFERENCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference";
const GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg";
const AUTHORIZATION = "https://docs.aws.amazon.com/service-authorization/latest/reference";

/** A resource of a template, in the stack that a pipeline brings it to. */
export interface InStack {
    readonly plans: Plans;
    readonly plan: Plan;
    readonly stack: PlannedResource;
    readonly endpoint: string;
    readonly properties: JsonObject;
    /** Tags of the template's resources, also for what hangs on one. */
    readonly tags: readonly Readonly<Record<string, unknown>>[];
}

/** CloudFormation's own part of a name. */
export const CHANCE = "00000000-0000-4000-8000-000000000000";
const tagsOf = (prefix: string, { tags }: InStack): Context =>
    Object.fromEntries(tags.map(({ Key, Value }) => [`${prefix}/${String(Key)}`, String(Value)]));
const asked = (at: InStack) => tagsOf("aws:RequestTag", at);
const owned = (at: InStack) => tagsOf("aws:ResourceTag", at);
const sageMaker = (type: string) => (at: InStack) => [arnIn(at.plan, "sagemaker", `${type}/${CHANCE}`)];
const endpoints = (at: InStack) => [arnIn(at.plan, "sagemaker", `endpoint/${at.endpoint}`)];
const alarmArn = (at: InStack) => [arnIn(at.plan, "cloudwatch", `alarm:${text(at.stack, "name")}-Alarm-${CHANCE}`)];
const tracked = (at: InStack) => [
    arnIn(at.plan, "cloudwatch", `alarm:TargetTracking-endpoint/${at.endpoint}/variant/live-AlarmHigh-${CHANCE}`),
];
const target = (at: InStack) => [arnIn(at.plan, "application-autoscaling", `scalable-target/${CHANCE}`)];
const anything = () => ["*"];
const role = (at: InStack) => texts(at.properties["ExecutionRoleArn"]);
const linked = ({ plan }: InStack) => [
    `${arnIn(plan, "iam", "").replace(`:${plan.region}:`, "::")}role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`,
];

const rows = (
    source: string,
    on: Row<InStack>["on"],
    context: Row<InStack>["context"],
    ...actions: string[]
): Row<InStack>[] => actions.map((action) => ({ action, on, context, source }));

const made = (type: string, name: string): Row<InStack>[] => {
    const page = `${REFERENCE}/aws-resource-sagemaker-${name.toLowerCase()}.html`;
    const on = sageMaker(type);
    return [
        ...rows(page, on, asked, `sagemaker:Create${name}`, "sagemaker:AddTags"),
        ...rows(page, on, undefined, `sagemaker:Describe${name}`, "sagemaker:ListTags"),
        ...rows(page, on, owned, `sagemaker:Delete${name}`, "sagemaker:AddTags", "sagemaker:DeleteTags"),
    ];
};

const SCALING = `${GUIDE}/endpoint-auto-scaling-prerequisites.html`;
const autoscaling = (...actions: string[]) => actions.map((action) => `application-autoscaling:${action}`);

/** By the type of a resource, all that its life takes: made, changed, deleted. */
export const RESOURCE_CALLS: Readonly<Record<string, readonly Row<InStack>[]>> = {
    "AWS::CloudFormation::WaitConditionHandle": [],
    "AWS::SageMaker::Model": [
        ...made("model", "Model"),
        {
            action: "iam:PassRole",
            on: role,
            context: () => ({ "iam:PassedToService": "sagemaker.amazonaws.com" }),
            source: `${GUIDE}/sagemaker-roles.html`,
        },
    ],
    "AWS::SageMaker::EndpointConfig": [
        ...made("endpoint-config", "EndpointConfig"),
        // IAM asks about both, the endpoint and what it is made of.
        ...rows(
            `${AUTHORIZATION}/list_amazonsagemaker.html`,
            sageMaker("endpoint-config"),
            owned,
            "sagemaker:CreateEndpoint",
            "sagemaker:UpdateEndpoint",
        ),
    ],
    "AWS::SageMaker::Endpoint": rows(
        `${REFERENCE}/aws-resource-sagemaker-endpoint.html`,
        endpoints,
        undefined,
        ...[
            "CreateEndpoint",
            "UpdateEndpoint",
            "DescribeEndpoint",
            "DeleteEndpoint",
            "AddTags",
            "ListTags",
            "DeleteTags",
        ].map((action) => `sagemaker:${action}`),
    ),
    "AWS::CloudWatch::Alarm": [
        ...rows(
            `${REFERENCE}/aws-resource-cloudwatch-alarm.html`,
            alarmArn,
            undefined,
            ...["PutMetricAlarm", "DeleteAlarms", "ListTagsForResource", "TagResource", "UntagResource"].map(
                (action) => `cloudwatch:${action}`,
            ),
        ),
        ...rows(`${REFERENCE}/aws-resource-cloudwatch-alarm.html`, anything, undefined, "cloudwatch:DescribeAlarms"),
    ],
    "AWS::ApplicationAutoScaling::ScalableTarget": [
        ...rows(SCALING, target, asked, ...autoscaling("RegisterScalableTarget", "TagResource")),
        ...rows(SCALING, target, owned, ...autoscaling("RegisterScalableTarget", "DeregisterScalableTarget")),
        ...rows(SCALING, target, owned, ...autoscaling("ListTagsForResource", "TagResource", "UntagResource")),
        ...rows(SCALING, anything, undefined, ...autoscaling("DescribeScalableTargets", "DescribeScheduledActions")),
        ...rows(
            SCALING,
            endpoints,
            undefined,
            "sagemaker:DescribeEndpoint",
            "sagemaker:UpdateEndpointWeightsAndCapacities",
        ),
        ...rows(
            SCALING,
            linked,
            () => ({ "iam:AWSServiceName": "sagemaker.application-autoscaling.amazonaws.com" }),
            "iam:CreateServiceLinkedRole",
        ),
    ],
    "AWS::ApplicationAutoScaling::ScalingPolicy": [
        ...rows(SCALING, target, owned, ...autoscaling("PutScalingPolicy", "DeleteScalingPolicy")),
        ...rows(SCALING, anything, undefined, ...autoscaling("DescribeScalingPolicies")),
        ...rows(SCALING, tracked, undefined, "cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"),
        ...rows(SCALING, anything, undefined, "cloudwatch:DescribeAlarms"),
    ],
};
