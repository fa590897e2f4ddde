import { arnIn } from "../../../plan/arn";
import type { Json, JsonObject } from "../../../plan/document";
import { isRecord, type PlannedResource } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { Alarms } from "../../deployments/alarms/alarm";
import { chance } from "../stacks";
import { type ResourceSite, type StackResourceKind, textIn } from "./types";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export const alarm: StackResourceKind = {
    type: "AWS::CloudWatch::Alarm",
    properties: {
        ...Object.fromEntries(
            [
                "ActionsEnabled",
                "AlarmActions",
                "AlarmDescription",
                "ComparisonOperator",
                "DatapointsToAlarm",
                "Dimensions",
                "EvaluationPeriods",
                "InsufficientDataActions",
                "MetricName",
                "Metrics",
                "Namespace",
                "OKActions",
                "Period",
                "Statistic",
                "Threshold",
                "TreatMissingData",
            ].map((name) => [name, "updates"] as const),
        ),
        AlarmName: "replaces",
    },
    required: ["ComparisonOperator", "EvaluationPeriods"],
    create(properties, at) {
        const name = textIn(properties, "AlarmName") || `${at.stack.name}-${at.logicalId}-${chance()}`;
        return put(name, properties, at);
    },
    update: (known, properties, at) => put(known.ref, properties, at),
    remove({ ref }, { account, plan, by }) {
        account.gateway.ask({ by, action: "cloudwatch:DeleteAlarms", on: arnIn(plan, "cloudwatch", `alarm:${ref}`) });
        return Promise.resolve();
    },
};

function put(
    name: string,
    properties: JsonObject,
    { account, plan, by }: ResourceSite,
): Promise<{ ref: string; attributes: JsonObject }> {
    const arn = arnIn(plan, "cloudwatch", `alarm:${name}`);
    account.gateway.ask({ by, action: "cloudwatch:PutMetricAlarm", on: arn });
    account.gateway.ask({ by, action: "cloudwatch:DescribeAlarms", on: "*" });
    account.part(Alarms).check(asPlanned(name, arn, properties));
    return Promise.resolve({ ref: name, attributes: { Arn: arn } });
}

/** As Pulumi's own alarms stand in a plan: what evaluates those evaluates these. */
export function asPlanned(name: string, arn: string, properties: JsonObject): PlannedResource {
    const { metrics, ...plain } = camel(properties) as Record<string, Json>;
    const queries = metrics as readonly JsonObject[] | undefined;
    return {
        urn: arn,
        type: TYPE.metricAlarm,
        name,
        custom: true,
        inputs: {
            ...plain,
            ...(queries ? { metricQueries: queries.map(queryOf) } : {}),
        },
        outputs: { arn, name },
        options: {},
    };
}

/** `MetricStat: { Metric: { … }, Period, Stat }` is flat there. */
function queryOf({ metricStat, ...query }: JsonObject): JsonObject {
    if (!isRecord(metricStat)) return query;
    const { metric, ...stat } = metricStat as { readonly metric: JsonObject };
    return { ...query, metric: { ...metric, ...stat } };
}

/** Dimensions are a list of names and values in a template, and a map in a plan. */
function camel(value: Json): Json {
    if (Array.isArray(value)) return value.map((each: Json) => camel(each));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, below]) => {
            if (key === "Dimensions" && Array.isArray(below))
                return [
                    "dimensions",
                    Object.fromEntries(
                        (below as readonly JsonObject[]).map(({ Name, Value }) => [String(Name), String(Value)]),
                    ),
                ];
            const name = key === "OKActions" ? "okActions" : `${key.charAt(0).toLowerCase()}${key.slice(1)}`;
            return [name, camel(below)];
        }),
    );
}
