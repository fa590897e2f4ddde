import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { LoadBalancer } from "./load-balancer";

/** The alarm's metrics: errors of the tasks, errors of the load balancer itself, requests to tasks. */
const OF_A_BALANCER = {
    target: "HTTPCode_Target_5XX_Count",
    elb: "HTTPCode_ELB_5XX_Count",
    requests: "RequestCount",
} as const;
/**
 * Of a target group AWS counts no answers of the load balancer itself, but the connections to tasks that it did not get:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
const OF_A_GROUP = {
    target: OF_A_BALANCER.target,
    unreached: "TargetConnectionErrorCount",
    requests: OF_A_BALANCER.requests,
} as const;

/** One bad minute may be an accident, since every deployment causes a few 502s; two of three are the release. */
const MINUTES = { looked: 3, bad: 2 } as const;

/** A line's settings of it. */
export const errorAlarm = z.strictObject({
    percent5xx: z
        .number()
        .positive()
        .max(100)
        .default(1)
        .meta({ description: "Share of 5xx answers that stops and rolls back a deployment." }),
    minimumRequests: z
        .int()
        .min(1)
        .default(10)
        .meta({ description: "Requests a minute below which that share is not asked." }),
    pause: z
        .boolean()
        .default(false)
        .meta({ description: "Deploy although the alarm rings: for the fix that will silence it." }),
});

export interface ErrorAlarmArgs {
    /** The load balancer whose answers are counted, also those to the test listener: metrics do not tell listeners apart. */
    readonly balancer: LoadBalancer;
    /** The line's target groups at a shared load balancer: a neighbour's errors are no reason to roll back. @default - all answers of the load balancer */
    readonly groups?: readonly lb.TargetGroup[];
    /** Share of 5xx answers above which it is raised. */
    readonly percent5xx: number;
    /** Requests per minute below which a share means nothing: one error in 50 is 2 %. */
    readonly minimumRequests: number;
    /** Topics that hear when it is raised and when it is over. */
    readonly alarmActions: readonly pulumi.Output<string>[];
}

/** Makes the alarm that rolls a deployment back and notifies people. */
export function makeErrorAlarm(
    name: string,
    { balancer, groups, percent5xx, minimumRequests, alarmActions }: ErrorAlarmArgs,
    opts: pulumi.CustomResourceOptions,
): cloudwatch.MetricAlarm {
    return new cloudwatch.MetricAlarm(
        `${name}-errors`,
        {
            alarmDescription: `more than ${percent5xx} % of ${name}'s answers are errors, in ${MINUTES.bad} of ${MINUTES.looked} minutes with ${minimumRequests} requests or more (test traffic counts as well): a deployment is rolled back`,
            comparisonOperator: "GreaterThanThreshold",
            threshold: percent5xx,
            evaluationPeriods: MINUTES.looked,
            datapointsToAlarm: MINUTES.bad,
            treatMissingData: "notBreaching", // no requests, no errors
            alarmActions: [...alarmActions],
            okActions: [...alarmActions],
            metricQueries: [
                {
                    id: "share",
                    expression: `IF(total >= ${minimumRequests}, 100 * errors / total, 0)`,
                    label: "5xx in percent",
                    returnData: true,
                },
                ...(groups ? countsOfGroups(balancer, groups) : countsOf(balancer)),
            ],
        },
        opts,
    );
}

type Queries = Extract<NonNullable<cloudwatch.MetricAlarmArgs["metricQueries"]>, readonly unknown[]>;

/** Of the load balancer and not of a target group: which colour is live changes with every deployment. */
function countsOf(balancer: LoadBalancer): Queries {
    return [
        { id: "errors", expression: "FILL(target, 0) + FILL(elb, 0)", returnData: false },
        // Its own answers do not count as requests, so they are added: in a total outage there would be no requests otherwise.
        { id: "total", expression: "FILL(requests, 0) + FILL(elb, 0)", returnData: false },
        ...Object.entries(OF_A_BALANCER).map(([id, metricName]) =>
            counted(id, metricName, { LoadBalancer: balancer.arnSuffix }),
        ),
    ];
}

/** Of all colours of the line, for the same reason; ten queries are as many as an alarm takes. */
function countsOfGroups(balancer: LoadBalancer, groups: readonly lb.TargetGroup[]): Queries {
    const sum = (...ids: readonly string[]) =>
        ids.flatMap((id) => groups.map((_, index) => `FILL(${id}${index + 1}, 0)`)).join(" + ");
    return [
        { id: "errors", expression: sum("target", "unreached"), returnData: false },
        { id: "total", expression: sum("requests", "unreached"), returnData: false },
        ...groups.flatMap(({ arnSuffix }, index) =>
            Object.entries(OF_A_GROUP).map(([id, metricName]) =>
                counted(`${id}${index + 1}`, metricName, {
                    LoadBalancer: balancer.arnSuffix,
                    TargetGroup: arnSuffix,
                }),
            ),
        ),
    ];
}

function counted(id: string, metricName: string, dimensions: Record<string, pulumi.Output<string>>): Queries[number] {
    return {
        id,
        returnData: false,
        metric: { namespace: "AWS/ApplicationELB", metricName, dimensions, period: 60, stat: "Sum" },
    };
}
