// What the resources of SageMaker have in common: names that CloudFormation makes up, ARNs in small letters, tags.
import type { Context } from "../../../iam/evaluate";
import { arnIn } from "../../../plan/arn";
import type { JsonObject } from "../../../plan/document";
import { records } from "../../../plan/plans";
import { Hosting } from "../../endpoints/hosting";
import { chance } from "../stacks";
import { type ResourceSite, type StackResourceKind, textIn } from "./types";

/** SageMaker writes ARNs in small letters, whatever a name is written in. */
export const sageMakerArn = ({ plan }: ResourceSite, type: string, name: string): string =>
    arnIn(plan, "sagemaker", `${type}/${name.toLowerCase()}`);

export const madeUpName = ({ logicalId }: ResourceSite): string => `${logicalId}-${chance()}`;

/** The name of what an ARN or `Ref` names, as it was given. */
export const nameIn = (attributes: Readonly<Record<string, unknown>>, attribute: string): string =>
    String(attributes[attribute]);

/** The tags of the template, and those of the stack that it does not set itself: CloudFormation hands them on. */
export function tagsOf(
    properties: JsonObject,
    { stack, logicalId, account }: ResourceSite,
): Readonly<Record<string, string>> {
    const own = records(properties["Tags"]).map(({ Key, Value }) => [String(Key), String(Value)] as const);
    const planned = account.plans.all.flatMap(({ resources }) => resources).find(({ id }) => id === stack.arn);
    const given = planned?.inputs["tags"];
    const handedOn = typeof given === "object" && given !== null ? Object.entries(given as Record<string, string>) : [];
    return Object.fromEntries([
        ...handedOn,
        ...own,
        ["aws:cloudformation:stack-name", stack.name],
        ["aws:cloudformation:logical-id", logicalId],
    ]);
}

/** What a request with these tags says of them; names of AWS's own do not count. */
export function requested(tags: Readonly<Record<string, string>>): Context {
    const named = Object.entries(tags).filter(([key]) => !key.startsWith("aws:"));
    return Object.fromEntries([
        ...named.map(([key, value]) => [`aws:RequestTag/${key}`, value]),
        ["aws:TagKeys", named.map(([key]) => key)],
    ]) as Context;
}

/** What IAM knows of a resource that has these tags. */
export function owned(tags: Readonly<Record<string, string>>): Context {
    return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

export const tagList = (tags: Readonly<Record<string, string>>): JsonObject[] =>
    Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-model.html */
export const model: StackResourceKind = {
    type: "AWS::SageMaker::Model",
    properties: {
        EnableNetworkIsolation: "replaces",
        ExecutionRoleArn: "replaces",
        ModelName: "replaces",
        PrimaryContainer: "replaces",
        Tags: "updates",
    },
    required: ["ExecutionRoleArn", "PrimaryContainer"],
    async create(properties, at) {
        const { account, by } = at;
        const name = textIn(properties, "ModelName") || madeUpName(at);
        const arn = sageMakerArn(at, "model", name);
        const tags = tagsOf(properties, at);
        const context = requested(tags);
        account.gateway.ask({ by, action: "sagemaker:AddTags", on: arn, context });
        const { ModelName: _, Tags: __, ...rest } = properties;
        const input = { ...rest, ModelName: name, Tags: tagList(tags) };
        await account.gateway.call({ by, action: "sagemaker:CreateModel", on: arn, context, input });
        return { ref: arn, attributes: { ModelName: name } };
    },
    async update(known, properties, at) {
        retag(known.ref, properties, at);
        return Promise.resolve(known);
    },
    async remove({ ref, attributes }, { account, by }) {
        const context = owned(account.part(Hosting).tagsOf(ref));
        const input = { ModelName: nameIn(attributes, "ModelName") };
        await account.gateway.call({ by, action: "sagemaker:DeleteModel", on: ref, context, input });
    },
};

/** Tags change in place: all that they are afterwards is asked for, and those that are no more are taken away. */
export function retag(arn: string, properties: JsonObject, at: ResourceSite): void {
    const { account, by } = at;
    const tags = tagsOf(properties, at);
    const before = owned(account.part(Hosting).tagsOf(arn));
    account.gateway.ask({ by, action: "sagemaker:AddTags", on: arn, context: { ...before, ...requested(tags) } });
    account.gateway.ask({ by, action: "sagemaker:DeleteTags", on: arn, context: before });
    account.part(Hosting).tag(arn, tags);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-endpointconfig.html */
export const endpointConfig: StackResourceKind = {
    type: "AWS::SageMaker::EndpointConfig",
    properties: { EndpointConfigName: "replaces", ProductionVariants: "replaces", Tags: "updates" },
    required: ["ProductionVariants"],
    async create(properties, at) {
        const { account, by } = at;
        const name = textIn(properties, "EndpointConfigName") || madeUpName(at);
        const arn = sageMakerArn(at, "endpoint-config", name);
        const tags = tagsOf(properties, at);
        const context = requested(tags);
        account.gateway.ask({ by, action: "sagemaker:AddTags", on: arn, context });
        const { ProductionVariants = [] } = properties;
        const input = { EndpointConfigName: name, ProductionVariants, Tags: tagList(tags) };
        await account.gateway.call({ by, action: "sagemaker:CreateEndpointConfig", on: arn, context, input });
        return { ref: arn, attributes: { EndpointConfigName: name } };
    },
    async update(known, properties, at) {
        retag(known.ref, properties, at);
        return Promise.resolve(known);
    },
    async remove({ ref, attributes }, { account, by }) {
        const context = owned(account.part(Hosting).tagsOf(ref));
        const input = { EndpointConfigName: nameIn(attributes, "EndpointConfigName") };
        await account.gateway.call({ by, action: "sagemaker:DeleteEndpointConfig", on: ref, context, input });
    },
};
