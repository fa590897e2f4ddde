// CloudWatch and its logs.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_CloudWatch.html
import type { Json, JsonObject } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { flag, many, number, objectsIn, one, tags, type Unread } from "../shapes";
import { type ResourceTypes, wordIn } from "./types";

export const cloudwatch: ResourceTypes = {
    "AWS::Logs::LogGroup": {
        type: TYPE.logGroup,
        shape: {
            LogGroupName: "name",
            RetentionInDays: ["retentionInDays", number],
            KmsKeyId: "kmsKeyId",
            LogGroupClass: "logGroupClass",
            Tags: ["tags", tags],
        },
        ref: "name",
        attributes: { Arn: ({ resource }) => `${wordIn(resource, "arn")}:*` },
    },
    "AWS::Logs::ResourcePolicy": {
        type: TYPE.logResourcePolicy,
        shape: { PolicyName: "policyName", PolicyDocument: "policyDocument" },
        ref: "policyName",
    },
    "AWS::CloudWatch::Alarm": {
        type: TYPE.metricAlarm,
        shape: {
            AlarmName: "name",
            AlarmDescription: "alarmDescription",
            ActionsEnabled: ["actionsEnabled", flag],
            AlarmActions: "alarmActions",
            OKActions: "okActions",
            InsufficientDataActions: "insufficientDataActions",
            ComparisonOperator: "comparisonOperator",
            DatapointsToAlarm: ["datapointsToAlarm", number],
            EvaluationPeriods: ["evaluationPeriods", number],
            MetricName: "metricName",
            Namespace: "namespace",
            Period: ["period", number],
            Statistic: "statistic",
            ExtendedStatistic: "extendedStatistic",
            Threshold: ["threshold", number],
            TreatMissingData: "treatMissingData",
            Unit: "unit",
            Dimensions: ["dimensions", dimensions],
            Metrics: [
                "metricQueries",
                many({
                    Id: "id",
                    Expression: "expression",
                    Label: "label",
                    Period: ["period", number],
                    ReturnData: ["returnData", flag],
                    MetricStat: ["metric", metric],
                }),
            ],
            Tags: ["tags", tags],
        },
        longest: 255,
        ref: "name",
        attributes: { Arn: "arn" },
    },
};

function dimensions(value: Json): Json {
    return Object.fromEntries(objectsIn(value).map(({ Name, Value }) => [String(Name), Value ?? ""]));
}

function metric(value: Json, path: string, unread: Unread): Json {
    const [stat = {}] = objectsIn(value);
    const { Metric: measured, ...more } = stat;
    const shape = { Period: ["period", number], Stat: "stat", Unit: "unit" } as const;
    const named = { MetricName: "metricName", Namespace: "namespace", Dimensions: ["dimensions", dimensions] } as const;
    return {
        ...(one(shape)(more, path, unread) as JsonObject),
        ...(one(named)(measured ?? {}, `${path}.Metric`, unread) as JsonObject),
    };
}
