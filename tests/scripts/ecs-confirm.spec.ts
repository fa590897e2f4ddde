import assert from "node:assert/strict";

import { DEFINITION, DEPLOYMENT, going, open, rollOut } from "./deploying";
import { needTools, run, type Json, type Run, type World } from "./fixture";
import { execution, prod } from "./samples";

const HOOK = "ecs-pause-1";
const paused = {
    ...open,
    lifecycleStage: "POST_TEST_TRAFFIC_SHIFT",
    lifecycleHookDetails: [
        { hookId: "ecs-lambda-1", targetType: "AWS_LAMBDA", status: "SUCCEEDED" },
        { hookId: HOOK, targetType: "PAUSE", status: "AWAITING_ACTION" },
    ],
};
const done = { status: "SUCCESSFUL" };
const CONFIRM = { env: { CONFIRM: "yes" } };

describe("scripts of a deployment that waits for a person", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    describe("ecs-rollout", () => {
        it("ends green where the deployment waits, and hands on which one that is", () => {
            const { code, err, out, exported, sleeps } = rollOut(going([open, open, paused, done]), CONFIRM);
            assert.equal(code, 0, err);
            assert.deepEqual([exported["WAITING"], sleeps], [DEPLOYMENT, 1]);
            assert.match(
                out,
                /web waits for a person: .*web:7 answers on the test listener, and has none of the traffic/,
            );
        });

        it("is red where it comes to an end without having waited, however well", () => {
            const { code, err } = rollOut(going([open, done]), CONFIRM);
            assert.equal(code, 1);
            assert.match(err, /asked ECS to wait for a person .* it did not; look at the lifecycle hooks of web/);
        });

        it("mutant: without that it is green, and nobody was asked", () => {
            const mutant: [string, string] = ['fail "asked ECS to wait', 'say "asked ECS to wait'];
            assert.equal(rollOut(going([open, done]), { ...CONFIRM, mutant }).code, 0);
        });

        /** Where the command line is older than ECS's pauses, and says nothing of them. */
        const onAnOldImage = (): World => {
            const { own, ...world } = going([open, done]);
            return { ...world, own: { ...own, oldCli: true } };
        };

        it("begins nothing by a command line that would not see it wait, and says where its image is named", () => {
            const { code, err, world } = rollOut(onAnOldImage(), CONFIRM);
            assert.equal(code, 1);
            assert.match(err, /`ecs continue-service-deployment`, it does not know it .* components\/shared\/job\.ts/);
            assert.deepEqual([world.own?.["registered"], world.own?.["updated"]], [undefined, undefined]);
            assert.equal(rollOut(onAnOldImage()).code, 0, "nobody is asked");
        });

        it("mutant: without that look it deploys, and waits for what it cannot see", () => {
            const mutant: [string, string] = ['[ -z "${CONFIRM:-}" ] || aws ecs', "true || aws ecs"];
            assert.ok(rollOut(onAnOldImage(), { ...CONFIRM, mutant }).world.own?.["updated"]);
        });

        const atShare = (hookId: string, done: readonly string[] = []): Json => ({
            ...open,
            lifecycleStage: "PRODUCTION_TRAFFIC_SHIFT",
            lifecycleHookDetails: [
                ...done.map((each) => ({ hookId: each, targetType: "PAUSE", status: "SUCCEEDED" })),
                { hookId, targetType: "PAUSE", status: "AWAITING_ACTION" },
            ],
        });
        const behindTheFirst = { env: { CONFIRM: "yes", PASSES: "1", HAS: "10 %" } };

        it("goes through the pause before the first share by itself, once, and hands on the next", () => {
            // ECS may say for a moment that it still waits.
            const answers = [open, atShare("first"), atShare("first"), open, atShare("second", ["first"]), done];
            const { code, err, out, world, exported } = rollOut(going(answers), behindTheFirst);
            assert.equal(code, 0, err);
            assert.deepEqual([world.own?.["answered"], exported["WAITING"]], [["first"], DEPLOYMENT]);
            assert.match(out, /and has 10 % of the traffic\./);
        });

        it("mutant: not knowing what it has continued, it asks before any of the traffic has moved", () => {
            const mutant: [string, string] = ["| select(IN($passed[]) | not)", ""];
            const answers = [open, atShare("first"), atShare("first"), open, atShare("second", ["first"]), done];
            assert.equal(rollOut(going(answers), { ...behindTheFirst, mutant }).sleeps, 1);
            assert.equal(rollOut(going(answers), behindTheFirst).sleeps, 3);
        });

        it("is red where it comes to an end after a pause that nobody was asked about", () => {
            const { code, err } = rollOut(going([open, atShare("first"), done]), behindTheFirst);
            assert.equal(code, 1);
            assert.match(err, /asked ECS to wait for a person in the middle of deploying .*, it did not/);
        });

        it("turns red at that pause without ecs:ContinueServiceDeployment, by name", () => {
            const deny = ["ecs:ContinueServiceDeployment"];
            const { code, err } = rollOut({ ...going([open, atShare("first")]), deny }, behindTheFirst);
            assert.equal(code, 1);
            assert.match(err, /not authorized to perform: ecs:ContinueServiceDeployment/);
        });

        it("is red where it goes back before it waits", () => {
            const { code, err } = rollOut(
                going([open, { status: "ROLLBACK_SUCCESSFUL", statusReason: "rang" }]),
                CONFIRM,
            );
            assert.equal(code, 1);
            assert.match(err, /went back to what ran before: rang/);
        });

        it("waits on at a pause that is none of its own", () => {
            const { code, exported } = rollOut(going([paused, done]));
            assert.deepEqual([code, exported["WAITING"]], [0, undefined]);
        });
    });

    describe("ecs-finish", () => {
        const finish = (world: World, more: Record<string, string> = {}): Run =>
            run(["ecs-pause", "ecs-deployment", "ecs-finish"], {
                env: {
                    ...more,
                    ...{ CLUSTER: "prod", SERVICE: "web", WAITING: DEPLOYMENT, WAIT_MINUTES: "2" },
                    ...{ PREPARED: "Prepared", CODEBUILD_SRC_DIR_Prepared: "prepared" },
                },
                world,
                files: { "prepared/ecs.json": JSON.stringify({ count: 2 }) },
            });

        it("continues what waits, waits for its end, and is green where ECS ends with exactly that", () => {
            // ECS may say for a moment that it still waits.
            const { code, err, out, world } = finish(going([paused, paused, open, done]));
            assert.equal(code, 0, err);
            assert.deepEqual(world.own?.["continued"], { arn: DEPLOYMENT, hook: HOOK, action: "CONTINUE" });
            assert.ok(out.includes(`web is of ${DEFINITION}, says ECS.`), out);
        });

        it("goes through the pauses before the shares behind the answer, and through no more than there are", () => {
            const waits = (hookId: string): Json => ({
                ...paused,
                lifecycleHookDetails: [{ hookId, targetType: "PAUSE", status: "AWAITING_ACTION" }],
            });
            const answers = [waits("2"), open, waits("3"), waits("4"), open];
            const { code, world } = finish(going([...answers, done]), { PASSES: "2" });
            assert.deepEqual([code, world.own?.["answered"]], [0, ["2", "3", "4"]]);
            const less = finish(going([...answers, { status: "ROLLBACK_SUCCESSFUL" }]), { PASSES: "1" });
            assert.deepEqual([less.code, less.world.own?.["answered"]], [1, ["2", "3"]]);
        });

        for (const [says, answers, words] of [
            [
                "it goes back behind the yes",
                [paused, { status: "ROLLBACK_SUCCESSFUL" }],
                /went back to what ran before/,
            ],
            ["it has gone back before", [{ status: "ROLLBACK_SUCCESSFUL", statusReason: "late" }], /SUCCESSFUL, late/],
            ["somebody else has continued it", [open], /it waits for nobody: it is IN_PROGRESS/],
        ] as const)
            it(`is red where ${says}`, () => {
                const { code, err } = finish(going(answers));
                assert.equal(code, 1);
                assert.match(err, words);
            });

        it("turns red without ecs:ContinueServiceDeployment, by name", () => {
            const { code, err } = finish({ ...going([paused]), deny: ["ecs:ContinueServiceDeployment"] });
            assert.equal(code, 1);
            assert.match(err, /not authorized to perform: ecs:ContinueServiceDeployment/);
        });
    });

    describe("ecs-first", () => {
        const wait = (definition: string, more: { readonly mutant?: [string, string] } = {}): Run =>
            run(["ecs-pause", "ecs-first", "ecs-deployments"], {
                ...more,
                env: { CLUSTER: "prod", SERVICE: "web", FIRST: "prod-web-first" },
                then: "target_wait",
                world: prod((world) => {
                    const { own } = going([open, paused, paused, open]);
                    const seen = [[DEPLOYMENT], [DEPLOYMENT], [DEPLOYMENT], [DEPLOYMENT], []];
                    Object.assign(world, { own: { ...own, definition, open: seen } });
                }),
            });
        const first = "arn:aws:ecs:eu-west-1:111122223333:task-definition/prod-web-first:1";

        it("goes through the pause of the deployment that created the service, once, and waits for its end", () => {
            const { code, err, world, out } = wait(first);
            assert.deepEqual([code, world.own?.["answered"]], [0, [HOOK]], err);
            assert.match(out, /web goes on with the placeholder that it was created with\./);
        });

        it("leaves every other one to those who are asked", () => {
            for (const definition of [DEFINITION, first.replace("-first", "-first-of-all")])
                assert.equal(wait(definition).world.own?.["answered"], undefined);
        });

        it("mutant: without that look it answers for a person", () => {
            const mutant: [string, string] = ["== $family' ", "!= null' "];
            assert.deepEqual(wait(DEFINITION, { mutant }).world.own?.["answered"], [HOOK]);
        });
    });

    describe("ecs-take-back", () => {
        const action = (more: Json = {}): Json => ({
            pipelineExecutionId: execution,
            actionName: "RollOut",
            output: { outputVariables: { WAITING: DEPLOYMENT } },
            ...more,
        });
        const takeBack = (actions: Json[], answers: Json[] = [paused]): Run => {
            const { own } = going(answers);
            return run(["ecs-pause", "ecs-take-back"], {
                env: {
                    CLUSTER: "prod",
                    SERVICE: "web",
                    PIPELINE: "web-ship",
                    EXECUTION: execution,
                    ROLLS_OUT: "RollOut",
                },
                world: prod((world) => {
                    Object.assign(world, { own, actions: [actions] });
                }),
            });
        };

        it("takes back what that run left waiting", () => {
            const { code, err, world } = takeBack([action()]);
            assert.equal(code, 0, err);
            assert.deepEqual(world.own?.["continued"], { arn: DEPLOYMENT, hook: HOOK, action: "ROLLBACK" });
        });

        for (const [says, actions, answers] of [
            ["another run began", [action({ pipelineExecutionId: "another" })], [paused]],
            ["never began", [], [paused]],
            ["went on, or back, already", [action()], [open]],
        ] as const)
            it(`leaves alone what ${says}`, () => {
                const { code, err, world } = takeBack([...actions], [...answers]);
                assert.equal(code, 0, err);
                assert.equal(world.own?.["continued"], undefined);
            });
    });
});
