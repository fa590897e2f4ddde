import { Hosting } from "../../endpoints/hosting";
import { retag } from "./model";
import { madeUpName, nameIn, owned, requested, sageMakerArn, tagList, tagsOf } from "./sagemaker";
import { type StackResourceKind, textIn } from "./types";

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
