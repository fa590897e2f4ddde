// Application Auto Scaling: that a target is registered and asked for is evaluated; nothing here has so many requests that it scales.
import type { Context } from "../../../iam/evaluate";
import { arnIn } from "../../../plan/arn";
import type { JsonObject } from "../../../plan/document";
import { records } from "../../../plan/plans";
import { NotRehearsed, Refused } from "../../account/gateway";
import { Hosting } from "../../endpoints/hosting";
import { Stacks } from "../stacks";
import { type ResourceSite, type StackResourceKind, textIn } from "./types";

const TARGETS = "scalable-target/0000000000000000000000000000000000";

function ask(action: string, { account, plan, by }: ResourceSite, context: Context = {}): void {
    const on = action.startsWith("Describe") ? "*" : arnIn(plan, "application-autoscaling", TARGETS);
    account.gateway.ask({ by, action: `application-autoscaling:${action}`, on, context });
}

/** The tags of a target, by its reference: a policy has none of its own. */
const ownedBy = ({ account, stack }: ResourceSite, properties: JsonObject): Context => {
    const { resources } = account.part(Stacks).find(stack.arn);
    const target = [...resources.values()].find(({ known }) => known.ref === textIn(properties, "ScalingTargetId"));
    return tagged("Resource", target?.properties ?? properties);
};
const tagged = (of: "Request" | "Resource", { Tags: tags }: JsonObject): Context =>
    Object.fromEntries(records(tags).map(({ Key, Value }) => [`aws:${of}Tag/${String(Key)}`, String(Value)]));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalabletarget.html */
export const scalableTarget: StackResourceKind = {
    type: "AWS::ApplicationAutoScaling::ScalableTarget",
    properties: {
        MaxCapacity: "updates",
        MinCapacity: "updates",
        ResourceId: "replaces",
        ScalableDimension: "replaces",
        ServiceNamespace: "replaces",
        Tags: "updates",
    },
    required: ["MaxCapacity", "MinCapacity", "ResourceId", "ScalableDimension", "ServiceNamespace"],
    async create(properties, at) {
        const [id, dimension] = [textIn(properties, "ResourceId"), textIn(properties, "ScalableDimension")];
        if (textIn(properties, "ServiceNamespace") !== "sagemaker")
            throw new NotRehearsed(`scaling of ${textIn(properties, "ServiceNamespace")}`);
        ask("RegisterScalableTarget", at, tagged("Request", properties));
        ask("TagResource", at, tagged("Request", properties));
        ask("DescribeScalableTargets", at);
        ask("DescribeScheduledActions", at);
        const [, name = "", variant = ""] = /^endpoint\/([^/]+)\/variant\/([^/]+)$/.exec(id) ?? [];
        const endpoint = at.account.part(Hosting).endpoint(name);
        if (endpoint?.status !== "InService" || !at.account.part(Hosting).variantOf(endpoint, variant))
            throw new Refused("ValidationException", `Could not find endpoint variant: ${id}`);
        return Promise.resolve({ ref: `${id}|${dimension}|sagemaker`, attributes: {} });
    },
    async update(known, _, at, before) {
        ask("RegisterScalableTarget", at, tagged("Resource", before));
        return Promise.resolve(known);
    },
    async remove(_, at, properties) {
        ask("DeregisterScalableTarget", at, tagged("Resource", properties));
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
        ask("PutScalingPolicy", at, ownedBy(at, properties));
        ask("DescribeScalingPolicies", at);
        const [id = ""] = textIn(properties, "ScalingTargetId").split("|");
        const policy = `scalingPolicy:00000000-0000-4000-8000-000000000000:resource/sagemaker/${id}:policyName/${textIn(properties, "PolicyName")}`;
        return Promise.resolve({ ref: arnIn(at.plan, "autoscaling", policy), attributes: {} });
    },
    async update(known, properties, at) {
        ask("PutScalingPolicy", at, ownedBy(at, properties));
        return Promise.resolve(known);
    },
    async remove(_, at, properties) {
        ask("DeleteScalingPolicy", at, ownedBy(at, properties));
        return Promise.resolve();
    },
};
