// IAM, EventBridge, CloudWatch, SNS, SQS, Lambda and SageMaker.
import type { Json, JsonObject, PlannedResource } from "../../../../plan/document";
import { TYPE } from "../../../../plan/tokens";
import { defined, objectIn } from "../../shapes";
import { capitals, documentIn, nameOf, tagsIn, type WrittenTypes } from "./types";

export const services: WrittenTypes = {
    [TYPE.role]: {
        type: "AWS::IAM::Role",
        properties: (resource) => {
            const { assumeRolePolicy: _, tags: __, ...more } = resource.inputs;
            return defined({
                RoleName: nameOf(resource),
                AssumeRolePolicyDocument: documentIn(resource, "assumeRolePolicy"),
                ...(capitals(more) as JsonObject),
                Tags: tagsIn(resource),
            });
        },
    },
    [TYPE.rolePolicy]: {
        type: "AWS::IAM::RolePolicy",
        properties: (resource) =>
            defined({
                RoleName: resource.inputs["role"],
                PolicyName: (resource.id ?? "").split(":").at(-1),
                PolicyDocument: documentIn(resource, "policy"),
            }),
    },
    [TYPE.eventRule]: {
        type: "AWS::Events::Rule",
        properties: (resource) => {
            const { description, scheduleExpression, eventBusName, state } = resource.inputs;
            return defined({
                Name: nameOf(resource),
                Description: description,
                EventPattern: documentIn(resource, "eventPattern"),
                ...defined({ ScheduleExpression: scheduleExpression, EventBusName: eventBusName, State: state }),
            });
        },
    },
    [TYPE.eventTarget]: {
        partOf: ({ inputs }) => ({ type: TYPE.eventRule, name: String(inputs["rule"]) }),
        adds: ({ name, inputs }, { Targets = [] }) => ({ Targets: [...(Targets as Json[]), targetOf(name, inputs)] }),
    },
    [TYPE.logGroup]: {
        type: "AWS::Logs::LogGroup",
        properties: (resource) =>
            defined({ LogGroupName: nameOf(resource), RetentionInDays: resource.inputs["retentionInDays"] }),
    },
    [TYPE.metricAlarm]: {
        type: "AWS::CloudWatch::Alarm",
        properties: (resource) => {
            const { dimensions, tags: _, name: __, ...more } = resource.inputs;
            return defined({
                AlarmName: nameOf(resource),
                Dimensions: Object.entries(objectIn(defined({ dimensions }), "dimensions")).map(([Name, Value]) => ({
                    Name,
                    Value,
                })),
                ...(capitals(more) as JsonObject),
            });
        },
    },
    [TYPE.topic]: {
        type: "AWS::SNS::Topic",
        properties: (resource) =>
            defined({ TopicName: nameOf(resource), KmsMasterKeyId: resource.inputs["kmsMasterKeyId"] }),
    },
    [TYPE.topicPolicy]: {
        type: "AWS::SNS::TopicPolicy",
        properties: (resource) =>
            defined({ Topics: [resource.inputs["arn"] ?? ""], PolicyDocument: documentIn(resource, "policy") }),
    },
    [TYPE.topicSubscription]: {
        type: "AWS::SNS::Subscription",
        properties: (resource) => {
            const { topic, redrivePolicy: _, filterPolicy: __, ...more } = resource.inputs;
            return defined({
                TopicArn: topic,
                ...(capitals(more) as JsonObject),
                RedrivePolicy: documentIn(resource, "redrivePolicy"),
                FilterPolicy: documentIn(resource, "filterPolicy"),
            });
        },
    },
    [TYPE.queue]: {
        type: "AWS::SQS::Queue",
        properties: (resource) => {
            const { messageRetentionSeconds, sqsManagedSseEnabled } = resource.inputs;
            return defined({
                QueueName: nameOf(resource),
                MessageRetentionPeriod: messageRetentionSeconds,
                SqsManagedSseEnabled: sqsManagedSseEnabled,
            });
        },
    },
    [TYPE.queuePolicy]: {
        type: "AWS::SQS::QueuePolicy",
        properties: (resource) =>
            defined({ Queues: [resource.inputs["queueUrl"] ?? ""], PolicyDocument: documentIn(resource, "policy") }),
    },
    [TYPE.function]: { type: "AWS::Lambda::Function", properties: functionOf },
    [TYPE.modelPackageGroup]: {
        type: "AWS::SageMaker::ModelPackageGroup",
        properties: ({ inputs: { tags: _, ...more } }) => capitals(more) as JsonObject,
    },
    [TYPE.trainingPipeline]: {
        type: "AWS::SageMaker::Pipeline",
        properties: ({ inputs: { pipelineDefinition, tags: _, ...more } }) =>
            defined({
                ...(capitals(more) as JsonObject),
                PipelineDefinition: defined({ PipelineDefinitionBody: pipelineDefinition }),
            }),
    },
};

function targetOf(id: string, { rule: _, eventBusName: __, inputTransformer, ...more }: JsonObject): Json {
    const { inputPaths, inputTemplate } = objectIn(defined({ inputTransformer }), "inputTransformer");
    return defined({
        Id: id,
        ...(capitals(more) as JsonObject),
        InputTransformer:
            inputTemplate === undefined
                ? undefined
                : defined({ InputPathsMap: inputPaths, InputTemplate: inputTemplate }),
    });
}

/** A function of one file: CloudFormation calls that index, whatever it is called here. */
function functionOf(resource: PlannedResource): JsonObject {
    const { code, handler, environment, ...more } = resource.inputs;
    const [file] = Object.values(objectIn(objectIn(defined({ code }), "code"), "archive"));
    return defined({
        FunctionName: nameOf(resource),
        Code: defined({ ZipFile: objectIn(defined({ file }), "file")["text"] }),
        Handler: `index.${String(handler).split(".").at(-1) ?? ""}`,
        Environment: environment === undefined ? undefined : capitals(environment, ["variables"]),
        ...(capitals(more) as JsonObject),
    });
}
