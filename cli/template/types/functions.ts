// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Lambda.html
import type { JsonObject } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import type { Declared, Template } from "../../../rehearsal/cloudformation/template";
import { number, objectIn, one, strings, tags, textIn } from "../shapes";
import { ENGINE, INVOCATION } from "../written/engine";
import { referredTo } from "../written/text";
import type { ResourceType, ResourceTypes } from "./types";

export const lambda: ResourceTypes = {
    "AWS::Lambda::Function": {
        type: TYPE.function,
        shape: {
            FunctionName: "name",
            Description: "description",
            Handler: "handler",
            Runtime: "runtime",
            Role: "role",
            Timeout: ["timeout", number],
            MemorySize: ["memorySize", number],
            Architectures: "architectures",
            Environment: ["environment", one({ Variables: ["variables", strings] })],
            LoggingConfig: ["loggingConfig", one({ LogFormat: "logFormat", LogGroup: "logGroup" })],
            Tags: ["tags", tags],
            Code: null,
        },
        more: (properties) => codeOf(objectIn(properties, "Code"), textIn(properties, "Runtime")),
        longest: 64,
        ref: "name",
        attributes: { Arn: "arn" },
    },
    "AWS::Lambda::Permission": {
        type: TYPE.functionPermission,
        shape: {
            FunctionName: "function",
            Action: "action",
            Principal: "principal",
            SourceArn: "sourceArn",
            SourceAccount: "sourceAccount",
        },
        ref: "id",
        attributes: { Id: "id" },
    },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html */
function codeOf({ ZipFile: written, S3Bucket, S3Key, ImageUri }: JsonObject, runtime: string): JsonObject {
    const file = runtime.startsWith("python") ? "index.py" : "index.js";
    if (typeof written === "string") return { code: { archive: { [file]: { text: written } } } };
    if (ImageUri !== undefined) return { imageUri: ImageUri };
    return { s3Bucket: S3Bucket ?? "", s3Key: S3Key ?? "" };
}

// Custom resources of the templates that are written here. What a name promises only its code keeps: the function has to be
// the very one that is written along.

const CUSTOM: ResourceTypes = {
    "Custom::S3Object": {
        type: TYPE.bucketObject,
        shape: {
            ...{ ServiceToken: null, Once: null },
            ...{ Bucket: "bucket", Key: "key", ContentType: "contentType" },
            ...{ Content: "content", ContentBase64: "contentBase64" },
        },
        ref: "id",
    },
    "Custom::Stack": {
        type: TYPE.stack,
        shape: {
            ...{ ServiceToken: null, StackName: "name", RoleARN: "iamRoleArn" },
            ...{ TemplateBody: "templateBody", StackPolicyBody: "policyBody" },
        },
        ref: "id",
    },
    "Custom::Invocation": {
        type: INVOCATION,
        shape: { ServiceToken: null, FunctionName: "functionName", Input: "input" },
        ref: "id",
    },
};

export function typeOfEngine({ type, properties }: Declared, { resources }: Template): ResourceType | undefined {
    const [token = ""] = referredTo(properties["ServiceToken"] ?? "");
    const code = objectIn(resources[token]?.properties ?? {}, "Code")["ZipFile"];
    return code === ENGINE && Object.hasOwn(CUSTOM, type) ? CUSTOM[type] : undefined;
}
