import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";

/**
 * A machine takes a few minutes to be launched and deployed to, also a second one. Ten bad minutes in half an hour are a
 * loop: what is launched fails its deployment or its user data, ends, and is launched again, for ever.
 */
const MINUTES = { looked: 30, bad: 10 } as const;

export interface LaunchAlarmArgs {
    readonly groupName: pulumi.Output<string>;
    /** Where else a reason may stand. */
    readonly seeAlso?: string;
}

/** Makes the alarm that people hear of where a group's machines come and go. It rolls nothing back: no release is at fault. */
export function makeLaunchAlarm(
    line: string,
    { groupName, seeAlso = "" }: LaunchAlarmArgs,
    { notifications: { alarmActions } }: Pick<EnvironmentContext, "notifications">,
    opts: pulumi.CustomResourceOptions,
): cloudwatch.MetricAlarm {
    const metric = (id: string, metricName: string): object => ({
        id,
        returnData: false,
        metric: {
            namespace: "AWS/AutoScaling",
            metricName,
            dimensions: { AutoScalingGroupName: groupName },
            period: 60,
            stat: "Maximum",
        },
    });
    return new cloudwatch.MetricAlarm(
        `${line}-launches`,
        {
            alarmDescription: `machines of ${line} are missing or ending in ${MINUTES.bad} of ${MINUTES.looked} minutes: what is launched does not stay; see the log of its user data${seeAlso}`,
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: 1,
            evaluationPeriods: MINUTES.looked,
            datapointsToAlarm: MINUTES.bad,
            treatMissingData: "notBreaching",
            alarmActions: [...alarmActions],
            okActions: [...alarmActions],
            metricQueries: [
                {
                    id: "unsteady",
                    expression: "IF(FILL(serving, 0) < FILL(asked, 0) OR FILL(ending, 0) > 0, 1, 0)",
                    label: "machines are missing or ending",
                    returnData: true,
                },
                metric("asked", "GroupDesiredCapacity"),
                metric("serving", "GroupInServiceInstances"),
                metric("ending", "GroupTerminatingInstances"),
            ] as cloudwatch.MetricAlarmArgs["metricQueries"],
        },
        opts,
    );
}
