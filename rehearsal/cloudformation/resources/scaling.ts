// Application Auto Scaling: that a target is registered and asked for is evaluated; nothing here has so many requests that it scales.
import { arnIn } from "../../../plan/arn";
import { NotRehearsed, Refused } from "../../account/gateway";
import { Hosting } from "../../endpoints/hosting";
import { type ResourceSite, type StackResourceKind, textIn } from "./types";

const TARGETS = "scalable-target/0000000000000000000000000000000000";
const asked = { "application-autoscaling:service-namespace": "sagemaker" };

function ask(action: string, { account, plan, by }: ResourceSite): void {
    const on = action.startsWith("Describe") ? "*" : arnIn(plan, "application-autoscaling", TARGETS);
    account.gateway.ask({ by, action: `application-autoscaling:${action}`, on, context: asked });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalabletarget.html */
export const scalableTarget: StackResourceKind = {
    type: "AWS::ApplicationAutoScaling::ScalableTarget",
    properties: {
        MaxCapacity: "updates",
        MinCapacity: "updates",
        ResourceId: "replaces",
        ScalableDimension: "replaces",
        ServiceNamespace: "replaces",
    },
    required: ["MaxCapacity", "MinCapacity", "ResourceId", "ScalableDimension", "ServiceNamespace"],
    async create(properties, at) {
        const [id, dimension] = [textIn(properties, "ResourceId"), textIn(properties, "ScalableDimension")];
        if (textIn(properties, "ServiceNamespace") !== "sagemaker")
            throw new NotRehearsed(`scaling of ${textIn(properties, "ServiceNamespace")}`);
        ask("RegisterScalableTarget", at);
        ask("DescribeScalableTargets", at);
        const [, name = "", variant = ""] = /^endpoint\/([^/]+)\/variant\/([^/]+)$/.exec(id) ?? [];
        const endpoint = at.account.part(Hosting).endpoint(name);
        if (endpoint?.status !== "InService" || !at.account.part(Hosting).variantOf(endpoint, variant))
            throw new Refused("ValidationException", `Could not find endpoint variant: ${id}`);
        return Promise.resolve({ ref: `${id}|${dimension}|sagemaker`, attributes: {} });
    },
    async update(known, _, at) {
        ask("RegisterScalableTarget", at);
        return Promise.resolve(known);
    },
    async remove(_, at) {
        ask("DeregisterScalableTarget", at);
        return Promise.resolve();
    },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalingpolicy.html */
export const scalingPolicy: StackResourceKind = {
    type: "AWS::ApplicationAutoScaling::ScalingPolicy",
    properties: {
        PolicyName: "replaces",
        PolicyType: "updates",
        ScalingTargetId: "replaces",
        TargetTrackingScalingPolicyConfiguration: "updates",
    },
    required: ["PolicyName", "PolicyType"],
    async create(properties, at) {
        ask("PutScalingPolicy", at);
        ask("DescribeScalingPolicies", at);
        const [id = ""] = textIn(properties, "ScalingTargetId").split("|");
        const policy = `scalingPolicy:00000000-0000-4000-8000-000000000000:resource/sagemaker/${id}:policyName/${textIn(properties, "PolicyName")}`;
        return Promise.resolve({ ref: arnIn(at.plan, "autoscaling", policy), attributes: {} });
    },
    async update(known, _, at) {
        ask("PutScalingPolicy", at);
        return Promise.resolve(known);
    },
    async remove(_, at) {
        ask("DeleteScalingPolicy", at);
        return Promise.resolve();
    },
};
