// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Events.html
import type { JsonObject } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { camelised, document, objectIn, objectsIn, tags, textIn } from "../shapes";
import { type Beside, type Made, type ResourceTypes, wordIn } from "./types";

export const events: ResourceTypes = {
    "AWS::Events::Rule": {
        type: TYPE.eventRule,
        shape: {
            Name: "name",
            Description: "description",
            EventBusName: "eventBusName",
            EventPattern: ["eventPattern", document],
            ScheduleExpression: "scheduleExpression",
            State: "state",
            RoleArn: "roleArn",
            // Each is a resource of its own beside the rule.
            Targets: null,
        },
        longest: 64,
        ref: "name",
        attributes: { Arn: "arn" },
        beside: targets,
    },
    "AWS::Events::EventBus": {
        type: TYPE.eventBus,
        shape: { Name: "name", Description: "description", Tags: ["tags", tags] },
        ref: "name",
        attributes: { Arn: "arn", Name: "name" },
    },
};

function targets({ logicalId, properties, resource }: Made): readonly Beside[] {
    return objectsIn(properties["Targets"]).map((target, at) => ({
        name: at === 0 ? logicalId : `${logicalId}-${at + 1}`,
        type: TYPE.eventTarget,
        inputs: {
            // What is the owner's in it: JSON paths, by names.
            ...(camelised(target, ["InputPathsMap", "RunCommandParameters"]) as JsonObject),
            ...transformerOf(objectIn(target, "InputTransformer")),
            rule: wordIn(resource, "name"),
            ...(resource.inputs["eventBusName"] === undefined ? {} : { eventBusName: resource.inputs["eventBusName"] }),
            targetId: textIn(target, "Id"),
        },
    }));
}

function transformerOf({ InputPathsMap: inputPaths, InputTemplate: inputTemplate }: JsonObject): JsonObject {
    if (inputTemplate === undefined) return {};
    return { inputTransformer: { ...(inputPaths === undefined ? {} : { inputPaths }), inputTemplate } };
}
