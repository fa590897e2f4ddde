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

/** The load balancer and both target groups of a service's tasks, as metrics name them. */
export interface Answering {
    readonly balancer: pulumi.Input<string>;
    readonly groups: readonly pulumi.Input<string>[];
}

export interface ServiceScalingArgs {
    readonly settings: Scaling;
    /** The minimum of tasks, unless the settings set another one. */
    readonly count: number;
    /** What is scaled. */
    readonly service: EcsService;
    /** @default - it answers no requests */
    readonly answering?: Answering;
}

/** After five minutes without a message the work is taken to be done. */
const EMPTY_MINUTES = 5;

/**
 * Sets how many tasks a service has between deployments: by load, by a queue, by the hour. Ship decides what is deployed, and
 * how many tasks that takes at least.
 */
export class ServiceScaling extends pulumi.ComponentResource {
    /** The service's id in Application Auto Scaling. */
    public readonly targetArn: pulumi.Output<string>;
    /** The target of all policies and hours. */
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
                // An hour of the schedule sets both. Reset by `up` at night, they would start the tasks that the night has ended.
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

    /** Two policies with an alarm each: a queue has no target value, only a number of unfinished messages. */
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

    /** Each sets both limits: one alone could cross the other, which an earlier hour has set. */
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
