import assert from "node:assert/strict";

import {
    renderCpuTracking,
    renderEmptyStep,
    renderQueueSteps,
    renderRequestTracking,
} from "../../../components/targets/ecs/documents/scaling";
import type { JsonObject } from "../../../plan/document";
import { Alarms } from "../../../rehearsal/deployments/alarms/alarm";
import { scalingServices } from "../../../rehearsal/deployments/services/scaling-api";
import { steppedCapacity, trackedCapacity } from "../../../rehearsal/deployments/services/scaling-policies";
import { Ecs } from "../../../rehearsal/deployments/services/services";
import { ServiceScaling } from "../../../rehearsal/deployments/services/scaling";
import { resource } from "../../support/account";
import { ARN, hurry, type Line, starting } from "./line";
import { deployed, endOf, movedPlan } from "./native";

const BLUE_GREEN = { strategy: "BLUE_GREEN", bakeTimeInMinutes: "5" };
const OF = {
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: "service/cluster/web",
};
const GROUPS = ["targetgroup/web-blue/blue", "targetgroup/web-green/green"];
const arn = (rest: string) => `arn:aws:autoscaling:eu-west-1:111122223333:${rest}`;
/** At this clock. */
const MINUTE_MS = 250;

const target = resource(
    "aws:appautoscaling/target:Target",
    "web",
    { ...OF, minCapacity: 2, maxCapacity: 6 },
    { arn: "arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target/0" },
);
const tracking = (name: string, configuration: unknown) =>
    resource(
        "aws:appautoscaling/policy:Policy",
        name,
        {
            ...OF,
            policyType: "TargetTrackingScaling",
            targetTrackingScalingPolicyConfiguration: configuration as JsonObject,
        },
        { arn: arn(`scalingPolicy:${name}`) },
    );
const hour = (name: string, min: number, max: number) =>
    resource(
        "aws:appautoscaling/scheduledAction:ScheduledAction",
        name,
        {
            ...OF,
            schedule: `cron(0 7 * * ? *)`,
            scalableTargetAction: { minCapacity: min, maxCapacity: max },
        },
        { arn: arn(`scheduledAction:${name}`) },
    );
const scaledPlan = (...policies: readonly ReturnType<typeof resource>[]) => {
    const plan = movedPlan(BLUE_GREEN);
    return { ...plan, resources: [...plan.resources, target, ...policies] };
};

/** So many requests a minute for these minutes, at one colour; the quarter of an hour is over by then that came before. */
function visit(line: Line, group: string, requests: number, minutes: number): number {
    const now = (clock = Math.max(Date.now(), clock + 20 * MINUTE_MS));
    for (let ago = minutes; ago > 0; ago--)
        line.account.part(Alarms).metrics.add(
            [
                {
                    metric: "RequestCount",
                    loadBalancer: "app/web/0",
                    group,
                    sum: requests,
                    samples: requests,
                    max: 1,
                },
            ],
            now - ago * MINUTE_MS + MINUTE_MS / 2,
        );
    return now;
}
let clock = 0;
const desired = (line: Line) => line.account.part(Ecs).service(ARN.service).desiredCount;
const look = (line: Line, now: number) => {
    line.account.part(ServiceScaling).look(now);
    return desired(line);
};

describe("a service that is scaled", () => {
    hurry();
    beforeEach(() => (clock = 0));
    const start = starting();
    const bothColours = () => tracking("requests", renderRequestTracking(300, GROUPS, "app/web/0"));

    it("runs more tasks for more requests, also after the colour has changed that answers them", async () => {
        const line = await start({ plan: scaledPlan(bothColours()) });
        assert.equal(look(line, visit(line, ARN.blue, 600, 3)), 2, "as many as each is to answer");
        assert.equal(look(line, visit(line, ARN.blue, 900, 3)), 3);
        await line.until(({ kind }) => kind === "task.healthy", 3);
        await endOf(line, await deployed(line, "v2"));
        assert.equal(look(line, visit(line, ARN.green, 1500, 3)), 5, "3 tasks answer 500 each");
        await line.until(({ kind }) => kind === "task.healthy", 8);
        assert.equal(await line.answer(), "v2");
    });

    it("mutant: by the metric of one group, nothing follows once the other one is live", async () => {
        const one = tracking("requests", renderRequestTracking(300, GROUPS.slice(0, 1), "app/web/0"));
        const line = await start({ plan: scaledPlan(one) });
        await endOf(line, await deployed(line, "v2"));
        assert.equal(look(line, visit(line, ARN.green, 1500, 3)), 2);
    });

    it("runs fewer tasks only after a quarter of an hour, not below its least, and not while it is deployed", async () => {
        const line = await start({ plan: scaledPlan(bothColours()) });
        line.account.part(Ecs).scale(ARN.service, 5);
        await line.until(({ kind }) => kind === "task.healthy", 5);
        assert.equal(look(line, visit(line, ARN.blue, 1500, 15)), 5, "5 tasks answer 300 each");
        const deployment = await deployed(line, "v2");
        assert.equal(look(line, visit(line, ARN.blue, 100, 15)), 5);
        await endOf(line, deployment);
        assert.equal(look(line, visit(line, ARN.blue, 100, 15)), 2);
    });

    it("keeps what it has where another policy knows nothing", async () => {
        const line = await start({ plan: scaledPlan(bothColours(), tracking("cpu", renderCpuTracking(60))) });
        line.account.part(Ecs).scale(ARN.service, 4);
        await line.until(({ kind }) => kind === "task.healthy", 4);
        assert.equal(look(line, visit(line, ARN.blue, 100, 15)), 4);
    });

    it("has its hours pass once each, the quiet ones first, and what they leave is what it says", async () => {
        const line = await start({ plan: scaledPlan(hour("morning", 2, 6), hour("night", 0, 0)) });
        const scaling = line.account.part(ServiceScaling);
        await scaling.pass();
        assert.deepEqual(
            line.of("scaling.hour").map(({ about, data }) => [about, data["tasks"]]),
            [
                [arn("scheduledAction:night"), 0],
                [arn("scheduledAction:morning"), 2],
            ],
        );
        assert.equal(line.of("task.ended").length, 2);
        assert.equal(await line.answer(), "v1");
        await scaling.pass();
        assert.equal(line.of("scaling.hour").length, 2);
        const said = await scalingServices.get("application-autoscaling:DescribeScalableTargets")?.(
            {
                by: { role: "", as: "" },
                action: "",
                on: "*",
                input: { serviceNamespace: "ecs", resourceIds: ["service/cluster/web"] },
            },
            line.account,
        );
        assert.deepEqual(
            (said as { ScalableTargets: JsonObject[] }).ScalableTargets.map(({ MinCapacity, MaxCapacity }) => [
                MinCapacity,
                MaxCapacity,
            ]),
            [[2, 6]],
        );
    });
});

describe("policies of scaling", () => {
    const queue = (configuration: unknown) =>
        resource("aws:appautoscaling/policy:Policy", "queue", {
            ...OF,
            policyType: "StepScaling",
            stepScalingPolicyConfiguration: configuration as JsonObject,
        });

    it("give each hundred messages a task, from none at all and up to the most", () => {
        const policy = queue(renderQueueSteps(100, 10));
        const tasks = [1, 100, 101, 950, 1000, 5000].map((waiting) => steppedCapacity(policy, 0, waiting - 1));
        assert.deepEqual(tasks, [1, 1, 2, 10, 10, 10]);
        assert.equal(steppedCapacity(queue(renderEmptyStep()), 7, -1), 0);
    });

    it("have twenty steps at most, of which the last is the most", () => {
        const { stepAdjustments = [] } = renderQueueSteps(10, 50) as { stepAdjustments?: JsonObject[] };
        assert.equal(stepAdjustments.length, 20);
        assert.deepEqual(stepAdjustments.at(-1), { scalingAdjustment: 50, metricIntervalLowerBound: "480" });
        const policy = queue(renderQueueSteps(10, 50));
        assert.deepEqual(
            [1, 30, 31, 400].map((waiting) => steppedCapacity(policy, 1, waiting - 1)),
            [3, 3, 5, 40],
        );
    });

    it("track a target by the least of three minutes, and not by a minute that is missing", () => {
        assert.equal(trackedCapacity(100, 2, [300, 200, 150]), 3);
        assert.equal(trackedCapacity(100, 2, [300, 200, undefined]), undefined);
        assert.equal(
            trackedCapacity(
                100,
                4,
                Array.from({ length: 15 }, () => 40),
            ),
            2,
        );
        assert.equal(
            trackedCapacity(
                100,
                4,
                Array.from({ length: 15 }, () => 95),
            ),
            undefined,
        );
    });
});
