// Custom resources of the templates that are written here. What a name promises only its code keeps: the function has to be
// the very one that is written along.
import { TYPE } from "../../../plan/tokens";
import type { Declared, Template } from "../../../rehearsal/cloudformation/template";
import { objectIn } from "../shapes";
import { ENGINE, INVOCATION } from "../written/engine";
import { referredTo } from "../written/text";
import type { ResourceType, ResourceTypes } from "./types";

const TYPES: ResourceTypes = {
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
    return code === ENGINE && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
}
