// A variant of an endpoint's configuration, as CreateEndpointConfig takes it.
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
import type { JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { NotRehearsed, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { Hosting, type Variant } from "./hosting";

const refuse = (why: string): Refused => new Refused("ValidationException", why);

const KNOWN = [
    "VariantName",
    "ModelName",
    "InitialVariantWeight",
    "InstanceType",
    "InitialInstanceCount",
    "ServerlessConfig",
];

export function variantOf(asked: JsonObject, account: LocalAccount): Variant {
    const {
        VariantName: name,
        ModelName: model,
        InstanceType: type,
        InitialInstanceCount: count,
        ServerlessConfig: serverless,
    } = asked;
    const strange = Object.keys(asked).find((key) => !KNOWN.includes(key));
    if (strange !== undefined) throw new NotRehearsed(`${strange} of a production variant`);
    if (!account.part(Hosting).model(String(model))) throw refuse(`Could not find model "${String(model)}".`);
    const of = { name: String(name), model: String(model), asked };
    if (isRecord(serverless)) {
        if (type !== undefined || count !== undefined)
            throw refuse("A variant with ServerlessConfig takes no InstanceType and no InitialInstanceCount");
        const { MemorySizeInMB: memory, MaxConcurrency: concurrency } = serverless;
        if (![1024, 2048, 3072, 4096, 5120, 6144].includes(Number(memory)))
            throw refuse(
                `Value '${String(memory)}' at 'serverlessConfig.memorySizeInMB' failed to satisfy constraint: Member must satisfy enum value set: [1024, 2048, 3072, 4096, 5120, 6144]`,
            );
        if (!(Number(concurrency) >= 1 && Number(concurrency) <= 200))
            throw refuse(
                `Value '${String(concurrency)}' at 'serverlessConfig.maxConcurrency' failed to satisfy constraint: Member must have value between 1 and 200`,
            );
        return { ...of, serverless: { memory: Number(memory), concurrency: Number(concurrency) } };
    }
    if (typeof type !== "string" || !/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/.test(type))
        throw refuse(
            `Value '${String(type)}' at 'productionVariants.1.member.instanceType' failed to satisfy constraint: Member must satisfy enum value set of instance types such as ml.m5.large`,
        );
    if (!(Number(count) >= 1))
        throw refuse(
            `Value '${String(count)}' at 'productionVariants.1.member.initialInstanceCount' failed to satisfy constraint: Member must have value greater than or equal to 1`,
        );
    return { ...of, instances: { type, count: Number(count) } };
}
