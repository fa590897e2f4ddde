// CloudFormation, SageMaker's hosting and its runtime, and the list of tags, as far as jobs ask them.
import { arnIn } from "../../../plan/arn";
import type { JsonObject } from "../../../plan/document";
import { text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { Hosting } from "../../endpoints/hosting";
import { type AwsCommand, ask, capitals, type JobSite, parameters } from "./types";

/** A stack is named by its name or its ARN. */
const stackNamed = (named: string, { account, place }: JobSite): string => {
    if (named.startsWith("arn:")) return named;
    const found = account.plans.find(TYPE.stack, (resource) => text(resource, "name") === named);
    return found?.resource.id ?? arnIn(place, "cloudformation", `stack/${named}/00000000-0000-4000-8000-000000000000`);
};

const onStack = (action: string): AwsCommand => ({
    api: action,
    options: { "stack-name": "text" },
    required: ["stack-name"],
    run: (given, site) => {
        const on = stackNamed(String(given["stack-name"]), site);
        return ask({ action: `cloudformation:${action}`, on: () => on }, {}, site);
    },
});

/** What IAM knows of it by its tags. */
const tagsOf = (on: string, { account }: JobSite): Record<string, string> =>
    Object.fromEntries(
        Object.entries(account.part(Hosting).tagsOf(on)).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
    );

const onHosted = (action: string, type: string, option: string): AwsCommand => ({
    api: action,
    options: { [option]: "text" },
    required: [option],
    run: (given, site) => {
        const on = arnIn(site.place, "sagemaker", `${type}/${String(given[option]).toLowerCase()}`);
        const call = { action: `sagemaker:${action}`, on: () => on, context: () => tagsOf(on, site) };
        return ask(call, capitals(parameters(given)), site);
    },
});

export const endpointCommands: Readonly<Record<string, AwsCommand>> = {
    "cloudformation describe-stacks": onStack("DescribeStacks"),
    "cloudformation describe-stack-events": onStack("DescribeStackEvents"),
    "sagemaker describe-endpoint": onHosted("DescribeEndpoint", "endpoint", "endpoint-name"),
    "sagemaker describe-endpoint-config": onHosted("DescribeEndpointConfig", "endpoint-config", "endpoint-config-name"),
    "sagemaker update-endpoint": {
        api: "UpdateEndpoint",
        options: { "endpoint-name": "text", "endpoint-config-name": "text" },
        required: ["endpoint-name", "endpoint-config-name"],
        run: (given, site) => {
            const of = (type: string, option: string): string =>
                arnIn(site.place, "sagemaker", `${type}/${String(given[option]).toLowerCase()}`);
            const configuration = of("endpoint-config", "endpoint-config-name");
            const action = "sagemaker:UpdateEndpoint";
            site.account.gateway.ask({ by: site.by, action, on: configuration, context: tagsOf(configuration, site) });
            return ask({ action, on: () => of("endpoint", "endpoint-name") }, capitals(parameters(given)), site);
        },
    },
    "sagemaker describe-model": onHosted("DescribeModel", "model", "model-name"),
    "sagemaker delete-endpoint-config": onHosted("DeleteEndpointConfig", "endpoint-config", "endpoint-config-name"),
    "sagemaker delete-model": onHosted("DeleteModel", "model", "model-name"),
    "sagemaker-runtime invoke-endpoint": {
        api: "InvokeEndpoint",
        options: { "endpoint-name": "text", "content-type": "text", accept: "text", body: "bytes" },
        required: ["endpoint-name", "body"],
        positional: ["outfile"],
        async run({ positional, ...given }, site) {
            const [outfile = ""] = positional;
            const on = arnIn(site.place, "sagemaker", `endpoint/${String(given["endpoint-name"]).toLowerCase()}`);
            const input = capitals(parameters({ ...given, positional: [] }));
            const { Body, ...answer } = (await ask(
                { action: "sagemaker:InvokeEndpoint", on: () => on },
                input,
                site,
            )) as JsonObject;
            await site.files.write(outfile, Buffer.from(String(Body), "base64"));
            return answer;
        },
    },
    "pricing get-products": {
        api: "GetProducts",
        options: { "service-code": "text", filters: "structures" },
        required: ["service-code"],
        async run(_, { account, by }) {
            account.gateway.ask({ by, action: "pricing:GetProducts", on: "*" });
            // AWS's list is AWS's: a price made up here would be believed by whoever approves.
            return { FormatVersion: "aws_v1", PriceList: [] };
        },
    },
    "resourcegroupstaggingapi get-resources": {
        api: "GetResources",
        options: { "tag-filters": "structures", "resource-type-filters": "texts" },
        run: (given, site) => ask({ action: "tag:GetResources", on: () => "*" }, capitals(parameters(given)), site),
    },
};
