// What Pulumi's engine does by itself and CloudFormation has no type for is done by a function in the template, engine.py.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Json, JsonObject, PlannedResource } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { defined } from "../shapes";
import { nameOf, type WrittenTypes } from "./types/types";

/** The code of that function, by which whoever reads such a template knows what its custom resources do. */
export const ENGINE = readFileSync(join(__dirname, "engine.py"), "utf8");

/** Its logical id; every custom resource of a written template names it. */
export const FUNCTION = "Engine";
const SERVICE_TOKEN = { "Fn::GetAtt": [FUNCTION, "Arn"] };

export const INVOCATION = "aws:lambda/invocation:Invocation";

export const custom: WrittenTypes = {
    [TYPE.bucketObject]: {
        type: "Custom::S3Object",
        properties: ({ inputs: { bucket, key, content, contentBase64, contentType }, options: { ignoreChanges } }) =>
            defined({
                ServiceToken: SERVICE_TOKEN,
                ...defined({ Bucket: bucket, Key: key, Content: content, ContentBase64: contentBase64 }),
                ContentType: contentType,
                Once: ignoreChanges === undefined ? undefined : "true",
            }),
    },
    [TYPE.stack]: {
        type: "Custom::Stack",
        properties: (resource) =>
            defined({
                ServiceToken: SERVICE_TOKEN,
                StackName: nameOf(resource),
                TemplateBody: resource.inputs["templateBody"],
                StackPolicyBody: resource.inputs["policyBody"],
                RoleARN: resource.inputs["iamRoleArn"],
            }),
        decided: { id: "" },
    },
    [INVOCATION]: {
        type: "Custom::Invocation",
        properties: ({ inputs: { functionName, input } }) =>
            defined({ ServiceToken: SERVICE_TOKEN, FunctionName: functionName, Input: input }),
    },
};

/** The function and its role, where a resource of the plan needs it. */
export function engineFor(resources: readonly PlannedResource[], called: string): JsonObject {
    // As all of the plan's roles, or none.
    const PermissionsBoundary = resources.find(({ type }) => type === TYPE.role)?.inputs["permissionsBoundary"];
    const served = resources.filter(({ type }) => Object.hasOwn(custom, type));
    if (served.length === 0) return {};
    const Statement = served.flatMap((resource) => statementsFor(resource));
    const keys = resources.filter(({ type }) => type === TYPE.key).map(({ outputs }) => outputs["arn"] ?? "");
    if (keys.length > 0)
        Statement.push({ Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: keys });
    const log = {
        ["Fn::Sub"]: `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${EngineLog}:*`,
    };
    const writes = { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: log };
    return {
        EngineLog: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: called, RetentionInDays: 90 } },
        EngineRole: {
            Type: "AWS::IAM::Role",
            Properties: {
                ...defined({ RoleName: called, PermissionsBoundary }),
                AssumeRolePolicyDocument: document({
                    ...{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
                }),
            },
        },
        EnginePolicy: {
            Type: "AWS::IAM::RolePolicy",
            Properties: {
                ...{ RoleName: { Ref: "EngineRole" }, PolicyName: called },
                PolicyDocument: document(...Statement, writes),
            },
        },
        [FUNCTION]: {
            Type: "AWS::Lambda::Function",
            // A function that may not yet do what it is for would answer with a refusal, once and for all.
            DependsOn: ["EnginePolicy"],
            Properties: {
                ...{ FunctionName: called, Handler: "index.handler", Runtime: "python3.13", Timeout: 900 },
                Role: { "Fn::GetAtt": ["EngineRole", "Arn"] },
                LoggingConfig: { LogFormat: "Text", LogGroup: { Ref: "EngineLog" } },
                Code: { ZipFile: ENGINE },
            },
        },
    };
}

function statementsFor({ type, inputs, outputs, id }: PlannedResource): JsonObject[] {
    const allow = (actions: readonly string[], on: Json): JsonObject => ({
        ...{ Effect: "Allow", Action: actions, Resource: on },
    });
    if (type === TYPE.bucketObject) return [allow(["s3:PutObject"], outputs["arn"] ?? "")];
    if (type === INVOCATION)
        return [allow(["lambda:InvokeFunction"], `arn:aws:lambda:*:*:function:${String(inputs["functionName"])}`)];
    const stack = `${(id ?? "").split("/").slice(0, 2).join("/")}/*`;
    const calls = ["CreateStack", "DeleteStack", "DescribeStacks", "SetStackPolicy"];
    return [
        allow(
            calls.map((call) => `cloudformation:${call}`),
            stack,
        ),
        {
            ...allow(["iam:PassRole"], inputs["iamRoleArn"] ?? ""),
            Condition: { StringEquals: { "iam:PassedToService": "cloudformation.amazonaws.com" } },
        },
    ];
}

const document = (...Statement: readonly JsonObject[]): JsonObject => ({ Version: "2012-10-17", Statement });
