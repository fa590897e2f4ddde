import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { Alarms } from "../../../rehearsal/deployments/alarms/alarm";
import type { Count } from "../../../rehearsal/deployments/balancing/routing-table";
import { ARN, Line } from "./line";

const LOAD_BALANCER = "app/web/0";
/** At the speed of these tests a minute of an alarm lasts as long as it may at least. */
const PERIOD = 250;

describe("an alarm", () => {
    const lines: Line[] = [];
    afterEach(async () => {
        for (const line of lines.splice(0)) await line.close();
    });

    /** Counts at a moment, then what the alarm says at its end. */
    const judged = (alarm: JsonObject, ...periods: readonly Partial<Record<Count["metric"], number>>[]) => {
        const line = new Line({ changes: { alarm } });
        lines.push(line);
        const { account } = line;
        for (const { resource } of account.plans.ofType("aws:cloudwatch/metricAlarm:MetricAlarm"))
            account.record({ kind: "made", about: resource.urn, data: {} });
        const alarms = account.part(Alarms);
        const now = 1_000_000;
        periods.forEach((counts, at) => {
            const points = Object.entries(counts).map(([metric, sum]) => ({
                metric: metric as Count["metric"],
                loadBalancer: LOAD_BALANCER,
                group: ARN.green,
                sum,
                samples: sum,
                max: 1,
            }));
            alarms.metrics.add(points, now - (periods.length - at - 0.5) * PERIOD);
        });
        alarms.evaluate(now);
        return alarms.of(ARN.alarm);
    };
    const requests = (good: number, bad: number) => ({ RequestCount: good + bad, HTTPCode_Target_5XX_Count: bad });
    const simple = (more: JsonObject = {}): JsonObject => ({
        metricQueries: [],
        namespace: "AWS/ApplicationELB",
        metricName: "HTTPCode_Target_5XX_Count",
        dimensions: { LoadBalancer: LOAD_BALANCER },
        statistic: "Sum",
        period: 60,
        threshold: 5,
        ...more,
    });

    it("rings over the share of errors, by metric math", () => {
        assert.equal(judged({}, requests(99, 1)).state, "OK");
        const { state, reason } = judged({}, requests(95, 5));
        assert.equal(state, "ALARM");
        assert.match(reason, /1 of the last 1 datapoints \[5\] was GreaterThanThreshold \(1\)/);
    });

    it("rings when nobody answers at all", () => {
        assert.equal(judged({}, { HTTPCode_ELB_5XX_Count: 3 }).state, "ALARM");
    });

    it("rings over one metric, in as many periods as it is told", () => {
        const twice = simple({ evaluationPeriods: 3, datapointsToAlarm: 2 });
        assert.equal(judged(simple(), requests(0, 6)).state, "ALARM");
        assert.equal(judged(simple(), requests(0, 5)).state, "OK");
        assert.equal(judged(twice, requests(0, 6), requests(0, 6), requests(9, 1)).state, "ALARM");
        assert.equal(judged(twice, requests(0, 6), requests(9, 1), requests(9, 1)).state, "OK");
    });

    it("knows one target group from another", () => {
        const of = (colour: string) =>
            simple({ dimensions: { LoadBalancer: LOAD_BALANCER, TargetGroup: `targetgroup/web-${colour}/${colour}` } });
        assert.equal(judged(of("green"), requests(0, 9)).state, "ALARM");
        assert.equal(judged({ ...of("blue"), treatMissingData: "missing" }, requests(0, 9)).state, "INSUFFICIENT_DATA");
    });

    for (const [treatMissingData, state] of [
        ["missing", "INSUFFICIENT_DATA"],
        ["ignore", "INSUFFICIENT_DATA"],
        ["notBreaching", "OK"],
        ["breaching", "ALARM"],
    ] as const)
        it(`is ${state} without data that is treated as ${treatMissingData}`, () => {
            assert.equal(judged(simple({ treatMissingData })).state, state);
        });

    it("forgets what lies before its periods", () => {
        assert.equal(judged(simple(), requests(0, 9), {}, {}).state, "OK");
    });

    for (const [what, alarm] of [
        ["the metric AWS/ECS CPUUtilization", simple({ namespace: "AWS/ECS", metricName: "CPUUtilization" })],
        ["the metric AWS/ApplicationELB HealthyHostCount", simple({ metricName: "HealthyHostCount" })],
        ["the statistic p99 of TargetResponseTime", simple({ metricName: "TargetResponseTime", statistic: "p99" })],
        [
            "the dimension AvailabilityZone of RequestCount",
            simple({ metricName: "RequestCount", dimensions: { AvailabilityZone: "a" } }),
        ],
    ] as const)
        it(`says by name that ${what} is not rehearsed, and never rings for it`, () => {
            assert.deepEqual(judged({ ...alarm, treatMissingData: "breaching" }, requests(0, 9)), {
                state: "INSUFFICIENT_DATA",
                reason: `not rehearsed: ${what}`,
            });
        });

    it("is described with its state and reason", async () => {
        const line = await new Line().up();
        lines.push(line);
        line.account.record({ kind: "alarm", about: ARN.alarm, data: { state: "ALARM", reason: "five of ten" } });
        const described = await line.call("cloudwatch:DescribeAlarms", ARN.alarm, { AlarmNames: ["web-errors"] });
        assert.deepEqual(described, {
            MetricAlarms: [
                { AlarmName: "web-errors", AlarmArn: ARN.alarm, StateValue: "ALARM", StateReason: "five of ten" },
            ],
        });
    });
});
