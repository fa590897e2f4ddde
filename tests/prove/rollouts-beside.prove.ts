// What happens beside a rollout while 200 requests a second come from another process: scaling, a hook that says no, a worker.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { renderRequestTracking } from "../../components/targets/ecs/documents/scaling";
import type { JsonObject, Plan, PlannedResource } from "../../plan/document";
import type { RunOrder } from "../../rehearsal/containers/engine";
import { Alarms } from "../../rehearsal/deployments/alarms/alarm";
import { trackedMetric } from "../../rehearsal/deployments/services/scaling-policies";
import { ServiceScaling } from "../../rehearsal/deployments/services/scaling";
import { Ecs } from "../../rehearsal/deployments/services/services";
import { resource } from "../support/account";
import { ARN, type Line, type LineOptions, planOf, somebody, templateOf } from "../rehearsal/deployments/line";
import { BREAKER, deployed, endOf, INFRASTRUCTURE, movedPlan } from "../rehearsal/deployments/native";
import { bodies, careless, underLoad } from "./under-load";

const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const BLUE_GREEN = { strategy: "BLUE_GREEN", bakeTimeInMinutes: "5" };
const SMOKE = arn("lambda", "function:smoke");
const beside = (plan: Plan, ...more: readonly PlannedResource[]): Plan => ({
    ...plan,
    resources: [...plan.resources, ...more],
});

const OF = {
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: "service/cluster/web",
};
const scaling = (name: string, kind: string, inputs: JsonObject) =>
    resource(`aws:appautoscaling/${kind}`, name, { ...OF, ...inputs }, { arn: arn("autoscaling", name) });
/** Requests a minute for each task: so few that visitors ask for the most tasks there may be, however busy this machine is. */
const LITTLE = 2;
const GROUPS = ["targetgroup/web-blue/blue", "targetgroup/web-green/green"];
const requests = scaling("requests", "policy:Policy", {
    policyType: "TargetTrackingScaling",
    targetTrackingScalingPolicyConfiguration: renderRequestTracking(
        LITTLE,
        GROUPS,
        "app/web/0",
    ) as unknown as JsonObject,
});

/** What visitors saw, who had come for three minutes before anything happened. */
const visited = (options: LineOptions, during: (line: Line) => Promise<void>) =>
    underLoad(options, async (line) => {
        const lately = () => line.account.part(Alarms).lately(trackedMetric(requests) ?? requests, 3, Date.now());
        while (!lately().every((each) => each !== undefined && each > LITTLE)) await sleep(20);
        await during(line);
    });

/** How a release comes to the service, and how that ends. */
interface Engine {
    readonly says: string;
    readonly plan: Plan;
    readonly begin: (line: Line, image: string) => Promise<string>;
    readonly end: (line: Line, begun: string) => Promise<JsonObject>;
    readonly well: string;
}
const ECS: Engine = {
    ...{ says: "ECS", plan: movedPlan(BLUE_GREEN), begin: deployed, end: endOf },
    well: "SUCCESSFUL",
};
const CODE_DEPLOY: Engine = {
    ...{ says: "CodeDeploy", plan: planOf(), begin: (line, image) => line.deploy(image) },
    end: async (line, begun) => (await line.ended(begun)) as JsonObject,
    well: "Succeeded",
};

describe("a service that is scaled in the middle of its rollouts, 200 requests a second from another process", () => {
    const scaled = [
        requests,
        scaling("limits", "target:Target", { minCapacity: 2, maxCapacity: 4 }),
        scaling("evening", "scheduledAction:ScheduledAction", {
            schedule: "cron(0 20 * * ? *)",
            scalableTargetAction: { minCapacity: 2, maxCapacity: 2 },
        }),
    ];
    const desired = (line: Line) => line.account.part(Ecs).service(ARN.service).desiredCount;

    /** One rollout in which load raises the count, the next, and an evening that lowers it. */
    async function day({ begin, end, well }: Engine, line: Line): Promise<object> {
        const { account } = line;
        const first = await begin(line, "v2");
        for (; desired(line) < 4; await sleep(20)) account.part(ServiceScaling).look(Date.now());
        const open = line.of("deployment.ended").length === 0;
        const { status, why } = await end(line, first);
        assert.deepEqual([status, why], [well, undefined]);
        const after = desired(line);
        assert.equal((await end(line, await begin(line, "v1")))["status"], well);
        const next = desired(line);
        await account.part(ServiceScaling).pass();
        return { inTheMiddle: open, after, next, evening: desired(line) };
    }

    for (const engine of [ECS, CODE_DEPLOY]) {
        const options: LineOptions = { plan: beside(engine.plan, ...scaled), speed: 1000 };
        it(`by ${engine.says}: loses none while there are more tasks and fewer, and what scaling has set survives`, async () => {
            let ended: object = {};
            const load = await visited(options, async (line) => void (ended = await day(engine, line)));
            assert.deepEqual(ended, { inTheMiddle: true, after: 4, next: 4, evening: 2 });
            assert.deepEqual(load.failures, []);
            assert.equal(load.answers.length, load.sent);
            assert.deepEqual(bodies(load), ["v1", "v2"]);
        });
    }

    it("mutant: without draining, the tasks that an evening takes away lose some", async () => {
        const plan = beside(ECS.plan, ...scaled);
        const load = await visited({ plan, speed: 1000, balancer: careless }, async (line) => {
            const { account } = line;
            const over = Date.now() + 5_000;
            for (let n = 0; Date.now() < over; n++) {
                account.part(Ecs).scale(ARN.service, 4);
                await line.until(({ kind }) => kind === "task.healthy", 4 + 2 * n);
                account.part(Ecs).scale(ARN.service, 2);
                await line.until(({ kind }) => kind === "task.ended", 2 + 2 * n);
            }
        });
        assert.ok(load.failures.length > 0);
    });
});

describe("a hook that says no, 200 requests a second from another process", () => {
    const hooked: JsonObject = {
        ...{ targetType: "AWS_LAMBDA", hookTargetArn: SMOKE, roleArn: INFRASTRUCTURE },
        lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"],
    };
    /** Behind the shift, when users are answered by the new tasks, for a while. */
    const answersFailed = async (event: JsonObject, line: Line) => {
        await sleep(200);
        const { DeploymentId: deploymentId = "", LifecycleEventHookExecutionId: lifecycleEventHookExecutionId = "" } =
            event;
        const input = { deploymentId, lifecycleEventHookExecutionId, status: "Failed" };
        const action = "codedeploy:PutLifecycleEventHookExecutionStatus";
        await line.account.gateway.call({ by: somebody, action, on: ARN.group, input });
        return null;
    };

    it("takes ECS's deployment back before users see any of it, and none is lost", async () => {
        const plan = movedPlan({ ...BLUE_GREEN, lifecycleHooks: [hooked] });
        const functions = { smoke: () => ({ hookStatus: "FAILED" }) };
        const load = await visited({ plan, functions }, async (line) => {
            for (let n = 0; n < 3; n++)
                assert.equal((await endOf(line, await deployed(line, "v2")))["status"], "ROLLBACK_SUCCESSFUL");
        });
        assert.deepEqual([load.failures, bodies(load)], [[], ["v1"]]);
    });

    it("takes CodeDeploy's back behind the shift, and none is lost", async () => {
        const load = await visited({ functions: { smoke: answersFailed } }, async (line) => {
            const begun = await line.deploy("v2", {}, { AfterAllowTraffic: SMOKE });
            assert.equal((await line.ended(begun))["rolledBack"], true);
        });
        assert.deepEqual(load.failures, []);
        assert.deepEqual(bodies(load), ["v1", "v2"]);
    });

    it("mutant: where nobody asks it, what it refuses answers everybody", async () => {
        const functions = { smoke: () => ({ hookStatus: "FAILED" }) };
        const load = await visited(
            { plan: movedPlan({ ...BLUE_GREEN, bakeTimeInMinutes: "0" }), functions },
            async (line) => {
                assert.equal((await endOf(line, await deployed(line, "v2")))["status"], "SUCCESSFUL");
            },
        );
        assert.deepEqual(bodies(load), ["v1", "v2"]);
    });
});

describe("a worker beside a service that has 200 requests a second from another process", () => {
    const JOBS = arn("ecs", "service/cluster/jobs");
    const containers = (image: string) => [
        { name: "app", image, healthCheck: { command: ["CMD", "alive"], interval: 5, startPeriod: 0, retries: 3 } },
    ];
    const jobs = (image: string) => ({ ...templateOf(image), family: "jobs", containerDefinitions: containers(image) });
    const first = arn("ecs", "task-definition/jobs:1");
    const plan = beside(
        movedPlan(BLUE_GREEN),
        resource("aws:ecs/taskDefinition:TaskDefinition", "jobs", jobs("well1"), { arn: first }),
        resource(
            "aws:ecs/service:Service",
            "jobs",
            {
                ...{ cluster: arn("ecs", "cluster/cluster"), desiredCount: 1, taskDefinition: first },
                ...{ deploymentController: { type: "ECS" }, deploymentConfiguration: { strategy: "ROLLING" } },
                ...BREAKER,
            },
            { arn: JOBS, name: "jobs" },
        ),
    );
    /** No request ever reaches one; it is asked for its health, and answers so. */
    const working =
        (code: number) =>
        ({ asks }: RunOrder): Server => {
            const timer = setInterval(() => asks?.heard(code), asks?.every ?? 1000);
            return createServer(() => assert.fail("a worker was sent a request")).on("close", () =>
                clearInterval(timer),
            );
        };
    const programs = { well1: working(0), well2: working(0), unwell: working(1) };

    async function release(line: Line, image: string): Promise<unknown> {
        const { taskDefinition } = (await line.call(
            "ecs:RegisterTaskDefinition",
            arn("ecs", "task-definition/jobs:*"),
            jobs(image),
        )) as { readonly taskDefinition: { readonly taskDefinitionArn: string } };
        await line.call("ecs:UpdateService", JOBS, { taskDefinition: taskDefinition.taskDefinitionArn });
        const { serviceDeployments } = (await line.call("ecs:ListServiceDeployments", JOBS, {})) as {
            readonly serviceDeployments: readonly { readonly serviceDeploymentArn: string }[];
        };
        return (await endOf(line, serviceDeployments[0]?.serviceDeploymentArn ?? ""))["status"];
    }
    const runs = (line: Line) =>
        line.account
            .part(Ecs)
            .setsOf(JOBS)
            .map(({ taskDefinition }) => line.account.part(Ecs).definition(taskDefinition).template)
            .map(
                ({ containerDefinitions }) => (containerDefinitions as unknown as readonly JsonObject[])[0]?.["image"],
            );

    it("is released by its own health alone, at the same time, and nobody's request is lost", async () => {
        const seen: unknown[] = [];
        const load = await visited({ plan, programs, speed: 1000 }, async (line) => {
            const web = deployed(line, "v2").then(async (begun) => endOf(line, begun));
            seen.push(await release(line, "well2"), runs(line));
            seen.push(await release(line, "unwell"), runs(line), (await web)["status"]);
        });
        assert.deepEqual(seen, ["SUCCESSFUL", ["well2"], "ROLLBACK_SUCCESSFUL", ["well2"], "SUCCESSFUL"]);
        assert.deepEqual([load.failures, bodies(load)], [[], ["v1", "v2"]]);
    });
});
