// What programs look up of things that others made. A plan asks no account: each has the form of AWS's answer, and says the same
// for the same question. What is only worked out of the question itself is right.
import { arnIn } from "../../../plan/arn";
import type { Json, JsonObject } from "../../../plan/document";
import { isRecord, records, texts } from "../../../plan/plans";
import { hexOf } from "../names";
import type { InvokeStandIn } from "./types";

export const lookups: { readonly [token: string]: InvokeStandIn } = {
    "aws:iam/getPolicyDocument:getPolicyDocument": (inputs) => {
        const json = JSON.stringify(policyOf(inputs), null, 2);
        return { ...inputs, id: hexOf(json, 10), json, minifiedJson: JSON.stringify(policyOf(inputs)) };
    },
    "aws:ec2/getVpc:getVpc": (inputs, where) => {
        const id = given(inputs, "id") || numbered("vpc", inputs);
        return { ...inputs, id, arn: arnIn(where, "ec2", `vpc/${id}`), cidrBlock: "10.0.0.0/16", default: true };
    },
    "aws:ec2/getSubnets:getSubnets": (inputs, { region }) => ({
        ...inputs,
        id: region,
        ids: ["a", "b"].map((zone) => numbered("subnet", { ...inputs, zone })),
    }),
    "aws:ec2/getSubnet:getSubnet": (inputs, { region }) => ({
        ...inputs,
        id: given(inputs, "id") || numbered("subnet", inputs),
        availabilityZone: `${region}a`,
        cidrBlock: "10.0.0.0/24",
    }),
    "aws:ec2/getSecurityGroup:getSecurityGroup": (inputs) => ({
        ...inputs,
        id: given(inputs, "id") || numbered("sg", inputs),
    }),
    "aws:ec2/getAmi:getAmi": (inputs) => {
        const id = numbered("ami", inputs);
        return { ...inputs, id, imageId: id, architecture: "x86_64", rootDeviceName: "/dev/xvda" };
    },
    "aws:ecr/getRepository:getRepository": (inputs, where) => {
        const name = given(inputs, "name");
        return {
            ...inputs,
            id: name,
            arn: arnIn(where, "ecr", `repository/${name}`),
            repositoryUrl: `${where.account}.dkr.ecr.${where.region}.amazonaws.com/${name}`,
        };
    },
    "aws:iam/getRole:getRole": (inputs, { account }) => {
        const name = given(inputs, "name");
        return { ...inputs, id: name, arn: `arn:aws:iam::${account}:role/${name}` };
    },
    "aws:iam/getPolicy:getPolicy": (inputs) => {
        const arn = given(inputs, "arn") || `arn:aws:iam::aws:policy/${given(inputs, "name")}`;
        return { ...inputs, id: arn, arn, name: arn.slice(arn.lastIndexOf("/") + 1) };
    },
    "aws:acm/getCertificate:getCertificate": (inputs, where) => {
        const arn = arnIn(where, "acm", `certificate/${uuid(inputs)}`);
        return { ...inputs, id: arn, arn, status: "ISSUED" };
    },
    "aws:route53/getZone:getZone": (inputs) => {
        const zoneId = given(inputs, "zoneId") || `Z${hexOf(JSON.stringify(inputs), 20).toUpperCase()}`;
        return { ...inputs, id: zoneId, zoneId, name: given(inputs, "name") };
    },
    "aws:s3/getBucket:getBucket": (inputs, { region }) => {
        const bucket = given(inputs, "bucket");
        return {
            ...inputs,
            id: bucket,
            arn: `arn:aws:s3:::${bucket}`,
            region,
            bucketRegion: region,
            bucketDomainName: `${bucket}.s3.amazonaws.com`,
            bucketRegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
        };
    },
};

function given(inputs: JsonObject, property: string): string {
    const value = inputs[property];
    return typeof value === "string" ? value : "";
}

const numbered = (prefix: string, inputs: JsonObject): string => `${prefix}-${hexOf(JSON.stringify(inputs), 17)}`;

function uuid(inputs: JsonObject): string {
    return hexOf(JSON.stringify(inputs), 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * The document that statements in the provider's words stand for; the provider works it out without asking AWS.
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/getpolicydocument/
 */
function policyOf({ version, statements }: JsonObject): JsonObject {
    return {
        Version: typeof version === "string" ? version : "2012-10-17",
        Statement: records(statements).map((of) => ({
            ...named("Sid", of["sid"]),
            Effect: typeof of["effect"] === "string" ? of["effect"] : "Allow",
            ...named("Action", of["actions"]),
            ...named("NotAction", of["notActions"]),
            ...named("Resource", of["resources"]),
            ...named("NotResource", of["notResources"]),
            ...who("Principal", of["principals"]),
            ...who("NotPrincipal", of["notPrincipals"]),
            ...conditions(of["conditions"]),
        })),
    };
}

/** One thing stands as itself, several as a list, none not at all. */
function named(key: string, value: unknown): JsonObject {
    const all = texts(value).filter((one) => one !== "");
    return all.length === 0 ? {} : { [key]: oneOrAll(all) };
}

const oneOrAll = (all: readonly string[]): Json => (all.length === 1 ? (all[0] ?? "") : [...all]);

function who(key: string, value: unknown): JsonObject {
    const all = records(value);
    if (all.length === 0) return {};
    if (all.some(({ type, identifiers }) => type === "*" && texts(identifiers).includes("*"))) return { [key]: "*" };
    return {
        [key]: Object.fromEntries(all.map(({ type, identifiers }) => [String(type), oneOrAll(texts(identifiers))])),
    };
}

function conditions(value: unknown): JsonObject {
    const tests: Record<string, Record<string, Json>> = {};
    for (const { test, variable, values } of records(value).filter(isRecord))
        tests[String(test)] = { ...tests[String(test)], [String(variable)]: oneOrAll(texts(values)) };
    return Object.keys(tests).length === 0 ? {} : { Condition: tests };
}
