import { arnIn } from "../../../plan/arn";
import type { JsonObject } from "../../../plan/document";
import { isRecord } from "../../../plan/plans";
import { Refused } from "../../account/gateway";
import { Hosting } from "../../endpoints/hosting";
import { Endpoints } from "../../endpoints/endpoints";
import { madeUpName, nameIn, owned, requested, retag, sageMakerArn, tagList, tagsOf } from "./sagemaker";
import { type ResourceSite, type StackResourceKind, textIn } from "./types";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-endpoint.html */
export const endpoint: StackResourceKind = {
    type: "AWS::SageMaker::Endpoint",
    properties: {
        DeploymentConfig: "updates",
        EndpointConfigName: "updates",
        EndpointName: "replaces",
        RetainAllVariantProperties: "updates",
        Tags: "updates",
    },
    required: ["EndpointConfigName"],
    async create(properties, at) {
        const { account, by } = at;
        const name = textIn(properties, "EndpointName") || madeUpName(at);
        const arn = sageMakerArn(at, "endpoint", name);
        const tags = tagsOf(properties, at);
        account.gateway.ask({ by, action: "sagemaker:AddTags", on: arn, context: requested(tags) });
        const { EndpointConfigName = "", DeploymentConfig = null } = properties;
        asksOfConfiguration("sagemaker:CreateEndpoint", String(EndpointConfigName), at);
        const input = { EndpointName: name, EndpointConfigName, DeploymentConfig, Tags: tagList(tags) };
        // Its name is no name that CloudFormation made up: what was asked for before a kill is there.
        const isThere = at.begun === true && account.part(Hosting).endpoint(name) !== undefined;
        const call = { by, action: "sagemaker:CreateEndpoint", on: arn, context: requested(tags), input };
        if (!isThere) await account.gateway.call(call);
        await settled(arn, name, at);
        return { ref: arn, attributes: { EndpointName: name } };
    },
    async update(known, properties, at, before) {
        const { account, by } = at;
        const name = nameIn(known.attributes, "EndpointName");
        retag(known.ref, properties, at);
        const { EndpointConfigName = "", DeploymentConfig = null, RetainAllVariantProperties = false } = properties;
        // The rest of it says how an update goes, and is looked at when there is one.
        const { configuration: serves, next } = account.part(Hosting).endpoint(name) ?? {};
        if (before["EndpointConfigName"] === EndpointConfigName || serves === EndpointConfigName) return known;
        asksOfConfiguration("sagemaker:UpdateEndpoint", String(EndpointConfigName), at);
        const input = { EndpointName: name, EndpointConfigName, DeploymentConfig, RetainAllVariantProperties };
        const isOnItsWay = at.begun === true && next === EndpointConfigName;
        if (!isOnItsWay) await account.gateway.call({ by, action: "sagemaker:UpdateEndpoint", on: known.ref, input });
        await settled(known.ref, name, at);
        return known;
    },
    async remove({ ref, attributes }, { account, by }) {
        const input = { EndpointName: nameIn(attributes, "EndpointName") };
        await account.gateway.call({ by, action: "sagemaker:DeleteEndpoint", on: ref, input });
    },
};

/** An endpoint is made of a configuration, and IAM asks about both. */
function asksOfConfiguration(action: string, configuration: string, { account, plan, by }: ResourceSite): void {
    const on = arnIn(plan, "sagemaker", `endpoint-config/${configuration.toLowerCase()}`);
    account.gateway.ask({ by, action, on, context: owned(account.part(Hosting).tagsOf(on)) });
}

/**
 * CloudFormation waits until the endpoint is in service again, on whatever configuration: SageMaker that went back by itself looks
 * like success to it. https://github.com/hashicorp/terraform-provider-aws/issues/48997 tells the same of another client.
 */
async function settled(arn: string, name: string, { account, by, say }: ResourceSite): Promise<void> {
    await account.part(Endpoints).settled(name);
    const answer: unknown = await account.gateway.call({
        by,
        action: "sagemaker:DescribeEndpoint",
        on: arn,
        input: { EndpointName: name },
    });
    const { EndpointStatus: status, FailureReason: reason } = (isRecord(answer) ? answer : {}) as JsonObject;
    if (status !== "InService")
        throw new Refused(
            "GeneralServiceException",
            `Endpoint ${name} is ${String(status)}: ${String(reason ?? "no reason")}`,
        );
    if (reason !== undefined) say(`endpoint ${name} is in service, but not on what was asked for: ${String(reason)}`);
}
