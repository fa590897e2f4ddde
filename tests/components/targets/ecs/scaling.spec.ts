import * as assert from "node:assert/strict";

import type { Recording } from "../../../support/recorder";
import { allow, out, statements } from "../../surroundings";
import { makeEcs } from "../making";

const TARGET = "aws:appautoscaling/target:Target";
const POLICY = "aws:appautoscaling/policy:Policy";
const HOUR = "aws:appautoscaling/scheduledAction:ScheduledAction";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const NIGHT = { at: "0 20 ? * MON-FRI *", count: 0, max: 0 };

const scaled = (scaling: object, more: object = {}): Promise<Recording> => makeEcs({ port: 8080, scaling, ...more });
const of = (recording: Recording): object => ({
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: `service/${out(recording, "aws:ecs/cluster:Cluster", "services", "name")}/${out(recording, "aws:ecs/service:Service", "web", "name")}`,
});

describe("ServiceScaling", () => {
    it("is not there where a line does not ask for it", async () => {
        const recording = await makeEcs({ port: 8080 });
        assert.deepEqual(
            recording.registrations.filter(({ type }) => /ServiceScaling|appautoscaling/.test(type)),
            [],
        );
    });

    it("holds its tasks' processors to a target, between count and max, and `up` may change both", async () => {
        const recording = await scaled({ max: 6, cpu: 60 });
        const target = recording.one(TARGET);
        assert.deepEqual(target.inputs, { ...of(recording), minCapacity: 2, maxCapacity: 6 });
        assert.deepEqual(target.options.ignoreChanges ?? [], []);
        assert.deepEqual(recording.one(POLICY).inputs, {
            ...of(recording),
            policyType: "TargetTrackingScaling",
            targetTrackingScalingPolicyConfiguration: {
                targetValue: 60,
                predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
            },
        });
    });

    for (const rollout of [
        { kind: "blue-green", engine: "codedeploy" },
        { kind: "canary", engine: "ecs" },
    ])
        it(`counts requests of both target groups, whichever is live: ${JSON.stringify(rollout)}`, async () => {
            const recording = await scaled({ max: 6, requestsPerTask: 600 }, { rollout });
            const balancer = out(recording, "aws:lb/loadBalancer:LoadBalancer", "web", "arnSuffix");
            const group = (colour: string, id: string): object => ({
                id,
                returnData: false,
                metricStat: {
                    stat: "Sum",
                    metric: {
                        namespace: "AWS/ApplicationELB",
                        metricName: "RequestCountPerTarget",
                        dimensions: [
                            { name: "LoadBalancer", value: balancer },
                            {
                                name: "TargetGroup",
                                value: out(recording, "aws:lb/targetGroup:TargetGroup", `web-${colour}`, "arnSuffix"),
                            },
                        ],
                    },
                },
            });
            assert.deepEqual(recording.one(POLICY).inputs["targetTrackingScalingPolicyConfiguration"], {
                targetValue: 600,
                customizedMetricSpecification: {
                    metrics: [
                        {
                            id: "requests",
                            label: "requests a minute for each task",
                            expression: "FILL(group1, 0) + FILL(group2, 0)",
                            returnData: true,
                        },
                        group("blue", "group1"),
                        group("green", "group2"),
                    ],
                },
            });
        });

    it("follows a queue by two policies, each behind an alarm that tells nobody else", async () => {
        const recording = await scaled({ max: 3, queue: { name: "orders" } });
        const alarms = ["waiting", "empty"].map((name) => {
            const { comparisonOperator, threshold, evaluationPeriods, metricQueries, alarmActions } = recording.one(
                ALARM,
                `web-${name}`,
            ).inputs;
            return { comparisonOperator, threshold, evaluationPeriods, metricQueries, alarmActions };
        });
        const of = { namespace: "AWS/SQS", dimensions: { QueueName: "orders" }, period: 60, stat: "Maximum" };
        const common = {
            threshold: 1,
            metricQueries: [
                {
                    id: "undone",
                    label: "messages that are not done",
                    expression: "waiting + FILL(taken, 0)",
                    returnData: true,
                },
                {
                    id: "waiting",
                    returnData: false,
                    metric: { ...of, metricName: "ApproximateNumberOfMessagesVisible" },
                },
                {
                    id: "taken",
                    returnData: false,
                    metric: { ...of, metricName: "ApproximateNumberOfMessagesNotVisible" },
                },
            ],
        };
        assert.deepEqual(alarms, [
            {
                ...common,
                comparisonOperator: "GreaterThanOrEqualToThreshold",
                evaluationPeriods: 1,
                alarmActions: [out(recording, POLICY, "web-waiting", "arn")],
            },
            {
                ...common,
                comparisonOperator: "LessThanThreshold",
                evaluationPeriods: 5,
                alarmActions: [out(recording, POLICY, "web-empty", "arn")],
            },
        ]);
    });

    it("has other limits by the hour, which `up` leaves as the last hour has set them", async () => {
        const schedule = { night: NIGHT, morning: { at: "0 7 ? * MON-FRI *" } };
        const recording = await scaled({ max: 4, schedule, timezone: "Europe/Berlin" });
        assert.deepEqual(recording.one(TARGET).options.ignoreChanges, ["minCapacity", "maxCapacity"]);
        const hour = (name: string): unknown => recording.one(HOUR, `web-${name}`).inputs;
        const common = { ...of(recording), timezone: "Europe/Berlin" };
        assert.deepEqual(hour("night"), {
            ...common,
            schedule: "cron(0 20 ? * MON-FRI *)",
            scalableTargetAction: { minCapacity: 0, maxCapacity: 0 },
        });
        assert.deepEqual(hour("morning"), {
            ...common,
            schedule: "cron(0 7 ? * MON-FRI *)",
            scalableTargetAction: { minCapacity: 2, maxCapacity: 4 },
        });
    });

    it("lets Verify ask for the limits of the hour, and nobody set them", async () => {
        const { allow: granted, scripts } = (await scaled({ max: 6, cpu: 60 })).outputs["verify"] as {
            allow: unknown;
            scripts: string[];
        };
        assert.deepEqual(scripts, ["image", "ecs-task-set", "ecs-scaled-count", "ecs-verify"]);
        const asked = (statements(granted) as { Action: string[] }[]).filter(({ Action }) =>
            Action.some((action) => action.startsWith("application-autoscaling:")),
        );
        assert.deepEqual(asked, [allow(["application-autoscaling:DescribeScalableTargets"], ["*"])]);
    });
});
