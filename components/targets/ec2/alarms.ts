import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";

/** Makes the alarm that people hear of where the fixed machine fails, or has shut itself down: then it measures nothing. */
export function makeMachineAlarm(
    line: string,
    instanceId: pulumi.Output<string>,
    { notifications: { alarmActions } }: Pick<EnvironmentContext, "notifications">,
    opts: pulumi.CustomResourceOptions,
): cloudwatch.MetricAlarm {
    return new cloudwatch.MetricAlarm(
        `${line}-machine`,
        {
            alarmDescription: `the machine of ${line} fails EC2's checks, or does not run: it shuts itself down where its user data fails; see its log`,
            namespace: "AWS/EC2",
            metricName: "StatusCheckFailed",
            dimensions: { InstanceId: instanceId },
            statistic: "Maximum",
            period: 300, // what EC2 sends without detailed monitoring
            evaluationPeriods: 3, // a new machine measures nothing for the first of them
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: 1,
            treatMissingData: "breaching",
            alarmActions: [...alarmActions],
            okActions: [...alarmActions],
        },
        opts,
    );
}
