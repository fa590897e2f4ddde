// SNS and SQS.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SNS.html
import { TYPE } from "../../../plan/tokens";
import { document, flag, listOf, number, objectsIn, tags } from "../shapes";
import { type Beside, type Made, type ResourceTypes, wordIn } from "./types";

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
