// What providers answer when a program asks them something.
import { arnIn } from "../../../plan/arn";
import type { JsonObject } from "../../../plan/document";
import type { ProviderLocation } from "../names";
import { secret } from "../values";
import { lookups } from "./lookups";
import type { InvokeStandIn, StandInResult } from "./types";

/** Looks like nothing else, so that a plan in which it shows is caught. */
export const registryPassword = "standinregistrypassword";
export const accessKeySecret = "standinaccesskeysecret";

/** Secrets that stand-ins hand out; none of them may reach a plan. */
export const standInSecrets: readonly string[] = [registryPassword, accessKeySecret];

/** Of an account that is empty, of what every account has, and of what only a text is asked for. */
const functions: { readonly [token: string]: InvokeStandIn } = {
    ...lookups,
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

/** What a provider answers to a call; `guessed` where no table has it, so that a program of others still has a plan. */
export function answerToInvoke(
    token: string,
    inputs: JsonObject,
    where: ProviderLocation,
): { readonly outputs: StandInResult["outputs"]; readonly guessed?: true } {
    const known = functions[token];
    if (known) return { outputs: known(inputs, where) };
    const [provider = "", module = "", asked = ""] = token.split(":");
    const name = typeof inputs.name === "string" ? inputs.name : asked.replace(/^get/, "").toLowerCase();
    const arn = arnIn(where, module.split("/")[0] ?? "", name);
    return { outputs: { id: name, name, ...(provider === "aws" ? { arn } : {}), ...inputs }, guessed: true };
}
