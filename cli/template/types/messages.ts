// EventBridge, SNS and SQS.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Events.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SNS.html
import type { Json, JsonObject } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { camelised, document, flag, listOf, number, objectIn, objectsIn, tags, textIn } from "../shapes";
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

export const messages: ResourceTypes = {
    "AWS::SNS::Topic": {
        type: TYPE.topic,
        shape: {
            TopicName: "name",
            DisplayName: "displayName",
            KmsMasterKeyId: "kmsMasterKeyId",
            FifoTopic: ["fifoTopic", flag],
            ContentBasedDeduplication: ["contentBasedDeduplication", flag],
            SignatureVersion: ["signatureVersion", number],
            Subscription: null,
            Tags: ["tags", tags],
        },
        ref: "arn",
        attributes: { TopicArn: "arn", TopicName: "name" },
        beside: ({ logicalId, properties, resource }) =>
            objectsIn(properties["Subscription"]).map(({ Endpoint = "", Protocol = "" }, at) => ({
                name: at === 0 ? logicalId : `${logicalId}-${at + 1}`,
                type: TYPE.topicSubscription,
                inputs: { topic: wordIn(resource, "arn"), endpoint: Endpoint, protocol: Protocol },
            })),
    },
    "AWS::SNS::Subscription": {
        type: TYPE.topicSubscription,
        shape: {
            TopicArn: "topic",
            Protocol: "protocol",
            Endpoint: "endpoint",
            FilterPolicy: ["filterPolicy", document],
            FilterPolicyScope: "filterPolicyScope",
            RawMessageDelivery: ["rawMessageDelivery", flag],
            RedrivePolicy: ["redrivePolicy", document],
            SubscriptionRoleArn: "subscriptionRoleArn",
            Region: null,
        },
        ref: "arn",
        attributes: { Arn: "arn" },
    },
    "AWS::SNS::TopicPolicy": {
        type: TYPE.topicPolicy,
        shape: { PolicyDocument: ["policy", document], Topics: ["arn", (value) => listOf(value)[0] ?? ""] },
        ref: "id",
        attributes: { Id: "id" },
        beside: others("Topics", "arn", TYPE.topicPolicy),
    },
    "AWS::SQS::Queue": {
        type: TYPE.queue,
        shape: {
            QueueName: "name",
            FifoQueue: ["fifoQueue", flag],
            RedrivePolicy: ["redrivePolicy", document],
            KmsMasterKeyId: "kmsMasterKeyId",
            SqsManagedSseEnabled: ["sqsManagedSseEnabled", flag],
            MessageRetentionPeriod: ["messageRetentionSeconds", number],
            ContentBasedDeduplication: ["contentBasedDeduplication", flag],
            DelaySeconds: null,
            MaximumMessageSize: null,
            ReceiveMessageWaitTimeSeconds: null,
            VisibilityTimeout: ["visibilityTimeoutSeconds", number],
            Tags: ["tags", tags],
        },
        ref: "url",
        attributes: { Arn: "arn", QueueName: "name", QueueUrl: "url" },
    },
    "AWS::SQS::QueuePolicy": {
        type: TYPE.queuePolicy,
        shape: { PolicyDocument: ["policy", document], Queues: ["queueUrl", (value) => listOf(value)[0] ?? ""] },
        ref: "id",
        attributes: { Id: "id" },
        beside: others("Queues", "queueUrl", TYPE.queuePolicy),
    },
};

/** One policy that stands on several things is one of each. */
function others(list: string, input: string, type: string): (made: Made) => readonly Beside[] {
    return ({ logicalId, properties, resource }) =>
        listOf(properties[list])
            .slice(1)
            .map((each, at) => ({
                name: `${logicalId}-${at + 2}`,
                type,
                inputs: { ...resource.inputs, [input]: each },
            }));
}
