import * as assert from "node:assert/strict";

import { renderPolicy } from "../../../components/documents/policy";
import { worker } from "../../../components/targets/worker";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, makeStore, out, statements } from "../surroundings";

const HEALTH = { command: ["node", "alive.js"] };

function make(settings: object): Promise<Recording> {
    return record(() => {
        const context = makeContext({});
        const target = worker.make("jobs", worker.settings.parse(settings), { store: makeStore(context) }, context, {});
        return {
            blueprint: target.blueprint,
            rollOut: target.rollOut.map((step) => ({ ...step, allow: renderPolicy(step.allow) })),
            verify: { ...target.verify, allow: renderPolicy(target.verify.allow) },
            outputs: target.outputs,
        };
    });
}

describe("worker", () => {
    let recording: Recording;

    before(async () => {
        recording = await make({ health: HEALTH });
    });

    it("fills in all but its health", () => {
        assert.deepEqual(worker.settings.parse({ health: HEALTH }), {
            health: { ...HEALTH, intervalSeconds: 30, startSeconds: 60 },
            count: 1,
            cpu: 256,
            memory: 512,
            architecture: "x86_64",
            environment: {},
            secrets: {},
            sidecars: {},
            schedules: {},
            permissions: [],
        });
        assert.equal(worker.settings.safeParse({}).success, false);
        assert.equal(worker.settings.safeParse({ health: HEALTH, port: 8080 }).success, false);
    });

    it("has no load balancer, and nothing that reaches it", () => {
        assert.deepEqual(
            recording.registrations.filter(({ type }) => /^aws:lb\/|securityGroupIngressRule/.test(type)),
            [],
        );
        const { inputs } = recording.one("aws:ecs/service:Service");
        assert.deepEqual(
            [inputs["loadBalancers"], inputs["healthCheckGracePeriodSeconds"], inputs["desiredCount"]],
            [undefined, undefined, 1],
        );
        assert.deepEqual(inputs["deploymentConfiguration"], { strategy: "ROLLING" });
        assert.deepEqual(inputs["deploymentCircuitBreaker"], { enable: true, rollback: true });
    });

    it("is asked by ECS itself whether it is well, and the placeholder is not", () => {
        const { taskdef, appspec, placeholder } = JSON.parse(String(recording.outputs["blueprint"])) as {
            taskdef: { containerDefinitions: Record<string, unknown>[] };
            appspec: object;
            placeholder: object;
        };
        const [container] = taskdef.containerDefinitions;
        assert.deepEqual(container?.["healthCheck"], {
            command: ["CMD", "node", "alive.js"],
            interval: 30,
            timeout: 5,
            retries: 3,
            startPeriod: 60,
        });
        assert.ok(!JSON.stringify(taskdef).includes("portMappings"));
        assert.ok(!JSON.stringify(appspec).includes("LoadBalancerInfo"));
        const command = ["sh", "-c", "echo waiting-for-first-release && exec tail -f /dev/null"];
        assert.deepEqual(placeholder, { command });
        const [first] = JSON.parse(
            String(recording.one("aws:ecs/taskDefinition:TaskDefinition").inputs["containerDefinitions"]),
        ) as Record<string, unknown>[];
        assert.deepEqual([first?.["command"], first?.["portMappings"]], [command, undefined]);
    });

    describe("with nothing to do", () => {
        const schedule = { night: { at: "0 20 * * ? *", max: 1 }, morning: { at: "0 7 * * ? *" } };
        const limits = async (scaling: object): Promise<unknown[]> => {
            const scaled = await make({
                health: HEALTH,
                count: 2,
                scaling: { max: 6, queue: { name: "jobs" }, ...scaling },
            });
            const { inputs } = scaled.one("aws:appautoscaling/target:Target");
            const hours = scaled.all("aws:appautoscaling/scheduledAction:ScheduledAction");
            return [
                ...[inputs["minCapacity"], inputs["maxCapacity"]],
                scaled.one("aws:ecs/service:Service").inputs["desiredCount"],
                (JSON.parse(String(scaled.outputs["blueprint"])) as { count: number }).count,
                ...hours.map(({ name, inputs: { scalableTargetAction: of } }) => ({ name, of })),
            ];
        };

        it("runs as few tasks as min says, from its first up on and at every hour, and is proved with count", async () => {
            assert.deepEqual(await limits({ min: 0 }), [0, 6, 0, 2]);
            assert.deepEqual(await limits({ min: 0, schedule }), [
                ...[0, 6, 0, 2],
                { name: "jobs-morning", of: { minCapacity: 0, maxCapacity: 6 } },
                { name: "jobs-night", of: { minCapacity: 0, maxCapacity: 1 } },
            ]);
        });

        it("runs count where nothing says less", async () => assert.deepEqual(await limits({}), [2, 6, 2, 2]));
    });

    it("rolls out without a role that moves traffic, and Verify asks each task", () => {
        const [rollOut] = recording.outputs["rollOut"] as { allow: unknown; run: { job: { env: object } } }[];
        assert.ok(rollOut && !("INFRASTRUCTURE_ROLE" in rollOut.run.job.env));
        assert.ok(!JSON.stringify(statements(rollOut.allow)).includes("ecs.amazonaws.com"));
        const { scripts, allow: granted } = recording.outputs["verify"] as { scripts: string[]; allow: unknown };
        assert.deepEqual(scripts, ["image", "ecs-healthy", "ecs-fixed-count", "ecs-verify"]);
        const cluster = out(recording, "aws:ecs/cluster:Cluster", "services", "arn");
        assert.deepEqual((statements(granted) as object[]).slice(0, 2), [
            allow(["ecs:ListTasks"], ["*"], { ArnEquals: { "ecs:cluster": cluster } }),
            allow(
                ["ecs:DescribeTasks"],
                [
                    `arn:aws:ecs:eu-west-1:111122223333:task/${out(recording, "aws:ecs/cluster:Cluster", "services", "name")}/*`,
                ],
            ),
        ]);
    });
});
