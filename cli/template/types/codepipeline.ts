// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_CodePipeline.html
import type { Json, JsonObject } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import {
    each,
    listOf,
    many,
    namesIn,
    number,
    objectIn,
    one,
    type Shape,
    type Unread,
    shaped,
    strings,
    tags,
    textIn,
} from "../shapes";
import type { ResourceTypes } from "./types";

const store: Shape = {
    Type: "type",
    Location: "location",
    EncryptionKey: ["encryptionKey", one({ Id: "id", Type: "type" })],
};

const action: Shape = {
    Name: "name",
    // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html: every value is a text.
    Configuration: ["configuration", strings],
    InputArtifacts: ["inputArtifacts", namesIn("Name")],
    OutputArtifacts: ["outputArtifacts", namesIn("Name")],
    Namespace: "namespace",
    Region: "region",
    RoleArn: "roleArn",
    RunOrder: ["runOrder", number],
    TimeoutInMinutes: ["timeoutInMinutes", number],
    ActionTypeId: null,
};
const actionOf = (value: Json, path: string, unread: Unread): Json => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const properties = value as JsonObject;
    const { Category, Owner, Provider, Version } = objectIn(properties, "ActionTypeId");
    return {
        ...shaped(action, properties, unread, path),
        category: Category ?? "",
        owner: Owner ?? "",
        provider: Provider ?? "",
        version: String(Version ?? ""),
    };
};

const conditions: Shape = {
    Conditions: [
        "conditions",
        many({
            Result: "result",
            Rules: [
                "rules",
                many({
                    Name: "name",
                    RuleTypeId: [
                        "ruleTypeId",
                        one({ Category: "category", Owner: "owner", Provider: "provider", Version: "version" }),
                    ],
                    Configuration: ["configuration", strings],
                    InputArtifacts: ["inputArtifacts", namesIn("Name")],
                    Region: "region",
                    RoleArn: "roleArn",
                    Commands: "commands",
                }),
            ],
        }),
    ],
    Result: "result",
    RetryConfiguration: ["retryConfiguration", one({ RetryMode: "retryMode" })],
};
/** Pulumi has one condition where CloudFormation has a list. */
const condition = (value: Json, path: string, unread: Unread): Json => {
    const made = one(conditions)(value, path, unread);
    if (typeof made !== "object" || made === null || Array.isArray(made)) return made;
    const { conditions: some, ...more } = made as JsonObject;
    return some === undefined ? more : { ...more, condition: listOf(some)[0] ?? null };
};

const filter: Shape = { Includes: "includes", Excludes: "excludes" };
const pushed: Shape = {
    Branches: ["branches", one(filter)],
    FilePaths: ["filePaths", one(filter)],
    Tags: ["tags", one(filter)],
};

export const codepipeline: ResourceTypes = {
    "AWS::CodePipeline::Pipeline": {
        type: TYPE.pipeline,
        shape: {
            Name: "name",
            RoleArn: "roleArn",
            ArtifactStore: ["artifactStores", each(one(store))],
            ArtifactStores: [
                "artifactStores",
                each((value, path, unread) => {
                    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
                    const each = value as JsonObject;
                    const made = shaped(store, objectIn(each, "ArtifactStore"), unread, `${path}.ArtifactStore`);
                    return { ...made, region: textIn(each, "Region") };
                }),
            ],
            PipelineType: "pipelineType",
            ExecutionMode: "executionMode",
            Stages: [
                "stages",
                many({
                    Name: "name",
                    Actions: ["actions", each(actionOf)],
                    BeforeEntry: ["beforeEntry", condition],
                    OnSuccess: ["onSuccess", condition],
                    OnFailure: ["onFailure", condition],
                }),
            ],
            Variables: ["variables", many({ Name: "name", DefaultValue: "defaultValue", Description: "description" })],
            Triggers: [
                "triggers",
                many({
                    ProviderType: "providerType",
                    GitConfiguration: [
                        "gitConfiguration",
                        one({
                            SourceActionName: "sourceActionName",
                            Push: ["pushes", many(pushed)],
                            PullRequest: ["pullRequests", many({ ...pushed, Events: "events" })],
                        }),
                    ],
                }),
            ],
            // A change of the template is another rehearsal.
            RestartExecutionOnUpdate: null,
            Tags: ["tags", tags],
        },
        longest: 100,
        ref: "name",
        attributes: { Arn: "arn", Version: () => "1" },
    },
};
