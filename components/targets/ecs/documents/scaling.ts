// What Application Auto Scaling is told of a service, in the provider's words.
import type * as appautoscaling from "@pulumi/aws/appautoscaling";
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";

type Tracking = NonNullable<appautoscaling.PolicyArgs["targetTrackingScalingPolicyConfiguration"]>;
type Stepping = NonNullable<appautoscaling.PolicyArgs["stepScalingPolicyConfiguration"]>;

/** Of all its tasks, whichever colour they are. */
export function renderCpuTracking(percent: number): Tracking {
    return {
        targetValue: percent,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
    };
}

/**
 * Requests for each task, of whatever target groups its tasks may be registered in. AWS's own ALBRequestCountPerTarget names
 * one group, which is the wrong one after every second deployment, and AWS does not support it there:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 * While traffic is shared out the sum is what each task will answer once it is moved. A group without a task says nothing, and
 * nothing added to a number would be nothing: hence FILL.
 */
// unverified: FILL in a policy's expression fills a group that has had no task for hours | fails as: the alarms of the policy are INSUFFICIENT_DATA, and nothing is scaled by requests | settle: aws cloudwatch describe-alarms --alarm-name-prefix TargetTracking-service/ after a night with one colour
export function renderRequestTracking(
    requests: number,
    groups: readonly pulumi.Input<string>[],
    balancer: pulumi.Input<string>,
): Tracking {
    const ids = groups.map((_, index) => `group${index + 1}`);
    return {
        targetValue: requests,
        customizedMetricSpecification: {
            metrics: [
                {
                    id: "requests",
                    label: "requests a minute for each task",
                    expression: ids.map((id) => `FILL(${id}, 0)`).join(" + "),
                    returnData: true,
                },
                ...groups.map((group, index) => ({
                    id: ids[index] ?? "",
                    returnData: false,
                    metricStat: {
                        metric: {
                            namespace: "AWS/ApplicationELB",
                            metricName: "RequestCountPerTarget",
                            dimensions: [
                                { name: "LoadBalancer", value: balancer },
                                { name: "TargetGroup", value: group },
                            ],
                        },
                        // Of each target already; the only statistic that AWS has of it.
                        stat: "Sum",
                    },
                })),
            ],
        },
    };
}

/**
 * Messages of a queue that are not done: those that wait, and those that a task has received and not deleted yet. Without
 * these, tasks that took the last ones would be taken away while they work. AWS's page says of each when it is reported at all, of those
 * that are taken only while there are some, and to add nothing is nothing: without FILL, what waits would start no task where none is.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
// unverified: a step policy takes the value of an alarm over an expression, as it takes that of a metric | fails as: an alarm rings, and the service's scaling activities say that the policy cannot be executed | settle: aws application-autoscaling describe-scaling-activities --service-namespace ecs after a queue was filled
export function renderQueueDepth(queue: string): NonNullable<cloudwatch.MetricAlarmArgs["metricQueries"]> {
    const metric = (id: string, metricName: string) => ({
        id,
        returnData: false,
        metric: { namespace: "AWS/SQS", metricName, dimensions: { QueueName: queue }, period: 60, stat: "Maximum" },
    });
    return [
        { id: "undone", label: "messages that are not done", expression: "waiting + FILL(taken, 0)", returnData: true },
        metric("waiting", "ApproximateNumberOfMessagesVisible"),
        metric("taken", "ApproximateNumberOfMessagesNotVisible"),
    ];
}

/** So many may a policy have: https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-quotas.html */
const MOST_STEPS = 20;

// unverified: a step policy starts tasks of a service that has none, as of one that has some | fails as: messages wait in the queue of a worker with scaling.min 0, and nothing starts | settle: aws application-autoscaling describe-scaling-activities --service-namespace ecs after a message to an empty queue
/**
 * As many tasks as have so many messages each, of those that are not done above the alarm's threshold of one. From none as well,
 * which an hour of the schedule may have left, where no task says how many there are.
 */
export function renderQueueSteps(messages: number, most: number): Stepping {
    const steps = Math.min(most, MOST_STEPS);
    const tasks = Array.from({ length: steps }, (_, index) => Math.ceil(((index + 1) * most) / steps));
    return {
        adjustmentType: "ExactCapacity",
        metricAggregationType: "Maximum",
        cooldown: 60,
        stepAdjustments: tasks.map((scalingAdjustment, index) => ({
            scalingAdjustment,
            metricIntervalLowerBound: String(index === 0 ? 0 : (tasks[index - 1] ?? 0) * messages),
            ...(index === steps - 1 ? {} : { metricIntervalUpperBound: String(scalingAdjustment * messages) }),
        })),
    };
}

/** Where nothing is left to do, as few as there may be at this hour: `count`, or what the hour says, for nothing goes below it. */
export function renderEmptyStep(): Stepping {
    return {
        adjustmentType: "ExactCapacity",
        metricAggregationType: "Maximum",
        cooldown: 60,
        stepAdjustments: [{ scalingAdjustment: 0, metricIntervalUpperBound: "0" }],
    };
}
