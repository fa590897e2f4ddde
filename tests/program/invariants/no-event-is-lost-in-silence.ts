import { label, missing, ofType, withInput } from "../reading";
import type { Invariant } from "./invariant";

/** What a target does not take lies in a queue that EventBridge may write to, and an alarm on the queue mails people. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:cloudwatch/eventTarget:EventTarget").flatMap((target) => {
        const config = target.inputs["deadLetterConfig"] as { readonly arn?: unknown } | undefined;
        const queue = ofType(plan, "aws:sqs/queue:Queue").find(({ outputs }) => outputs["arn"] === config?.arn);
        if (!queue) return [`${label(target)} has no dead-letter queue`];
        const policies = withInput(plan, "aws:sqs/queuePolicy:QueuePolicy", "queueUrl", queue.outputs["url"]);
        const alarms = ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm").filter(
            ({ inputs: { dimensions, alarmActions } }) =>
                (dimensions as { readonly QueueName?: unknown } | undefined)?.QueueName === queue.outputs["name"] &&
                Array.isArray(alarmActions) &&
                alarmActions.length > 0,
        );
        return [
            ...(policies.length > 0
                ? missing(target, policies)
                : [`nothing lets EventBridge write to ${label(queue)}`]),
            ...(alarms.length > 0 ? [] : [`no alarm mails what lies in ${label(queue)}`]),
        ];
    });
