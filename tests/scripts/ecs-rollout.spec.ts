import assert from "node:assert/strict";

import { balancer, DEFINITION, DEPLOYMENT, going, network, open, rolling, rollOut } from "./deploying";
import { needTools, run, type Json } from "./fixture";
import { prod } from "./samples";

describe("script ecs-rollout", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("registers, updates with the network, waits for the end, and is green where ECS ends with exactly that", () => {
        const { code, err, out, world } = rollOut(
            going([open, open, { ...open, lifecycleStage: "BAKE_TIME" }, { status: "SUCCESSFUL" }]),
        );
        assert.equal(code, 0, err);
        assert.deepEqual(world.own?.["updated"], { definition: DEFINITION, network });
        assert.match(out, /IN_PROGRESS SCALE_UP[^]*IN_PROGRESS BAKE_TIME[^]*web is of .*web:7, says ECS/);
    });

    it("sends the load balancer where the port changed: what ECS says of it, and that one change", () => {
        const { code, err, world } = rollOut(going([{ status: "SUCCESSFUL" }]), { port: 9090 });
        assert.equal(code, 0, err);
        assert.deepEqual((world.own?.["updated"] as Json)["balancers"], [{ ...balancer, containerPort: 9090 }]);
    });

    for (const [status, words] of [
        ["ROLLBACK_SUCCESSFUL", /went back to what ran before: alarm rang/],
        ["ROLLBACK_FAILED", /ended ROLLBACK_FAILED: alarm rang/],
        ["STOPPED", /ended STOPPED: alarm rang/],
        ["SOMETHING_NEW", /ended SOMETHING_NEW/],
    ] as const)
        it(`is red where it ends ${status}`, () => {
            const { code, err } = rollOut(going([open, { status, statusReason: "alarm rang" }]));
            assert.equal(code, 1);
            assert.match(err, words);
        });

    it("takes back what is still open when the time is over, as where a function answers IN_PROGRESS for too long", () => {
        const waiting = { status: "IN_PROGRESS", lifecycleStage: "POST_SCALE_UP" };
        const { code, err, world } = rollOut(going([waiting]));
        assert.equal(code, 1);
        assert.deepEqual(world.own?.["stopped"], { arn: DEPLOYMENT, how: "ROLLBACK" });
        assert.match(
            err,
            /went back to what ran before: it was still IN_PROGRESS at POST_SCALE_UP after 2 minutes, so this job had ECS take it back$/m,
        );
    });

    it("mutant: without that it is red as well, and goes on behind the red run", () => {
        const { code, err, world } = rollOut(going([open]), { mutant: ["    end_in_time\n", ""] });
        assert.deepEqual([code, world.own?.["stopped"]], [1, undefined]);
        assert.match(err, /still IN_PROGRESS after 2 minutes/);
    });

    it("is red where it is still open when the time is over, and leaves it alone where a circuit breaker ends it", () => {
        const { code, err, world } = rollOut(going([{ ...open, ...rolling }]));
        assert.equal(code, 1);
        assert.match(err, /still IN_PROGRESS after 2 minutes/);
        assert.equal(world.own?.["stopped"], undefined);
    });

    it("is red where ECS ended well, and the service is of something else", () => {
        const { code, err } = rollOut(going([{ status: "SUCCESSFUL" }], { taskDefinition: "web:6" }));
        assert.equal(code, 1);
        assert.match(err, /says that it did, and web is of web:6/);
    });

    it("mutant: without that comparison it is green", () => {
        const { code } = rollOut(going([{ status: "SUCCESSFUL" }], { taskDefinition: "web:6" }), {
            mutant: ['[ "$runs" = "$definition" ]', "true"],
        });
        assert.equal(code, 0);
    });

    const dozing = (runs?: number) =>
        going(
            [open, { status: "SUCCESSFUL" }].map((turn) => ({ ...turn, runs })),
            { desiredCount: 0 },
        );
    it("deploys with the tasks that Prepare asked for, where scaling has put the service to sleep since, or with more", () => {
        const asleep = rollOut(dozing(), { count: 3 });
        assert.deepEqual([asleep.code, asleep.world.service?.desiredCount], [0, 3], asleep.err);
        const busy = rollOut(going([{ status: "SUCCESSFUL" }], { desiredCount: 7 }), { count: 3 });
        assert.deepEqual([busy.code, busy.world.service?.desiredCount], [0, 7], busy.err);
    });

    it("is red where ECS ended well and not one task ran, and green where they have gone since", () => {
        const { code, err } = rollOut(dozing(0));
        assert.equal(code, 1);
        assert.match(err, /says that it did, and not one task of it ever ran; nothing is proved/);
        const gone = [open, { ...open, runs: 2 }, { status: "SUCCESSFUL", runs: 0 }];
        assert.equal(rollOut(going(gone)).code, 0);
    });

    it("mutant: without the count, or the look at what ran, a release of no task is green", () => {
        const uncounted = rollOut(dozing(), { mutant: [' --desired-count "$tasks"', ""] });
        assert.equal(uncounted.code, 1);
        assert.match(uncounted.err, /not one task of it ever ran/);
        assert.equal(rollOut(dozing(0), { mutant: ['[ "$ran" -gt 0 ]', "true"] }).code, 0);
    });

    const failing = (failedTasks: number) => ({ deployments: [{ taskDefinition: DEFINITION, failedTasks }] });
    it("takes a deployment back once enough of its tasks have failed, where ECS would go on for ever", () => {
        const { code, err, world } = rollOut(going([open], failing(3)));
        assert.equal(code, 1);
        assert.deepEqual(world.own?.["stopped"], { arn: DEPLOYMENT, how: "ROLLBACK" });
        assert.match(
            err,
            /went back to what ran before: 3 of its tasks have failed, which is enough, so this job had ECS take it back$/m,
        );
    });

    it("says the newest of what ECS has said of tasks that failed, not that a user stopped the deployment", () => {
        const events = [
            "has started 1 tasks: (task c).",
            "(task b) failed container health checks.",
            "(task a) failed.",
        ];
        const world = going([open], { ...failing(3), events: events.map((message) => ({ message })) });
        const { err } = rollOut(world);
        assert.match(err, /take it back; ECS said of them at last: \(task b\) failed container health checks\.$/m);
        assert.doesNotMatch(err, /stopped by a user/);
    });

    it("puts up with half of the tasks failing, and leaves a circuit breaker to ECS", () => {
        const ends = [open, { status: "SUCCESSFUL" }];
        for (const world of [going(ends, failing(2)), going([{ ...open, ...rolling }], failing(9))])
            assert.equal(rollOut(world).world.own?.["stopped"], undefined);
        assert.equal(rollOut(going(ends, failing(9)), { count: 20 }).world.own?.["stopped"], undefined);
    });

    it("waits its turn where another deployment is under way, and gives up after 45 minutes", () => {
        const wait = (opened: string[][]) =>
            run(["ecs-deployments"], {
                env: { CLUSTER: "prod", SERVICE: "web" },
                then: "target_wait",
                world: prod((world) => {
                    world.own = { open: opened };
                }),
            });
        const done = wait([["one"], ["one"], []]);
        assert.deepEqual([done.code, done.sleeps], [0, 2], done.err);
        const never = wait([["one"]]);
        assert.deepEqual([never.code, never.sleeps], [1, 45]);
        assert.match(never.err, /stop-service-deployment --stop-type ROLLBACK --service-deployment-arn one/);
    });

    for (const action of ["ecs:RegisterTaskDefinition", "ecs:UpdateService", "ecs:DescribeServiceDeployments"])
        it(`turns red without ${action}, by name`, () => {
            const world = going([{ status: "SUCCESSFUL" }]);
            const { code, err } = rollOut({ ...world, deny: [action] });
            assert.equal(code, 1);
            assert.ok(err.includes(`not authorized to perform: ${action}`), err);
        });
});
