// The two roles behind an endpoint: CloudFormation's, which makes it, and the model's own, under which SageMaker serves it.
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import { arnIn } from "../../environment-ref";
import { VARIANT } from "../../documents/endpoint-template";
import { trustService, trustStacks } from "../../documents/policy";
import type { Statement } from "../../shell";
import { makeRole, type RoleInUse } from "../../shared/role";
import { readsScaling } from "../../shared/scaling-statements";

/** What both roles speak of. */
export interface Hosted {
    /** Names of endpoints that the line may have: changing its kind makes one and deletes the other. */
    readonly endpoints: readonly string[];
    /** Says of models and configurations, which have names that only CloudFormation knows, whose they are. */
    readonly tag: { readonly key: string; readonly value: string };
    /** Where the containers' output goes. */
    readonly logGroupArns: readonly pulumi.Output<string>[];
    /** Name of the stack, by which names of its alarms begin. */
    readonly stack: pulumi.Output<string> | string;
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html */
const SCALING = "sagemaker.application-autoscaling.amazonaws.com";
const SCALING_ROLE = `aws-service-role/${SCALING}/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`;

/** What SageMaker needs to serve a model: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms */
export function makeExecutionRole(
    line: string,
    { logGroupArns }: Pick<Hosted, "logGroupArns">,
    { pulls, reads }: { readonly pulls: readonly Statement[]; readonly reads: readonly Statement[] },
    context: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): RoleInUse {
    const allow: Statement[] = [
        ...pulls,
        ...reads,
        {
            actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            on: logGroupArns.flatMap((arn) => [arn, pulumi.interpolate`${arn}:*`]),
        },
        {
            actions: ["cloudwatch:PutMetricData"],
            on: "*",
            because: "CloudWatch knows no resource for metrics; the namespace is SageMaker's own",
            when: { StringLike: { "cloudwatch:namespace": ["/aws/sagemaker/*", "AWS/SageMaker"] } },
        },
        {
            // https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
            actions: ["cloudwatch:DescribeAlarms"],
            on: "*",
            because:
                "CloudWatch answers nothing about composite alarms to a narrower permission, and an update asks for both kinds",
        },
    ];
    return makeRole(`${line}-model`, { trust: trustService("sagemaker.amazonaws.com", context.account), allow }, opts);
}

/** What CloudFormation needs for all that the template may hold, also for what it holds no longer: it deletes that then. */
export function makeStackRole(
    line: string,
    { endpoints, tag, stack }: Omit<Hosted, "logGroupArns">,
    executionRoleArn: pulumi.Output<string>,
    context: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): RoleInUse {
    const endpointArns = endpoints.map((name) => arnIn(context, "sagemaker", `endpoint/${name}`));
    const generated = GENERATED.map((type) => arnIn(context, "sagemaker", `${type}/*`));
    const requested = { StringEquals: { [`aws:RequestTag/${tag.key}`]: tag.value } };
    const owned = { StringEquals: { [`aws:ResourceTag/${tag.key}`]: tag.value } };
    const allow: Statement[] = [
        {
            actions: ["sagemaker:AddTags", "sagemaker:CreateEndpointConfig", "sagemaker:CreateModel"],
            on: generated,
            when: requested,
        },
        {
            actions: [
                "sagemaker:AddTags",
                "sagemaker:DeleteEndpointConfig",
                "sagemaker:DeleteModel",
                "sagemaker:DeleteTags",
            ],
            on: generated,
            when: owned,
        },
        // Without their tag: of what is deleted by now, CloudFormation has to hear that it is not there, and not that it may not ask.
        {
            actions: ["sagemaker:DescribeEndpointConfig", "sagemaker:DescribeModel", "sagemaker:ListTags"],
            on: generated,
        },
        {
            actions: [
                "sagemaker:AddTags",
                "sagemaker:CreateEndpoint",
                "sagemaker:DeleteEndpoint",
                "sagemaker:DeleteTags",
                "sagemaker:DescribeEndpoint",
                "sagemaker:ListTags",
                "sagemaker:UpdateEndpoint",
                "sagemaker:UpdateEndpointWeightsAndCapacities",
            ],
            on: endpointArns,
        },
        // An endpoint is made of a configuration, and IAM asks about both.
        {
            actions: ["sagemaker:CreateEndpoint", "sagemaker:UpdateEndpoint"],
            on: [arnIn(context, "sagemaker", "endpoint-config/*")],
            when: owned,
        },
        {
            actions: ["iam:PassRole"],
            on: [executionRoleArn],
            when: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
        },
        ...alarms(endpoints, stack, context),
        ...scaling({ requested, owned }, context),
    ];
    return makeRole(`${line}-stack`, { trust: trustStacks(), allow }, opts);
}

/** What CloudFormation gives names to. */
const GENERATED = ["model", "endpoint-config"] as const;

function alarms(endpoints: readonly string[], stack: Hosted["stack"], context: EnvironmentContext): Statement[] {
    const own = alarmsOf(stack, context);
    // What scaling itself makes of a target: https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
    const tracking = endpoints.map((name) =>
        arnIn(context, "cloudwatch", `alarm:TargetTracking-endpoint/${name}/variant/${VARIANT}-*`),
    );
    return [
        { actions: ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"], on: [own, ...tracking] },
        {
            actions: ["cloudwatch:ListTagsForResource", "cloudwatch:TagResource", "cloudwatch:UntagResource"],
            on: [own],
        },
        {
            actions: ["cloudwatch:DescribeAlarms"],
            on: "*",
            because:
                "CloudWatch answers nothing about composite alarms to a narrower permission, and CloudFormation asks for both kinds",
        },
    ];
}

/** CloudFormation's names of alarms begin with the stack's. */
function alarmsOf(stack: Hosted["stack"], context: EnvironmentContext): pulumi.Output<string> {
    return pulumi.interpolate`${arnIn(context, "cloudwatch", "alarm:")}${stack}-*`;
}

/** Targets have names that only AWS knows, and the line's tag. */
function scaling(
    { requested, owned }: Readonly<Record<"requested" | "owned", NonNullable<Statement["when"]>>>,
    context: EnvironmentContext,
): Statement[] {
    const on = [arnIn(context, "application-autoscaling", "scalable-target/*")];
    return [
        {
            actions: ["application-autoscaling:RegisterScalableTarget", "application-autoscaling:TagResource"],
            on,
            when: requested,
        },
        {
            actions: [
                "application-autoscaling:DeleteScalingPolicy",
                "application-autoscaling:DeregisterScalableTarget",
                "application-autoscaling:ListTagsForResource",
                "application-autoscaling:PutScalingPolicy",
                "application-autoscaling:RegisterScalableTarget",
                "application-autoscaling:TagResource",
                "application-autoscaling:UntagResource",
            ],
            on,
            when: owned,
        },
        readsScaling,
        {
            actions: ["iam:CreateServiceLinkedRole"],
            on: [`arn:${context.partition}:iam::${context.account}:role/${SCALING_ROLE}`],
            when: { StringEquals: { "iam:AWSServiceName": SCALING } },
        },
    ];
}
