// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Events.html
import type { Json, JsonObject } from "../../../plan/document";
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
            Tags: ["tags", tags],
        },
        longest: 64,
        ref: "name",
        attributes: { Arn: "arn", RuleName: "name" },
        beside: targets,
    },
    "AWS::Events::EventBusPolicy": {
        type: TYPE.eventBusPolicy,
        shape: { EventBusName: "eventBusName", StatementId: null, Statement: ["policy", policyOf] },
        ref: "id",
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

/** One statement is one policy: EventBridge puts them together. */
function policyOf(statement: Json): Json {
    return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
