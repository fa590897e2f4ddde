import type { JsonObject } from "../../../plan/document";
import { Hosting } from "../../endpoints/hosting";
import { madeUpName, nameIn, owned, requested, sageMakerArn, tagList, tagsOf } from "./sagemaker";
import { type ResourceSite, type StackResourceKind, textIn } from "./types";

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
