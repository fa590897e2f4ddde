// The alarms of an endpoint, as resources of its template: they name it, and it names them.
import type { z } from "zod";

import type { EnvironmentContext } from "../../context";
import { dimensionsOfVariant } from "../../documents/endpoint-template";
import type { errorAlarm } from "../../shared/error-alarm";

type Alarms = z.infer<typeof errorAlarm> & { readonly modelMillis?: number };
type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const MINUTES = { looked: 3, bad: 2 } as const;

/** https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html#cloudwatch-metrics-endpoint-invocation */
export function makeAlarms(
    line: string,
    { percent5xx, minimumRequests, modelMillis }: Alarms,
    { notifications: { alarmActions } }: Pick<EnvironmentContext, "notifications">,
): Resources {
    const common = {
        EvaluationPeriods: MINUTES.looked,
        DatapointsToAlarm: MINUTES.bad,
        ComparisonOperator: "GreaterThanThreshold",
        TreatMissingData: "notBreaching", // no requests, no errors; and before there is an endpoint, nothing is wrong with it
        AlarmActions: alarmActions,
        OKActions: alarmActions,
    };
    const asked = { id: "total", metric: "Invocations" };
    const errors = { id: "errors", metric: "Invocation5XXErrors" };
    return {
        ErrorAlarm: {
            AlarmDescription: `more than ${percent5xx} % of the answers of the endpoint of ${line} are errors, in ${MINUTES.bad} of ${MINUTES.looked} minutes with ${minimumRequests} requests or more: an update is rolled back`,
            ...common,
            Threshold: percent5xx,
            Metrics: [
                {
                    Id: "share",
                    Expression: `IF(FILL(total, 0) >= ${minimumRequests}, 100 * FILL(errors, 0) / total, 0)`,
                    Label: "5xx in percent",
                    ReturnData: true,
                },
                ...[asked, errors].map(({ id, metric }) => ({
                    Id: id,
                    ReturnData: false,
                    MetricStat: {
                        Metric: { Namespace: "AWS/SageMaker", MetricName: metric, Dimensions: dimensionsOfVariant() },
                        Period: 60,
                        Stat: "Sum",
                    },
                })),
            ],
        },
        ...(modelMillis === undefined
            ? {}
            : {
                  SlownessAlarm: {
                      AlarmDescription: `the model of ${line} takes more than ${modelMillis} ms on average, in ${MINUTES.bad} of ${MINUTES.looked} minutes: an update is rolled back`,
                      ...common,
                      Namespace: "AWS/SageMaker",
                      MetricName: "ModelLatency",
                      Dimensions: dimensionsOfVariant(),
                      Statistic: "Average",
                      Period: 60,
                      Threshold: modelMillis * 1000, // it is measured in microseconds
                  },
              }),
    };
}
