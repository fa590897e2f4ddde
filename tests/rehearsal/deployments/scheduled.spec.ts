import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";

import type { RunOrder } from "../../../rehearsal/containers/engine";
import { OneOffTasks } from "../../../rehearsal/deployments/tasks/one-off";
import { ScheduledTasks } from "../../../rehearsal/deployments/tasks/scheduled";
import { resource } from "../../support/account";
import { hurry, type Line, planOf, starting, templateOf } from "./line";

const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const CLUSTER = arn("ecs", "cluster/cluster");
const FAMILY = arn("ecs", "task-definition/web-scheduled-nightly");
const SCHEDULE = arn("scheduler", "schedule/default/web-nightly");
const target = {
    arn: CLUSTER,
    roleArn: "arn:aws:iam::111122223333:role/web-schedules",
    ecsParameters: {
        taskDefinitionArn: FAMILY,
        launchType: "FARGATE",
        networkConfiguration: { subnets: ["a"], securityGroups: ["g"] },
        group: "web-scheduled-nightly",
    },
};

const plan = () => {
    const { resources, ...rest } = planOf();
    const cluster = resource("aws:ecs/cluster:Cluster", "cluster", {}, { arn: CLUSTER, name: "cluster" });
    const log = resource(
        "aws:cloudwatch/logGroup:LogGroup",
        "web",
        {},
        { arn: arn("logs", "log-group:web"), name: "web" },
    );
    const schedule = resource("aws:scheduler/schedule:Schedule", "web-nightly", { target }, { arn: SCHEDULE });
    return { ...rest, resources: [...resources, cluster, schedule, log] };
};

/** The first ends well at once, the other one with 1, as an image without a program does. */
const programs: Readonly<Record<string, (order: RunOrder) => Server>> = {
    nightly: () => {
        const server = createServer();
        server.once("listening", () => server.close());
        return server;
    },
    failing: ({ log }) => {
        for (let n = 1; n <= 9; n++) log(`try ${n} of 9: no database`);
        return undefined as unknown as Server;
    },
};
const LOG = { logDriver: "awslogs", options: { "awslogs-group": "web", "awslogs-stream-prefix": "scheduled-nightly" } };

describe("schedules of EventBridge Scheduler that run a task", () => {
    hurry({ stopping: 10 });
    const start = starting();

    async function hourOf(images: readonly string[], denied: readonly string[] = []): Promise<[Line, unknown[]]> {
        const line = await start({ plan: plan(), programs, denied });
        line.account.part(OneOffTasks).begin(line.engine);
        for (const image of images)
            await line.call("ecs:RegisterTaskDefinition", `${FAMILY}:*`, {
                ...templateOf(image, { command: ["node", "nightly.js"], logConfiguration: LOG }),
                family: "web-scheduled-nightly",
            });
        await line.account.part(ScheduledTasks).pass();
        await line.account.part(ScheduledTasks).pass();
        return [line, line.of("schedule.ran").map(({ about, data }) => [about, data["says"], data["isWell"]])];
    }

    it("run once, the newest that is registered, for their cluster", async () => {
        const [line, ran] = await hourOf(["failing", "nightly"]);
        assert.deepEqual(ran, [[SCHEDULE, "its command ended with 0", true]]);
        assert.equal(line.engine.orders.at(-1)?.image, "nightly");
    });

    it("are not well where their command is not", async () => {
        const [line, ran] = await hourOf(["nightly", "failing"]);
        assert.deepEqual(ran, [[SCHEDULE, "its command ended with 1", false]]);
        assert.deepEqual(
            line.of("schedule.ran")[0]?.data["said"],
            [2, 3, 4, 5, 6, 7, 8, 9].map((n) => `try ${n} of 9: no database`),
        );
        const told = line.of("event").map(({ data }) => data["detail"] as Readonly<Record<string, unknown>>);
        assert.deepEqual(
            told.map(({ group, lastStatus, stopCode, containers }) => ({ group, lastStatus, stopCode, containers })),
            [
                {
                    group: "web-scheduled-nightly",
                    lastStatus: "STOPPED",
                    stopCode: "EssentialContainerExited",
                    containers: [{ name: "app", lastStatus: "STOPPED", exitCode: 1 }],
                },
            ],
        );
    });

    it("have nothing to run before a release is live, which is no failure", async () => {
        const [, ran] = await hourOf([]);
        const says = "its hour would find nothing to run: no release of its line is live";
        assert.deepEqual(ran, [[SCHEDULE, says, true]]);
    });

    it("are not well where their role may not run it", async () => {
        const [, ran] = await hourOf(["nightly"], ["ecs:RunTask"]);
        const says = `nothing ran at its hour: web-schedules may not ecs:RunTask on ${FAMILY}`;
        assert.deepEqual(ran, [[SCHEDULE, says, false]]);
    });
});
