import assert from "node:assert/strict";

import { type Job, type Json, needTools, run, unneeded, type World } from "./fixture";
import { newRelease, placeholder, prod } from "./samples";

const network = { subnets: ["a", "b"], securityGroups: ["g"], assignPublicIp: "DISABLED" };
const running = { lastStatus: "RUNNING" };
const ended = (exitCode: number, stoppedReason = "Essential container in task exited"): Json => ({
    lastStatus: "STOPPED",
    stoppedReason,
    containers: [
        { name: "proxy", exitCode: 143 },
        { name: "app", exitCode },
    ],
});
const log = { logConfiguration: { logDriver: "awslogs", options: { "awslogs-stream-prefix": "app" } } };
const DEFINITION = "arn:aws:ecs:eu-west-1:111122223333:task-definition/prod-web-before:3";

/** A cluster where the task goes like this. */
const going = (tasks: readonly Json[], own: Json = { log: ["one table", "two tables"] }): World =>
    prod((world) => {
        world.own = { role: "one", definition: DEFINITION, tasks: [...tasks], ...own };
    });

const beforeTraffic = (world: World, more: Partial<Job> & { readonly release?: Json; readonly image?: string } = {}) =>
    run(["ecs-before"], {
        ...more,
        env: {
            ...{ CLUSTER: "prod", FAMILY: "prod-web", ROLES: "one two", COMMAND: '["node","migrate.js"]' },
            ...{ NETWORK: JSON.stringify({ awsvpcConfiguration: network }), LOG_GROUP: "web", WAIT_MINUTES: "2" },
        },
        world,
        files: {
            "release.json": JSON.stringify(more.release ?? newRelease),
            "taskdef.json": JSON.stringify({
                family: "prod-web",
                containerDefinitions: [
                    { name: "proxy", image: "envoy", ...log },
                    {
                        name: "app",
                        image: more.image ?? "<IMAGE1_NAME>",
                        command: ["serve"],
                        dockerLabels: { "fairlead.release": "r" },
                        ...log,
                    },
                ],
            }),
        },
    });

describe("script ecs-before", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("runs the command once in the release's image, in the service's network, and shows the end of its log", () => {
        const { code, err, out, world } = beforeTraffic(going([{ lastStatus: "PENDING" }, running, ended(0)]));
        assert.equal(code, 0, err);
        const registered = world.own?.["registered"] as { family: string; containerDefinitions: Json[] };
        assert.equal(registered.family, "prod-web-before");
        assert.deepEqual(
            registered.containerDefinitions.map(({ name, image, command, logConfiguration }) => [
                ...[name, image, command],
                (logConfiguration as { options: Json }).options["awslogs-stream-prefix"],
            ]),
            [
                ["proxy", "envoy", undefined, "before"],
                ["app", newRelease["what"], ["node", "migrate.js"], "before"],
            ],
        );
        assert.deepEqual(world.own?.["ran"], { cluster: "prod", type: "FARGATE", awsvpcConfiguration: network });
        assert.match(out, /is PENDING\.[^]*is RUNNING\.[^]* {2}\| one table\n {2}\| two tables\n[^]*ended with 0/);
    });

    it("takes the image of the release where Prepare has filled it in", () => {
        const { world } = beforeTraffic(going([ended(0)]), { image: String(newRelease["what"]) });
        const { containerDefinitions } = world.own?.["registered"] as { containerDefinitions: Json[] };
        assert.equal(containerDefinitions[1]?.["image"], newRelease["what"]);
    });

    it("is red where the command fails, with its code, its last words and where the rest of them is", () => {
        const { code, err, out } = beforeTraffic(going([running, ended(3)]));
        assert.equal(code, 1);
        assert.match(out, / {2}\| two tables/);
        assert.match(err, /exit code 0, it ended with 3: Essential container in task exited\. Nothing is deployed/);
        assert.match(err, /stream before\/app\/0123 of log group web/);
    });

    it("mutant: without asking for the code, a failing command is green", () => {
        const { code } = beforeTraffic(going([ended(3)]), { mutant: ['[ "$code" = 0 ]', "true"] });
        assert.equal(code, 0);
    });

    it("is red where the task never ran, by ECS's reason, also without a log", () => {
        const reason = "CannotPullContainerError: not found";
        const { code, err } = beforeTraffic(going([{ lastStatus: "STOPPED", stoppedReason: reason }], {}));
        assert.equal(code, 1);
        assert.match(err, /it ended with none: CannotPullContainerError: not found/);
    });

    it("is red where ECS has no room for it", () => {
        const { code, err } = beforeTraffic(going([], { lacks: "Capacity is unavailable at this time" }));
        assert.equal(code, 1);
        assert.match(err, /it did not: Capacity is unavailable at this time; nothing is deployed/);
    });

    it("stops what takes too long, and is red", () => {
        const { code, err, sleeps, world } = beforeTraffic(going([running]));
        assert.deepEqual([code, sleeps], [1, 8]);
        assert.equal(world.own?.["ended"], "it ran for 2 minutes, which is all it has");
        assert.match(err, /still ran after 2 minutes and was stopped; nothing is deployed/);
    });

    it("does nothing for the placeholder, which has nothing to do", () => {
        const { code, calls, out } = beforeTraffic(going([]), { release: placeholder });
        assert.deepEqual([code, calls], [0, []]);
        assert.match(out, /is the placeholder/);
    });

    for (const action of ["ecs:RegisterTaskDefinition", "ecs:RunTask", "ecs:DescribeTasks"])
        it(`turns red without ${action}, by name`, () => {
            const { code, err } = beforeTraffic({ ...going([ended(0)]), deny: [action] });
            assert.equal(code, 1);
            assert.ok(err.includes(`not authorized to perform: ${action}`), err);
        });

    it("calls what its header says, and nothing in vain", () => {
        assert.deepEqual(unneeded(["ecs-before"]), []);
    });
});
