// What CloudFormation calls under the role of a stack, for all that a template may hold; and SageMaker under a model's, for what
// that template makes. A pipeline brings the template: it is read where the job that writes it reads it.
import { arnIn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { actionsOf, type ActionAt, everyAction, jobOf } from "../../plan/pipelines";
import {
    below,
    isRecord,
    parsed,
    type Plan,
    type PlannedResource,
    type Plans,
    records,
    text,
    texts,
} from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, type Caller } from "../asking";
import { imageRepositoriesOf } from "./images";
import { MODEL_START } from "./sagemaker-hosting";
import { objectsOf } from "./scripts";
import type { Context, Row } from "./types";

const REFERENCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference";
const GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg";
const AUTHORIZATION = "https://docs.aws.amazon.com/service-authorization/latest/reference";

/** A resource of a template, in the stack that a pipeline brings it to. */
interface InStack {
    readonly plans: Plans;
    readonly plan: Plan;
    readonly stack: PlannedResource;
    readonly endpoint: string;
    readonly properties: JsonObject;
}

/** CloudFormation's own part of a name. */
const CHANCE = "0123456789ab";
const tagsOf = (prefix: string, { properties }: InStack): Context =>
    Object.fromEntries(
        records(properties["Tags"]).map(({ Key, Value }) => [`${prefix}/${String(Key)}`, String(Value)]),
    );
const asked = (at: InStack) => tagsOf("aws:RequestTag", at);
const owned = (at: InStack) => tagsOf("aws:ResourceTag", at);
const sageMaker = (type: string) => (at: InStack) => [arnIn(at.plan, "sagemaker", `${type}/${CHANCE}`)];
const endpoints = (at: InStack) => [arnIn(at.plan, "sagemaker", `endpoint/${at.endpoint}`)];
const alarmArn = (at: InStack) => [arnIn(at.plan, "cloudwatch", `alarm:${text(at.stack, "name")}-Alarm-${CHANCE}`)];
const tracked = (at: InStack) => [
    arnIn(at.plan, "cloudwatch", `alarm:TargetTracking-endpoint/${at.endpoint}/variant/live-AlarmHigh-${CHANCE}`),
];
const target = (at: InStack) => [arnIn(at.plan, "application-autoscaling", `scalable-target/${CHANCE}`)];
const scaling = () => ({ "application-autoscaling:service-namespace": "sagemaker" });
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
            source: `${GUIDE}/sagemaker-roles.html#sagemaker-roles-createmodel-perms`,
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
        ...rows(SCALING, target, scaling, ...autoscaling("RegisterScalableTarget", "DeregisterScalableTarget")),
        ...rows(SCALING, target, undefined, ...autoscaling("ListTagsForResource", "TagResource", "UntagResource")),
        ...rows(SCALING, anything, undefined, ...autoscaling("DescribeScalableTargets")),
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
        ...rows(SCALING, target, scaling, ...autoscaling("PutScalingPolicy", "DeleteScalingPolicy")),
        ...rows(SCALING, anything, undefined, ...autoscaling("DescribeScalingPolicies")),
        ...rows(SCALING, tracked, undefined, "cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"),
        ...rows(SCALING, anything, undefined, "cloudwatch:DescribeAlarms"),
    ],
};

/** The stack that an action changes. */
export function stackOf({ plans, action }: ActionAt): PlannedResource | undefined {
    const { StackName: name } = action.configuration;
    return plans.find(TYPE.stack, (resource) => text(resource, "name") === name)?.resource;
}

/** A line's template, as the job that writes it reads it. */
interface Brought {
    readonly line: string;
    readonly bucket: string;
    readonly endpoint: string;
    readonly resources: Readonly<Record<string, JsonObject>>;
}

export function templatesBroughtBy(at: ActionAt): readonly Brought[] {
    const [artifact = ""] = (at.action.configuration["TemplatePath"] ?? "").split("::");
    return actionsOf(at.plans, at.plan, at.pipeline)
        .filter(({ action }) => action.outputArtifacts.includes(artifact))
        .flatMap((writer) => {
            const job = jobOf(writer);
            const objects = job ? objectsOf(job) : [];
            return at.plans
                .ofType(TYPE.bucketObject)
                .filter(({ resource }) => objects.includes(`${text(resource, "bucket")}/${text(resource, "key")}`))
                .map(({ resource }) => ({
                    bucket: text(resource, "bucket"),
                    content: parsed(resource.inputs["content"]),
                }))
                .flatMap(({ bucket, content }) => {
                    const resources = below(content, "template", "Resources") as Record<string, JsonObject>;
                    if (!isRecord(content) || Object.keys(resources).length === 0) return [];
                    return [
                        { bucket, line: String(content["line"]), endpoint: String(content["endpoint"]), resources },
                    ];
                });
        });
}

/** Stacks that pipelines change. */
export const stacks: Caller = {
    of: "CloudFormation",
    asks: (plans) =>
        everyAction(plans)
            .filter(({ action }) => action.provider === "CloudFormation")
            .flatMap((at) => {
                const stack = stackOf(at);
                const by = at.action.configuration["RoleArn"] ?? "";
                if (!stack) return [{ unknown: `${at.pipeline.name} ${at.action.name}: no plan has its stack` }];
                return [
                    assumes(at.plan, "cloudformation.amazonaws.com", by, stack.id ?? ""),
                    ...templatesBroughtBy(at).flatMap((brought) => asksOf(at, stack, by, brought)),
                ];
            }),
};

function asksOf(
    { plans, plan }: ActionAt,
    stack: PlannedResource,
    by: string,
    { line, bucket, endpoint, resources }: Brought,
): ReturnType<Caller["asks"]> {
    return Object.entries(resources).flatMap(([name, resource]): ReturnType<Caller["asks"]> => {
        const type = String(resource["Type"]);
        const says = `${name} of ${stack.name} (CloudFormation)`;
        const calls = RESOURCE_CALLS[type];
        if (!calls) return [{ unknown: `${says}: iam/calls/cloudformation.ts has no rows for ${type}` }];
        const properties = below(resource, "Properties") as JsonObject;
        const model = texts(properties["ExecutionRoleArn"]).flatMap((execution) => [
            assumes(plan, "sagemaker.amazonaws.com", execution, arnIn(plan, "sagemaker", `endpoint/${endpoint}`)),
            ...imageRepositoriesOf(plans, plan, line).flatMap((repository) => {
                const [, , , region = "", account = "", named = ""] = repository.split(":");
                const image = `${account}.dkr.ecr.${region}.amazonaws.com/${named.replace(/^repository\//, "")}@sha256:${"0".repeat(64)}`;
                const data = `s3://${bucket}/models/${line}/${"0".repeat(64)}.tar.gz`;
                return asks(`model of ${line} (SageMaker)`, execution, MODEL_START, {
                    plans,
                    plan,
                    endpoint,
                    image,
                    data,
                });
            }),
            ...asks(`model of ${line} (SageMaker)`, execution, GUARD, { plans, plan, stack, endpoint, properties }),
        ]);
        return [...asks(says, by, calls, { plans, plan, stack, endpoint, properties }), ...model];
    });
}

/** Alarms that may end an update are asked about under the model's role. */
const GUARD: readonly Row<InStack>[] = rows(
    `${GUIDE}/deployment-guardrails-configuration.html`,
    alarmArn,
    undefined,
    "cloudwatch:DescribeAlarms",
);
