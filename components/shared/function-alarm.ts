import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";

export interface FunctionAlarmArgs {
    readonly made: lambda.Function;
    /** Periods of five minutes in a row in which it must fail: a caller that retries may fail once. */
    readonly fives: number;
    readonly description: string;
}

/**
 * X * machine that is gone. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function makeFunctionAlarm(
    name: string,
    { made, fives, description }: FunctionAlarmArgs,
    { notifications: { alarmActions } }: Pick<EnvironmentContext, "notifications">,
    opts: pulumi.CustomResourceOptions,
): cloudwatch.MetricAlarm {
    return new cloudwatch.MetricAlarm(
        name,
        {
            alarmDescription: description,
            namespace: "AWS/Lambda",
            metricName: "Errors",
            dimensions: { FunctionName: made.name },
            statistic: "Sum",
            period: 300,
            evaluationPeriods: fives,
            datapointsToAlarm: fives,
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: 1,
            treatMissingData: "notBreaching", // who is not asked does not fail
            alarmActions: [...alarmActions],
            okActions: [...alarmActions],
        },
        opts,
    );
}
