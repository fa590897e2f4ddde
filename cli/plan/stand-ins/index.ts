import type { JsonObject } from "../../../plan/document";
import { secret } from "../values";
import { access } from "./access";
import { delivery } from "./delivery";
import { network } from "./network";
import { others } from "./others";
import { running } from "./running";
import { storage } from "./storage";
import type { InvokeStandIn, ResourceRequest, StandInResult, StandInTable } from "./types";
import type { ProviderLocation } from "../names";
import { watching } from "./watching";

export { ResourceRequest } from "./types";
export type { StandInResult } from "./types";
export type { ProviderLocation } from "../names";

const tables: StandInTable = { ...others, ...storage, ...access, ...delivery, ...network, ...running, ...watching };

/** Looks like nothing else, so that a plan in which it shows is caught. */
export const registryPassword = "standinregistrypassword";

/** Secrets that stand-ins hand out; none of them may reach a plan. */
export const standInSecrets: readonly string[] = [registryPassword];

/** What providers answer when a program asks; everything else is refused by name. */
const functions: { readonly [token: string]: InvokeStandIn } = {
    "aws:index/getCallerIdentity:getCallerIdentity": (_, { account }) => ({
        id: account,
        accountId: account,
        arn: `arn:aws:sts::${account}:assumed-role/plan/plan`,
        userId: "AROAPLANPLANPLANPLAN1:plan",
    }),
    "aws:index/getRegion:getRegion": (inputs, where) => {
        const region = typeof inputs.region === "string" ? inputs.region : where.region;
        return { id: region, region, name: region, description: region, endpoint: `ec2.${region}.amazonaws.com` };
    },
    "aws:index/getPartition:getPartition": () => ({
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
    }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": (_, { region }) => ({
        id: region,
        names: [`${region}a`, `${region}b`, `${region}c`],
        zoneIds: ["1", "2", "3"].map((zone) => `${region.replaceAll("-", "").slice(0, 4)}-az${zone}`),
        groupNames: [region],
    }),
    // An empty account holds no objects, so no program asks for the content of one.
    "aws:s3/getObjects:getObjects": (inputs) => ({
        ...inputs,
        id: String(inputs.bucket),
        keys: [],
        commonPrefixes: [],
    }),
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": (_, { account, region }) => ({
        id: region,
        authorizationToken: secret(Buffer.from(`AWS:${registryPassword}`).toString("base64")),
        expiresAt: "2100-01-01T00:00:00Z",
        password: secret(registryPassword),
        proxyEndpoint: `https://${account}.dkr.ecr.${region}.amazonaws.com`,
        userName: "AWS",
    }),
};

/** What AWS would answer to one registration: the same for the same program, byte for byte. */
export function answerTo(it: ResourceRequest): StandInResult {
    return (tables[it.type] ?? generic)(it);
}

/** What a provider answers to a call, or undefined where no table has it. */
export function answerToInvoke(
    token: string,
    inputs: JsonObject,
    where: ProviderLocation,
): StandInResult["outputs"] | undefined {
    return functions[token]?.(inputs, where);
}

export function knownFunctions(): string[] {
    return Object.keys(functions).sort();
}

/** For what no table knows, so that a resource of the owner's never stops a plan: an ARN after its type, an id, a name. */
function generic(it: ResourceRequest): StandInResult {
    const [provider = "", module = ""] = it.type.split(":");
    const kind = it.type.slice(it.type.lastIndexOf(":") + 1).toLowerCase();
    if (provider === "pulumi") {
        return { id: it.uuid(), outputs: {} };
    }
    const name = it.named();
    return provider === "aws"
        ? { id: name, outputs: { arn: it.arn(module.split("/")[0] ?? "", `${kind}/${name}`), name } }
        : { id: name, outputs: { name } };
}
