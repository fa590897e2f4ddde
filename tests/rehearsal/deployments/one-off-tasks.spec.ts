import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";

import type { JsonObject } from "../../../plan/document";
import type { RunOrder } from "../../../rehearsal/containers/engine";
import { OneOffTasks } from "../../../rehearsal/deployments/tasks/one-off";
import { Logs } from "../../../rehearsal/services/logs";
import { resource } from "../../support/account";
import { hurry, type Line, planOf, starting, templateOf } from "./line";

const CLUSTER = "arn:aws:ecs:eu-west-1:111122223333:cluster/cluster";
const GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:web";
const logConfiguration = {
    logDriver: "awslogs",
    options: { "awslogs-group": "web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "before" },
};
const network = { awsvpcConfiguration: { subnets: ["a"] } };

const plan = () => {
    const { resources, ...rest } = planOf();
    return {
        ...rest,
        resources: [
            ...resources,
            resource("aws:ecs/cluster:Cluster", "cluster", {}, { arn: CLUSTER, name: "cluster" }),
            resource("aws:cloudwatch/logGroup:LogGroup", "web", {}, { arn: GROUP, name: "web" }),
        ],
    };
};

/** Says what it runs, and ends well at once; or does not end. */
const programs: Readonly<Record<string, (order: RunOrder) => Server>> = {
    migrates: ({ log, command = [] }) => {
        const server = createServer();
        server.once("listening", () => {
            log(`ran ${command.join(" ")}`);
            server.close();
        });
        return server;
    },
    hangs: () => createServer(),
};

describe("a task that somebody runs once", () => {
    hurry({ stopping: 10 });
    const start = starting();

    async function lineWith(denied: readonly string[] = []): Promise<Line> {
        const line = await start({ plan: plan(), programs, denied });
        line.account.part(OneOffTasks).begin(line.engine);
        return line;
    }

    async function run(line: Line, image: string, asked: JsonObject = {}): Promise<string> {
        const { taskDefinition } = (await line.call(
            "ecs:RegisterTaskDefinition",
            "arn:aws:ecs:eu-west-1:111122223333:task-definition/web-before:*",
            { ...templateOf(image, { command: ["node", "migrate.js"], logConfiguration }), family: "web-before" },
        )) as { readonly taskDefinition: { readonly taskDefinitionArn: string } };
        const given = { cluster: "cluster", launchType: "FARGATE", networkConfiguration: network, ...asked };
        const { tasks } = (await line.call("ecs:RunTask", taskDefinition.taskDefinitionArn, given)) as {
            readonly tasks: readonly { readonly taskArn: string }[];
        };
        return tasks[0]?.taskArn ?? "";
    }

    async function endOf(line: Line, task: string): Promise<JsonObject> {
        await line.until(({ kind, about }) => kind === "once.ended" && about === task);
        const { tasks } = (await line.call("ecs:DescribeTasks", task, { tasks: [task] })) as { tasks: JsonObject[] };
        const { lastStatus, stoppedReason, containers } = tasks[0] ?? {};
        const [container] = containers as JsonObject[];
        return { lastStatus, stoppedReason, exitCode: container?.["exitCode"] ?? null } as JsonObject;
    }

    it("runs its command with a log of its own, and no request reaches it", async () => {
        const line = await lineWith();
        const routed = line.of("traffic").length;
        const task = await run(line, "migrates");
        assert.deepEqual(await endOf(line, task), {
            lastStatus: "STOPPED",
            stoppedReason: "Essential container in task exited",
            exitCode: 0,
        });
        const order = line.engine.orders.at(-1);
        assert.deepEqual([order?.image, order?.command, order?.port], ["migrates", ["node", "migrate.js"], undefined]);
        const [event] = line.account.part(Logs).of(GROUP);
        assert.equal(event?.message, "ran node migrate.js");
        assert.equal(event.logStreamName, `before/app/${task.split("/").at(-1)}`);
        assert.deepEqual([await line.answer(), line.of("traffic").length], ["v1", routed]);
    });

    it("runs several containers, and says which of them it did not", async () => {
        const line = await lineWith();
        const otel = { name: "otel", image: "public.ecr.aws/acme/otel@sha256:0", dependsOn: [], logConfiguration };
        const elsewhere = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/tools/agent@sha256:0";
        const agent = { name: "agent", image: elsewhere, essential: false, logConfiguration };
        const proxy = { name: "proxy", image: "hangs", essential: false, logConfiguration };
        const { containerDefinitions: [own = {}] = [], ...rest } = templateOf("migrates", { logConfiguration }) as {
            readonly containerDefinitions?: readonly JsonObject[];
        };
        const register = async (labels: JsonObject): Promise<string> => {
            const { taskDefinition } = (await line.call(
                "ecs:RegisterTaskDefinition",
                "arn:aws:ecs:eu-west-1:111122223333:task-definition/web-before:*",
                {
                    ...{ ...rest, family: "web-before" },
                    containerDefinitions: [
                        ...[otel, agent, proxy],
                        { ...own, dockerLabels: labels, dependsOn: [{ containerName: "proxy", condition: "START" }] },
                    ],
                },
            )) as { readonly taskDefinition: { readonly taskDefinitionArn: string } };
            return taskDefinition.taskDefinitionArn;
        };
        const start = async (definition: string): Promise<string> => {
            const { tasks } = (await line.call("ecs:RunTask", definition, {
                ...{ cluster: "cluster", launchType: "FARGATE", networkConfiguration: network },
            })) as { readonly tasks: readonly { readonly taskArn: string }[] };
            return tasks[0]?.taskArn ?? "";
        };
        await assert.rejects(start(await register({})), /web-before with 4 containers \(otel, agent, proxy, app\)/);
        const before = line.engine.orders.length;
        const task = await start(await register({ "fairlead.release": "r" }));
        assert.equal((await endOf(line, task))["exitCode"], 0);
        const { tasks } = (await line.call("ecs:DescribeTasks", task, { tasks: [task] })) as { tasks: JsonObject[] };
        assert.deepEqual(tasks[0]?.["containers"], [
            { name: "app", lastStatus: "STOPPED", exitCode: 0 },
            { name: "proxy", lastStatus: "STOPPED", exitCode: 0 },
        ]);
        assert.equal(line.engine.held, 0);
        assert.deepEqual(
            line.engine.orders.slice(before).map(({ image }) => image),
            ["hangs", "migrates"],
        );
        assert.deepEqual(
            line.of("not run").map(({ data }) => data),
            [
                {
                    essential: true,
                    text: "otel: nothing stands in for public.ecr.aws/acme/otel@sha256:0; that it starts, answers and is well was not seen",
                },
                {
                    essential: false,
                    text: "agent: its image is in a repository that no plan here makes, arn:aws:ecr:eu-west-1:111122223333:repository/tools/agent; that it starts, answers and is well was not seen",
                },
            ],
        );
    });

    it("ends with the code of what it runs", async () => {
        const line = await lineWith();
        assert.equal((await endOf(line, await run(line, "fails")))["exitCode"], 1);
    });

    it("has no code where it never ran, and says why", async () => {
        const line = await lineWith(["logs:CreateLogStream"]);
        const { exitCode, stoppedReason } = await endOf(line, await run(line, "migrates"));
        assert.equal(exitCode, null);
        assert.match(String(stoppedReason), /failed to create Cloudwatch log stream/);
    });

    it("runs in no cluster that is not there, and nobody looks into one", async () => {
        const line = await lineWith();
        const none = { code: "ClusterNotFoundException", message: /Cluster not found\./ };
        await assert.rejects(run(line, "migrates", { cluster: "clutser" }), none);
        const other = "arn:aws:ecs:eu-west-1:111122223333:service/clutser/web";
        await assert.rejects(line.call("ecs:DescribeServices", other, { services: ["web"] }), none);
        await assert.rejects(line.call("ecs:UpdateService", other, { desiredCount: 2 }), none);
        const there = { cluster: "cluster", services: ["missing"] };
        const { failures } = (await line.call("ecs:DescribeServices", other.replace("clutser", "cluster"), there)) as {
            readonly failures: readonly JsonObject[];
        };
        assert.deepEqual(
            failures.map(({ reason }) => reason),
            ["MISSING"],
        );
    });

    it("stops where it is asked to, for the reason it is given", async () => {
        const line = await lineWith();
        const task = await run(line, "hangs");
        await line.until(({ kind, about }) => kind === "once.running" && about === task);
        await line.call("ecs:StopTask", task, { reason: "too long" });
        assert.equal((await endOf(line, task))["stoppedReason"], "too long");
    });

    it("runs under what its caller may pass on, and not on what is not rehearsed", async () => {
        const line = await lineWith();
        await assert.rejects(run(line, "migrates", { launchType: "EC2" }), /the launch type EC2/);
        await assert.rejects(
            run(line, "migrates", { networkConfiguration: undefined } as never),
            /Network Configuration/,
        );
        await assert.rejects(run(await lineWith(["iam:PassRole"]), "migrates"), /iam:PassRole/);
    });
});
