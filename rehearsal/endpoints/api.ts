// SageMaker's API for models, configurations and endpoints, its runtime, and the list of what has which tags.
import { asJson } from "../engine/journal";
import type { Json, JsonObject } from "../../plan/document";
import { isRecord, records, texts } from "../../plan/plans";
import { type Caller, NotRehearsed, Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { Endpoints } from "./endpoints";
import { guardOf } from "./guard";
import { type Endpoint, Hosting, tagsIn, type Variant } from "./hosting";
import { variantOf } from "./variants";

const inputOf = (input: Json | undefined): JsonObject => (isRecord(input) ? input : {});
const named = (input: Json | undefined, key: string): string => String(inputOf(input)[key] ?? "");
const refuse = (why: string): Refused => new Refused("ValidationException", why);
const notFound = (what: string, arn: string): Refused => refuse(`Could not find ${what} "${arn}".`);

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html */
const createModel: Service = ({ by, on, input }, account) => {
    const { ModelName: name, PrimaryContainer: primary, ExecutionRoleArn: role, Tags: tags } = inputOf(input);
    passes(account, by, String(role));
    const { Image: image, ModelDataUrl: data, Environment: environment = {}, ...more } = inputOf(primary);
    const strange = Object.keys(more)[0];
    if (strange !== undefined) throw new NotRehearsed(`${strange} of a model's container`);
    if (typeof image !== "string" || image === "")
        throw refuse("1 validation error detected: Value at 'primaryContainer.image' is empty");
    if (data !== undefined && !/^s3:\/\/[^/]+\/.+\.tar\.gz$/.test(String(data)))
        throw refuse(`Invalid value for ModelDataUrl ${JSON.stringify(data)}: it must be the S3 URI of a tar.gz`);
    if (account.part(Hosting).model(String(name))) throw refuse(`Cannot create already existing model "${on}".`);
    const made = { name, role, image, environment, ...(data === undefined ? {} : { data }) };
    account.part(Hosting).make("model", on, made, tagsIn(tags));
    return { ModelArn: on };
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html */
const createConfiguration: Service = ({ on, input }, account) => {
    const { EndpointConfigName: name, ProductionVariants: variants, Tags: tags } = inputOf(input);
    const all = records(variants).map((variant) => variantOf(variant as JsonObject, account));
    if (all.length === 0)
        throw refuse(
            "1 validation error detected: Value at 'productionVariants' must have length greater than or equal to 1",
        );
    if (account.part(Hosting).configuration(String(name)))
        throw refuse(`Cannot create already existing endpoint configuration "${on}".`);
    account.part(Hosting).make("endpoint-configuration", on, { name, variants: all }, tagsIn(tags));
    return { EndpointConfigArn: on };
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html */
const createEndpoint: Service = ({ on, input }, account) => {
    const {
        EndpointName: name,
        EndpointConfigName: configuration,
        DeploymentConfig: deployment,
        Tags: tags,
    } = inputOf(input);
    if (typeof name !== "string" || !/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(name))
        throw refuse(
            `Value '${String(name)}' at 'endpointName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`,
        );
    if (account.part(Hosting).endpoint(name)) throw refuse(`Cannot create already existing endpoint "${on}".`);
    checkConfiguration(account, String(configuration), deployment);
    account.part(Hosting).turn(on, { name, status: "Creating", configuration: String(configuration), deployment });
    account.part(Hosting).tag(on, tagsIn(tags));
    account.part(Endpoints).change(name);
    return { EndpointArn: on };
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html */
const updateEndpoint: Service = ({ on, input }, account) => {
    const { EndpointName: name, EndpointConfigName: configuration, DeploymentConfig: deployment } = inputOf(input);
    const hosting = account.part(Hosting);
    const endpoint = endpointIn(account, String(name), on);
    if (endpoint.status !== "InService") throw refuse(`Cannot update in-progress endpoint "${on}".`);
    if (endpoint.configuration === configuration)
        throw refuse("Cannot update the endpoint with the same endpoint configuration");
    const next = checkConfiguration(account, String(configuration), deployment);
    const before = hosting.configuration(endpoint.configuration);
    // https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-update.html
    if ((before?.variants[0]?.serverless === undefined) !== (next.serverless === undefined))
        throw refuse("Endpoints cannot be converted between serverless and instances; create another endpoint");
    // https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html
    if (before?.variants[0]?.name !== next.name)
        throw refuse(`The variant ${next.name} is not one of the endpoint, which guardrails need`);
    hosting.turn(on, { status: "Updating", next: String(configuration), deployment });
    account.part(Endpoints).change(String(name));
    return { EndpointArn: on };
};

function checkConfiguration(account: LocalAccount, name: string, deployment: Json | undefined): Variant {
    const [variant] = account.part(Hosting).configuration(name)?.variants ?? [];
    if (!variant) throw notFound("endpoint configuration", name);
    guardOf(deployment, variant.instances?.count);
    return variant;
}

function endpointIn(account: LocalAccount, name: string, arn: string): Endpoint {
    const found = account.part(Hosting).endpoint(name);
    if (!found) throw notFound("endpoint", arn);
    return found;
}

const describeEndpoint: Service = ({ on, input }, account) => {
    const { arn, name, status, configuration, reason, createdAt, changedAt, next } = endpointIn(
        account,
        named(input, "EndpointName"),
        on,
    );
    const variants = account.part(Hosting).configuration(configuration)?.variants ?? [];
    return asJson({
        EndpointName: name,
        EndpointArn: arn,
        EndpointConfigName: configuration,
        EndpointStatus: status,
        FailureReason: reason,
        CreationTime: createdAt / 1000,
        LastModifiedTime: changedAt / 1000,
        ProductionVariants: variants.map(({ name: variant, instances, serverless }) => ({
            VariantName: variant,
            ...(instances ? { CurrentInstanceCount: instances.count, DesiredInstanceCount: instances.count } : {}),
            ...(serverless
                ? {
                      CurrentServerlessConfig: {
                          MemorySizeInMB: serverless.memory,
                          MaxConcurrency: serverless.concurrency,
                      },
                  }
                : {}),
        })),
        ...(next === undefined ? {} : { PendingDeploymentSummary: { EndpointConfigName: next } }),
    });
};

const describeConfiguration: Service = ({ on, input }, account) => {
    const found = account.part(Hosting).configuration(named(input, "EndpointConfigName"));
    if (!found) throw notFound("endpoint configuration", on);
    return {
        EndpointConfigName: found.name,
        EndpointConfigArn: found.arn,
        ProductionVariants: found.variants.map(({ asked }) => asked),
    };
};

const describeModel: Service = ({ on, input }, account) => {
    const found = account.part(Hosting).model(named(input, "ModelName"));
    if (!found) throw notFound("model", on);
    const { name, arn, role, image, data, environment } = found;
    const PrimaryContainer = asJson({ Image: image, ModelDataUrl: data, Environment: environment });
    return { ModelName: name, ModelArn: arn, ExecutionRoleArn: role, PrimaryContainer };
};

const deleteModel: Service = ({ on, input }, account) => {
    if (!account.part(Hosting).model(named(input, "ModelName"))) throw notFound("model", on);
    account.part(Hosting).forget(on);
    return {};
};

/** What an endpoint serves may be deleted on AWS as well, and its next instance does not start then: that is not played. */
const deleteConfiguration: Service = ({ on, input }, account) => {
    const found = account.part(Hosting).configuration(named(input, "EndpointConfigName"));
    if (!found) throw notFound("endpoint configuration", on);
    if (
        account
            .part(Hosting)
            .everyEndpoint.some(({ configuration, next }) => configuration === found.name || next === found.name)
    )
        throw refuse(`Cannot delete endpoint configuration "${on}", an endpoint is being updated with it or serves it`);
    account.part(Hosting).forget(on);
    return {};
};

const deleteEndpoint: Service = async ({ on, input }, account) => {
    const name = named(input, "EndpointName");
    endpointIn(account, name, on);
    await account.part(Endpoints).forget(name);
    account.part(Hosting).forget(on);
    return {};
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const invokeEndpoint: Service = async ({ on, input }, account) => {
    const { EndpointName: name, ContentType: contentType, Accept: accept, Body: body } = inputOf(input);
    const { status } = account.part(Hosting).endpoint(String(name)) ?? {};
    if (status === undefined || status === "Creating" || status === "Failed")
        throw new Refused(
            "ValidationError",
            `Endpoint ${String(name)} of account ${on.split(":")[4] ?? ""} not found.`,
        );
    const answer = await account.part(Endpoints).invoke(String(name), {
        contentType: String(contentType ?? "application/octet-stream"),
        accept: String(accept ?? "*/*"),
        body: Buffer.from(String(body ?? ""), "base64"),
    });
    if (answer.status >= 400)
        throw new Refused(
            "ModelError",
            `Received ${answer.status < 500 ? "client" : "server"} error (${answer.status}) from primary with message "${answer.body.toString("utf8").slice(0, 500)}". See https://console.aws.amazon.com/cloudwatch/home#logEventViewer:group=/aws/sagemaker/Endpoints/${String(name)} for more information.`,
        );
    return { ContentType: answer.contentType, InvokedProductionVariant: "live", Body: answer.body.toString("base64") };
};

/** https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html */
const getResources: Service = ({ input }, account) => {
    const { TagFilters: filters, ResourceTypeFilters: types } = inputOf(input);
    const [filter, ...more] = records(filters);
    if (!filter || more.length > 0) throw new NotRehearsed("get-resources with other than one filter");
    const wanted = texts(types).map((type) => type.replace("sagemaker:", ":"));
    const found = account.part(Hosting).tagged(String(filter["Key"]), texts(filter["Values"]));
    return {
        ResourceTagMappingList: found
            .filter((arn) => wanted.some((type) => arn.includes(`${type}/`)))
            .map((ResourceARN) => ({ ResourceARN })),
    };
};

function passes(account: LocalAccount, by: Caller, role: string): void {
    account.gateway.ask({
        by,
        action: "iam:PassRole",
        on: role,
        context: { "iam:PassedToService": "sagemaker.amazonaws.com" },
    });
}

export const endpointServices: ReadonlyMap<string, Service> = new Map([
    ["sagemaker:CreateModel", createModel],
    ["sagemaker:CreateEndpointConfig", createConfiguration],
    ["sagemaker:CreateEndpoint", createEndpoint],
    ["sagemaker:UpdateEndpoint", updateEndpoint],
    ["sagemaker:DescribeModel", describeModel],
    ["sagemaker:DescribeEndpointConfig", describeConfiguration],
    ["sagemaker:DescribeEndpoint", describeEndpoint],
    ["sagemaker:DeleteModel", deleteModel],
    ["sagemaker:DeleteEndpointConfig", deleteConfiguration],
    ["sagemaker:DeleteEndpoint", deleteEndpoint],
    ["sagemaker:InvokeEndpoint", invokeEndpoint],
    ["tag:GetResources", getResources],
]);
