// CloudFormation, SageMaker's hosting and its runtime, as the stand-in for the AWS CLI knows them.
import { readFileSync, writeFileSync } from "node:fs";

import { fileOf, save, state } from "./call.mjs";

/** One wait of the server's own thread: a model that is slow. */
const pause = (millis) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);

export const endpointCommands = ({ takes, refuse, turn }) => ({
    "cloudformation describe-stacks"({ "stack-name": stack }) {
        takes("cloudformation:DescribeStacks", stack);
        return { Stacks: [turn(state.stack)] };
    },
    "sagemaker describe-endpoint"({ "endpoint-name": name }) {
        takes("sagemaker:DescribeEndpoint", `endpoint/${name}`);
        return state.endpoint ?? refuse("ValidationException", `Could not find endpoint "${name}".`);
    },
    "sagemaker describe-endpoint-config"({ "endpoint-config-name": name }) {
        takes("sagemaker:DescribeEndpointConfig", `endpoint-config/${name}`);
        return { EndpointConfigName: name, ProductionVariants: state.variants };
    },
    "sagemaker update-endpoint"({ "endpoint-name": name, "endpoint-config-name": configuration }) {
        takes("sagemaker:UpdateEndpoint", `endpoint/${name}`);
        takes("sagemaker:UpdateEndpoint", `endpoint-config/${configuration}`);
        state.endpoint = { EndpointConfigName: configuration, EndpointStatus: "InService" };
        return {};
    },
    "sagemaker describe-model"({ "model-name": name }) {
        takes("sagemaker:DescribeModel", `model/${name}`);
        return { ModelName: name, PrimaryContainer: state.container };
    },
    "sagemaker delete-endpoint-config"({ "endpoint-config-name": name }) {
        takes("sagemaker:DeleteEndpointConfig", `endpoint-config/${name}`);
        (state.deleted ??= []).push(`endpoint-config/${name}`);
        return {};
    },
    "sagemaker delete-model"({ "model-name": name }) {
        takes("sagemaker:DeleteModel", `model/${name}`);
        (state.deleted ??= []).push(`model/${name}`);
        return {};
    },
    "pricing get-products"({ region, "service-code": service, filters }) {
        takes("pricing:GetProducts", "*");
        const wanted = (field) => filters.find((each) => each.includes(`Field=${field},`))?.replace(/^.*Value=/, "");
        if (region !== "us-east-1" || service !== "AmazonSageMaker") refuse("NotFaked", `${service} in ${region}`);
        const asked = ["productFamily", "regionCode", "instanceName", "platoinstancetype"].map(wanted).join("/");
        return {
            FormatVersion: "aws_v1",
            PriceList: (state.prices?.[asked] ?? []).map((each) => JSON.stringify(each)),
        };
    },
    "resourcegroupstaggingapi get-resources"({ "tag-filters": filter }) {
        takes("tag:GetResources", "*");
        if (filter !== "Key=fairlead:line,Values=fairlead-prod-web") refuse("NotFaked", filter);
        return {
            ResourceTagMappingList: state.owned.map((resource) => ({
                ResourceARN: `arn:aws:sagemaker:eu-west-1:111122223333:${resource}`,
            })),
        };
    },
    "sagemaker-runtime invoke-endpoint"({ "endpoint-name": name, body, "content-type": type }, [file]) {
        takes("sagemaker:InvokeEndpoint", `endpoint/${name}`);
        const asked = readFileSync(fileOf(body.replace("fileb://", "")), "utf8");
        const { answer, millis = 0, error } = turn(state.answers[`${type} ${asked}`]);
        save();
        pause(millis);
        if (error) refuse("ModelError", error);
        writeFileSync(fileOf(file), answer);
        return { ContentType: "application/json" };
    },
});
