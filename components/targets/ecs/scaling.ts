import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import {
    renderCpuTracking,
    renderEmptyStep,
    renderQueueDepth,
    renderQueueSteps,
    renderRequestTracking,
} from "./documents/scaling";
import { leastOf, type Scaling } from "./scaling-settings";
import type { EcsService } from "./service";

/** Where a service's tasks answer requests: the load balancer and every target group they may be in, as metrics name them. */
export interface Answering {
    readonly balancer: pulumi.Input<string>;
    readonly groups: readonly pulumi.Input<string>[];
}

export interface ServiceScalingArgs {
    readonly settings: Scaling;
    /** Tasks at least, where the settings name no other least. */
    readonly count: number;
    /** What is scaled. */
    readonly service: EcsService;
    /** Present where it answers requests. */
    readonly answering?: Answering;
}

/** Five quiet minutes are the end of the work. */
const EMPTY_MINUTES = 5;

/**
 * How many tasks a service has between deployments: by load, by what waits in a queue, by the hour. Leaves what is deployed,
 * and how many tasks that takes at least, to ship.
 */
export class ServiceScaling extends pulumi.ComponentResource {
    /** What Application Auto Scaling knows the service as. */
    public readonly targetArn: pulumi.Output<string>;
    /** Whose every policy and every hour is. */
    private readonly of: Pick<appautoscaling.PolicyArgs, "resourceId" | "scalableDimension" | "serviceNamespace">;

    constructor(
        private readonly name: string,
        { settings, count, service, answering }: ServiceScalingArgs,
        { cluster }: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:ServiceScaling", name, { settings, count }, opts);
        const target = new appautoscaling.Target(
            name,
            {
                serviceNamespace: "ecs",
                scalableDimension: "ecs:service:DesiredCount",
                resourceId: pulumi.interpolate`service/${cluster.name}/${service.serviceName}`,
                // 0 is a least that a service may have: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalableTargetAction.html
                minCapacity: leastOf(count, settings),
                maxCapacity: settings.max,
            },
            {
                parent: this,
                // An hour of the schedule sets both. Set back by `up` at night, they would start what the night has ended.
                ignoreChanges: settings.schedule ? ["minCapacity", "maxCapacity"] : [],
            },
        );
        const { resourceId, scalableDimension, serviceNamespace } = target;
        this.of = { resourceId, scalableDimension, serviceNamespace };

        const { cpu, requestsPerTask, queue } = settings;
        if (cpu !== undefined) this.track("cpu", renderCpuTracking(cpu));
        if (requestsPerTask !== undefined && answering)
            this.track("requests", renderRequestTracking(requestsPerTask, answering.groups, answering.balancer));
        if (queue) this.follow(queue, settings.max);
        this.hours(settings, leastOf(count, settings));
        this.targetArn = target.arn;
        this.registerOutputs({ targetArn: this.targetArn });
    }

    private track(what: string, configuration: appautoscaling.PolicyArgs["targetTrackingScalingPolicyConfiguration"]) {
        new appautoscaling.Policy(
            `${this.name}-${what}`,
            {
                policyType: "TargetTrackingScaling",
                ...this.of,
                targetTrackingScalingPolicyConfiguration: configuration,
            },
            { parent: this },
        );
    }

    /** Two policies and an alarm each: a queue knows no target, only how much is not done. */
    private follow({ name: queue, messagesPerTask }: NonNullable<Scaling["queue"]>, max: number): void {
        const step = (
            what: string,
            configuration: appautoscaling.PolicyArgs["stepScalingPolicyConfiguration"],
            rings: Pick<
                cloudwatch.MetricAlarmArgs,
                "alarmDescription" | "comparisonOperator" | "evaluationPeriods" | "treatMissingData"
            >,
        ): void => {
            const policy = new appautoscaling.Policy(
                `${this.name}-${what}`,
                { policyType: "StepScaling", ...this.of, stepScalingPolicyConfiguration: configuration },
                { parent: this },
            );
            new cloudwatch.MetricAlarm(
                `${this.name}-${what}`,
                {
                    ...rings,
                    threshold: 1,
                    metricQueries: renderQueueDepth(queue),
                    alarmActions: [policy.arn],
                },
                { parent: this },
            );
        };
        step("waiting", renderQueueSteps(messagesPerTask, max), {
            alarmDescription: `messages of ${queue} are not done: ${this.name} runs a task for each ${messagesPerTask} of them; nothing is wrong`,
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            evaluationPeriods: 1,
            treatMissingData: "notBreaching",
        });
        step("empty", renderEmptyStep(), {
            alarmDescription: `${queue} has had nothing to do for ${EMPTY_MINUTES} minutes: ${this.name} runs as few tasks as it may; nothing is wrong`,
            comparisonOperator: "LessThanThreshold",
            evaluationPeriods: EMPTY_MINUTES,
            treatMissingData: "missing",
        });
    }

    /** Each sets both limits: one alone could cross the other that an hour before it has set. */
    private hours({ schedule = {}, timezone, max }: Scaling, least: number): void {
        for (const [hour, { at, count: from = least, max: to = max }] of Object.entries(schedule))
            new appautoscaling.ScheduledAction(
                `${this.name}-${hour}`,
                {
                    ...this.of,
                    schedule: `cron(${at})`,
                    timezone: timezone ?? "UTC",
                    scalableTargetAction: { minCapacity: from, maxCapacity: to },
                },
                { parent: this },
            );
    }
}
