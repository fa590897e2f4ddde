import { secret } from "../values";
import type { InvokeStandIn } from "./types";

/** What providers answer when a program asks; everything else is refused by name. */
export const functions: { readonly [token: string]: InvokeStandIn } = {
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
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": (_, { account, region }) => ({
        id: region,
        authorizationToken: secret(Buffer.from(`AWS:${registryPassword}`).toString("base64")),
        expiresAt: "2100-01-01T00:00:00Z",
        password: secret(registryPassword),
        proxyEndpoint: `https://${account}.dkr.ecr.${region}.amazonaws.com`,
        userName: "AWS",
    }),
};

/** Looks like nothing else, so that a plan in which it shows is caught. */
export const registryPassword = "standinregistrypassword";
