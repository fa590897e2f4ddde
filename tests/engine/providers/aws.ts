import { version } from "@pulumi/aws/package.json";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { answerTo, answerToInvoke, registryPassword, ResourceRequest as PlanAsked } from "../../../cli/plan/stand-ins";
import type { ProviderLocation } from "../../../cli/plan/names";
import type { JsonObject } from "../../../plan/document";
import { secret } from "../../../cli/plan/values";
import type { StandIn } from "./provider";
import { opened, type Fields } from "../support/wire";

/** Changing one of these means another thing, in AWS as here. @default names */
const replacing: Record<string, readonly string[]> = {
    "aws:ecs/taskDefinition:TaskDefinition": [
        "family",
        "containerDefinitions",
        "cpu",
        "memory",
        "executionRoleArn",
        "taskRoleArn",
    ],
    "aws:lb/targetGroup:TargetGroup": ["name", "port", "protocol", "vpcId", "targetType"],
    "aws:s3/bucketObjectv2:BucketObjectv2": ["bucket", "key"],
};
const names = ["name", "namePrefix", "bucket"];

const objectType = "aws:s3/bucketObjectv2:BucketObjectv2";
const callerOf = "aws:index/getCallerIdentity:getCallerIdentity";
const tokenOf = "aws:ecr/getAuthorizationToken:getAuthorizationToken";

/** An AWS that accepts everything, names what is nameless, and answers what a plan's stand-ins answer. */
export function standInAws(where: ProviderLocation): StandIn {
    let tokens = 0;
    let callers = 0;
    const objects = new Map<string, Fields>();
    return {
        package: "aws",
        version,
        check: ({ type, name, inputs, before, proposedName }) => {
            const key = nameKey(type);
            if (key === undefined || inputs[key] !== undefined || inputs[`${key}Prefix`] !== undefined) {
                return inputs;
            }
            // A name once given stays: only a new resource takes what autonaming proposes.
            const prefix = type === "aws:kms/alias:Alias" ? "alias/" : "";
            return { ...inputs, [key]: before?.[key] ?? `${prefix}${proposedName ?? `${name}-0000000`}` };
        },
        make: ({ urn, type, name, inputs }) => {
            const plain = opened(inputs) as JsonObject;
            const physical = plain[nameKey(type) ?? ""] ?? name;
            const { id, outputs } = answerTo(
                new PlanAsked(urn, type, plain, String(physical), where.account, where.region),
            );
            return { id, outputs: { ...outputs, ...inputs } };
        },
        replaces: (type) => replacing[type] ?? names,
        // The content decides these, so no preview of a change can know them.
        moves: (type) => (type === "aws:s3/bucketObjectv2:BucketObjectv2" ? ["versionId", "etag"] : []),
        wrote: ({ type, inputs }) => {
            if (type !== objectType) return;
            const plain = opened(inputs) as Fields;
            objects.set(`${String(plain.bucket)}/${String(plain.key)}`, plain);
        },
        invoke: (token, args) => {
            if (token === "aws:s3/getObjects:getObjects") {
                const bucket = `${String(args.bucket)}/`;
                const keys = [...objects.keys()].filter((name) => name.startsWith(`${bucket}${String(args.prefix)}`));
                return { ...args, keys: keys.map((name) => name.slice(bucket.length)) };
            }
            if (token === "aws:s3/getObject:getObject") {
                return { ...args, body: objects.get(`${String(args.bucket)}/${String(args.key)}`)?.content };
            }
            const { outputs, guessed } = answerToInvoke(token, args as JsonObject, where);
            if (guessed) {
                throw new Error(`the stand-in for aws does not answer ${token}`);
            }
            // ECR never gives the same token twice: a program that keeps one anywhere but in a secret changes with every run.
            const fresh = token === tokenOf ? { password: secret(`${registryPassword}${(tokens += 1)}`) } : {};
            // Each run is somebody else's: a program that keeps who ran it changes with every run.
            const somebody =
                token === callerOf ? { arn: `arn:aws:iam::${where.account}:user/somebody-${(callers += 1)}` } : {};
            return { ...args, ...outputs, ...fresh, ...somebody };
        },
    };
}

const sdk = dirname(require.resolve("@pulumi/aws/package.json"));
const nameKeys = new Map<string, string | undefined>();

/** The input that the real provider names by itself: optional, yet always answered. The SDK's own files say so. */
function nameKey(type: string): string | undefined {
    if (!nameKeys.has(type)) {
        const module = /^aws:([^:]+):\w+$/.exec(type)?.[1];
        if (module === undefined) {
            throw new Error(`the stand-in for aws does not know the type ${type}`);
        }
        const declared = readFileSync(join(sdk, `${module}.d.ts`), "utf8");
        const args = /export interface \w+Args \{([\s\S]*?)\n\}/.exec(declared)?.[1] ?? "";
        const key = /^ {4}bucketPrefix\?:/m.test(args) ? "bucket" : "name";
        const optional = new RegExp(`^ {4}${key}\\?: pulumi\\.Input<string`, "m").test(args);
        const answered = new RegExp(`^ {4}readonly ${key}: pulumi\\.Output<string>;`, "m").test(declared);
        nameKeys.set(type, optional && answered ? key : undefined);
    }
    return nameKeys.get(type);
}
