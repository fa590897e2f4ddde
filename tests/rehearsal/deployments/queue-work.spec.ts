// A message in the queue of a service that has no task while there is nothing to do.
import assert from "node:assert/strict";

import { renderEmptyStep, renderQueueDepth, renderQueueSteps } from "../../../components/targets/ecs/documents/scaling";
import type { JsonObject, PlannedResource } from "../../../plan/document";
import { Ecs } from "../../../rehearsal/deployments/services/services";
import { QueueWork } from "../../../rehearsal/deployments/services/queue-work";
import { ServiceScaling } from "../../../rehearsal/deployments/services/scaling";
import { Queues } from "../../../rehearsal/services/queues";
import { resource } from "../../support/account";
import { ARN, hurry, type Line, type LineOptions, starting } from "./line";
import { movedPlan } from "./native";

const OF = { serviceNamespace: "ecs", resourceId: "service/cluster/web" };
const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs";
const target = resource(
    "aws:appautoscaling/target:Target",
    "web",
    { ...OF, minCapacity: 0, maxCapacity: 3 },
    { arn: "arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target/0" },
);
const queue = resource("aws:sqs/queue:Queue", "jobs", { name: "jobs" }, { arn: QUEUE, name: "jobs" });

/** As the program plans it: a policy, and the alarm at which it acts. */
function step(what: string, configuration: unknown, rings: JsonObject): readonly PlannedResource[] {
    const arn = `arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:${what}`;
    const policy = {
        ...{ ...OF, policyType: "StepScaling" },
        stepScalingPolicyConfiguration: configuration as JsonObject,
    };
    const metricQueries = renderQueueDepth("jobs") as unknown as JsonObject[];
    return [
        resource("aws:appautoscaling/policy:Policy", what, policy, { arn }),
        resource(
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            what,
            { ...rings, threshold: 1, metricQueries, alarmActions: [arn] },
            { arn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${what}`, name: what },
        ),
    ];
}
const waiting = step("waiting", renderQueueSteps(10, 3), {
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
});
const empty = step("empty", renderEmptyStep(), {
    comparisonOperator: "LessThanThreshold",
    evaluationPeriods: 2,
    treatMissingData: "missing",
});

describe("a service that a message raises from no task", () => {
    hurry({ alarmPeriod: 20, steady: 20_000, stopping: 10, draining: 10 });
    const start = starting();

    async function worked(resources: readonly PlannedResource[], more: LineOptions = {}): Promise<Line> {
        const { resources: rest, ...plan } = movedPlan({ strategy: "ROLLING" });
        const line = await start({ ...more, plan: { ...plan, resources: [...rest, target, ...resources] } });
        line.account.part(Ecs).scale(ARN.service, 0);
        await line.until(({ kind }) => kind === "task.ended", 2);
        line.account.part(ServiceScaling).begin();
        for (let time = 0; time < 2; time++) await line.account.part(QueueWork).pass();
        return line;
    }
    const said = (line: Line): readonly unknown[] => line.of("queue.worked").map(({ data }) => data);

    it("has a task for it, which takes it, and then none again, once", async () => {
        const line = await worked([queue, ...waiting, ...empty]);
        assert.deepEqual(said(line), [
            {
                says: "a message in jobs raised it from no task to one, which took it; then it had none again",
                isWell: true,
            },
        ]);
        const [task, ...others] = line.of("task.started").slice(2);
        assert.deepEqual(others, []);
        const asked = line.of("allowed").filter(({ about }) => about.startsWith("sqs:"));
        assert.deepEqual(
            asked.map(({ about, data }) => [about, data["role"], data["on"], data["as"]]),
            ["sqs:ReceiveMessage", "sqs:DeleteMessage"].map((action) => [action, ARN.task, QUEUE, task?.about]),
        );
        assert.equal(line.account.part(Queues).visibleIn("jobs"), 0);
    });

    it("has none that takes what its role may not", async () => {
        const line = await worked([queue, ...waiting, ...empty], { denied: ["sqs:DeleteMessage"] });
        const [went] = said(line) as readonly JsonObject[];
        assert.equal(went?.["isWell"], false);
        assert.match(String(went["says"]), /^a message in jobs: .*sqs:DeleteMessage/);
        assert.equal(line.account.part(Queues).visibleIn("jobs"), 1);
    });

    it("is no matter of a queue that no plan makes", async () => {
        assert.deepEqual(said(await worked([...waiting, ...empty])), []);
    });

    describe("in a rehearsal that waits for less", () => {
        hurry({ steady: 500 });

        it("mutants: comes by no alarm, or does not go by any", async () => {
            const [raised] = said(await worked([queue, ...empty])) as readonly JsonObject[];
            assert.equal(raised?.["says"], "a message in jobs: no alarm and no policy started a task for it");
            const [lowered] = said(await worked([queue, ...waiting])) as readonly JsonObject[];
            assert.deepEqual([raised["isWell"], lowered?.["isWell"]], [false, false]);
        });
    });
});
