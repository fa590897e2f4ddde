import assert from "node:assert/strict";

import { needTools, run, unneeded, unpack, type Job, type Json, type World } from "./fixture";
import {
    ana,
    ben,
    bucket,
    live,
    newImage,
    newRelease,
    oldRelease,
    placeholder,
    prod,
    registry,
    zipped,
} from "./samples";

/**
 * `found`: how many tasks there were before Prepare raised them; `scaled`: whether others than ship say how many; `before`:
 * scripts that stand in front of what records.
 */
type More = Partial<Job> & {
    readonly found?: number;
    readonly scaled?: boolean;
    readonly before?: string[];
    readonly schedules?: Json;
};
const scripts = ["image", "image-ecr", "image-keep", "ecs-task-set", "ecs-fixed-count", "ecs-verify", "verify"];
const scaledScripts = scripts.map((name) => (name === "ecs-fixed-count" ? "ecs-scaled-count" : name));
const bus = "arn:aws:events:eu-west-1:444455556666:event-bus/fairlead-prod-promotions";
const verifyEnv = {
    LINE: "web",
    CARRIES: "image",
    ENVIRONMENT: "prod",
    RELEASES_BUCKET: bucket,
    CLUSTER: "prod",
    SERVICE: "web",
    REPOSITORY_NAME: "web",
    REPOSITORY_URI: `${registry}/web`,
    EXECUTION: "run-2",
    PROMOTION_BUSES: bus,
};
const arn = (revision: number): string => `arn:aws:ecs:eu-west-1:111122223333:task-definition/web:${String(revision)}`;
const taskSet = (revision: number, stabilityStatus: string, status = "PRIMARY"): Json => ({
    taskDefinition: arn(revision),
    stabilityStatus,
    status,
    runningCount: 2,
    computedDesiredCount: 2,
});
const definition = (of: Json, version: string): Json => ({
    containerDefinitions: [
        { name: "logs", image: "public.ecr.aws/x/logs" },
        { name: "web", image: of.what, dockerLabels: { "fairlead.release": of.id, "fairlead.blueprint": version } },
    ],
});

function verify(world: World, value = newRelease, more: More = {}): ReturnType<typeof run> {
    const deployment = JSON.stringify({ release: value.id, blueprint: "b2" });
    const names = more.scaled ? scaledScripts : scripts;
    return run([...names.slice(0, -1), ...(more.before ?? []), ...names.slice(-1)], {
        ...more,
        env: { ...verifyEnv, ...more.env },
        world,
        files: {
            "release.json": JSON.stringify(value),
            "deployment.json": deployment,
            "ecs.json": JSON.stringify({ count: 3, found: more.found ?? 3, schedules: more.schedules }),
        },
    });
}

/** The world after a rollout; revision 2 is what was asked for, 1 is what ran before. */
function rolledOut(revision: number, change: (world: World) => void = () => undefined): World {
    return prod((world) => {
        world.taskSets = [
            [taskSet(revision === 1 ? 2 : 1, "STEADY_STATE", "ACTIVE"), taskSet(revision, "STEADY_STATE")],
        ];
        world.taskDefinitions = { [arn(1)]: definition(oldRelease, "b1"), [arn(2)]: definition(newRelease, "b2") };
        world.buses = [bus];
        change(world);
    });
}
const liveNow = (world: World): unknown => unpack(world, bucket, "releases/web/live.zip")["live.json"]?.release;
const mutant = ['[ "$runs" = "$asked" ]', "true"] as const;

describe("script verify, for ECS", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    describe("of a line with schedules", () => {
        const scheduled = (world: World, value = newRelease, more: Partial<Job> = {}) => {
            const definitions = ["nightly", "later"].map(
                (name) => `arn:ecs:task-definition/prod-web-scheduled-${name}:*`,
            );
            world.own = { role: "one" };
            return verify(world, value, {
                ...more,
                before: ["ecs-scheduled"],
                schedules: { nightly: ["node", "nightly.js"] },
                env: { FAMILY: "prod-web", ROLES: "one", SCHEDULED: definitions.join(" ") },
            });
        };

        it("registers what became live with the command of each schedule that its settings had, in the family of each", () => {
            const { code, err, out, world } = scheduled(
                rolledOut(2, (world) => {
                    const live = definition(newRelease, "b2") as { containerDefinitions: Json[] };
                    const [beside = {}, own = {}] = live.containerDefinitions;
                    world.taskDefinitions[arn(2)] = {
                        ...{ taskDefinitionArn: arn(2), family: "prod-web", revision: 2, status: "ACTIVE", cpu: "256" },
                        containerDefinitions: [beside, { ...own, command: ["serve"], healthCheck: {} }],
                    };
                }),
            );
            assert.equal(code, 0, err);
            const log = { options: { "awslogs-stream-prefix": "scheduled-nightly" } };
            assert.deepEqual(world.own?.["registered"], {
                family: "prod-web-scheduled-nightly",
                cpu: "256",
                containerDefinitions: [
                    { name: "logs", image: "public.ecr.aws/x/logs", logConfiguration: log },
                    {
                        name: "web",
                        image: newRelease["what"],
                        command: ["node", "nightly.js"],
                        dockerLabels: { "fairlead.release": newRelease["id"], "fairlead.blueprint": "b2" },
                        logConfiguration: log,
                    },
                ],
            });
            assert.match(out, /Schedule nightly runs \["node","nightly\.js"\] of release \S+ from now on\./);
            assert.equal(liveNow(world), newRelease["id"]);
        });

        it("registers nothing of what was rolled back, nor of the placeholder", () => {
            const { code, world } = scheduled(rolledOut(1));
            assert.deepEqual([code, world.own?.["registered"]], [1, undefined]);
            const first = scheduled(
                rolledOut(2, (world) => {
                    world.taskDefinitions[arn(2)] = definition(placeholder, "b2");
                }),
                placeholder,
            );
            assert.deepEqual([first.code, first.world.own?.["registered"]], [0, undefined], first.err);
        });
    });

    it("records what runs as live, protects its image and tells the next environment", () => {
        const { code, err, world } = verify(rolledOut(2));
        assert.equal(code, 0, err);
        const { "release.json": record, "live.json": proof } = unpack(world, bucket, "releases/web/live.zip");
        assert.deepEqual(record, newRelease);
        assert.match(String(proof?.verifiedAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.deepEqual(
            { ...proof, verifiedAt: "" },
            {
                format: 1,
                release: newRelease.id,
                blueprint: "b2",
                verifiedAt: "",
                execution: "run-2",
                runs: { taskDefinition: arn(2), count: 3 },
                counter: 2,
                pushed: [{ by: ana, last: 2 }],
            },
        );
        assert.deepEqual(
            world.ecr[`${registry}/web`]?.map((image) => image.tags),
            [[], ["live-prod"]],
        );
        const version = world.s3[bucket]?.["releases/web/live.zip"]?.at(-1)?.version;
        assert.deepEqual(world.events, [
            {
                EventBusName: bus,
                Source: "fairlead.web",
                DetailType: "Release Verified",
                Detail: {
                    line: "web",
                    environment: "prod",
                    release: newRelease.id,
                    digest: newImage.digest,
                    bucket,
                    key: "releases/web/live.zip",
                    version,
                    counter: 2,
                },
            },
        ]);
    });

    /** What was asked for is live already: only settings changed, or it was deployed again. */
    const liveAlready = (counter = 7): World =>
        rolledOut(2, (world) => {
            const pushed = [{ by: ana, last: 7 }];
            world.s3[bucket]?.["releases/web/live.zip"]?.push(zipped("l7", live(newRelease, "b1", counter, pushed)));
        });
    it("tells nobody of a change of settings or of what was live before, and counts neither", () => {
        const { code, err, out, world } = verify(liveAlready());
        assert.equal(code, 0, err);
        const { counter, blueprint, pushed } = unpack(world, bucket, "releases/web/live.zip")["live.json"] ?? {};
        assert.deepEqual([counter, blueprint, pushed, world.events], [7, "b2", [{ by: ana, last: 7 }], undefined]);
        assert.match(out, /was live before this run, so the next environments are not told again/);
    });

    it("mutant: a Verify that does not compare tells of settings as of a release", () => {
        const compares = 'elif [ "$(jq -r .id "$scratch/before/release.json")" = "$release_id" ]';
        const { world } = verify(liveAlready(), newRelease, { mutant: [compares, "elif false"] });
        assert.equal(world.events?.length, 1);
    });

    const interrupted = (): World =>
        verify(
            rolledOut(2, (world) => {
                world.deny = ["events:PutEvents"];
            }),
        ).world;
    it("tells of a release whose recording attempt could not, when the same run tries again", () => {
        const { code, err, world } = verify({ ...interrupted(), deny: [] });
        assert.deepEqual([code, (world.events?.[0]?.Detail as Json).counter], [0, 2], err);
        const { world: later } = verify({ ...interrupted(), deny: [] }, newRelease, { env: { EXECUTION: "run-3" } });
        assert.equal(later.events, undefined);
    });

    it("mutant: a Verify that does not know its own run never tells of that release", () => {
        const knows = ' && [ "$(jq -r .execution "$scratch/before/live.json")" != "$EXECUTION" ]';
        const { world } = verify({ ...interrupted(), deny: [] }, newRelease, { mutant: [knows, ""] });
        assert.equal(world.events, undefined);
    });

    it("counts a release that comes back as newer than what it replaces", () => {
        const world = rolledOut(2, (w) => {
            w.taskDefinitions[arn(2)] = definition(oldRelease, "b2");
            w.s3[bucket]?.["releases/web/live.zip"]?.push(zipped("l7", live(newRelease, "b1", 7)));
        });
        const done = verify(world, oldRelease);
        assert.deepEqual([done.code, (done.world.events?.[0]?.Detail as Json).counter], [0, 8], done.err);
    });

    it("keeps who pushed what was live, each with the last number, unknown ones too", () => {
        const world = rolledOut(2, (w) => {
            const pushed = [
                { by: ben, last: 3 },
                { by: ana, last: 7 },
                { by: null, last: 2 },
            ];
            w.s3[bucket]?.["releases/web/live.zip"]?.push(zipped("l7", live(oldRelease, "b1", 7, pushed)));
        });
        const { world: after } = verify(world, { ...newRelease, pushers: [null, ana] });
        assert.deepEqual(unpack(after, bucket, "releases/web/live.zip")["live.json"]?.pushed, [
            { by: ben, last: 3 },
            { by: null, last: 8 },
            { by: ana, last: 8 },
        ]);
    });

    it("counts from 1 after the placeholder of the first `up`", () => {
        const world = rolledOut(2, (w) => {
            w.s3[bucket]?.["releases/web/live.zip"]?.push(zipped("l0", live(placeholder, "b1", 0)));
        });
        assert.equal((verify(world).world.events?.[0]?.Detail as Json).counter, 1);
    });

    it("moves the tag that protects what is live, and is content when it is there", () => {
        const moved = verify(rolledOut(2, (world) => world.ecr[`${registry}/web`]?.[0]?.tags.push("live-prod")));
        assert.deepEqual(
            moved.world.ecr[`${registry}/web`]?.map((image) => image.tags),
            [[], ["live-prod"]],
            moved.err,
        );
        const again = verify(rolledOut(2, (world) => world.ecr[`${registry}/web`]?.[1]?.tags.push("live-prod")));
        assert.equal(again.code, 0, again.err);
        assert.ok(!again.calls.some((call) => call.startsWith("ecr:PutImage")));
    });

    /** So many tasks run, and so many were asked for the last time. */
    const tasks = (found: number, before?: number, change: (world: World) => void = () => undefined): World =>
        rolledOut(2, (world) => {
            world.service = { name: "web", desiredCount: found };
            const was = live(oldRelease);
            const runs = { ...(was["live.json"]?.runs as Json), count: before };
            world.s3[bucket]?.["releases/web/live.zip"]?.push(
                zipped("l1", { ...was, "live.json": { ...was["live.json"], runs } }),
            );
            change(world);
        });
    const left = (world: World, more: More = {}): unknown => {
        const done = verify(world, newRelease, more);
        assert.equal(done.code, 0, done.err);
        return done.world.service?.desiredCount;
    };

    it("leaves tasks: their number is lowered only when the release runs, and never raised", () => {
        assert.equal(left(tasks(5, 5)), 3);
        const rolledBack = verify(rolledOut(1, (world) => (world.service = { name: "web", desiredCount: 5 })));
        assert.deepEqual([rolledBack.code, rolledBack.world.service?.desiredCount], [1, 5]);
        const more = verify(tasks(1, 3));
        assert.ok(!more.calls.some((call) => call.startsWith("ecs:UpdateService")), more.err);
    });

    it("leaves tasks: their number stays where a person has raised it, and it says how to lower it", () => {
        const done = verify(tasks(7, 5));
        assert.deepEqual([done.code, done.world.service?.desiredCount], [0, 7], done.err);
        assert.match(
            done.out,
            /runs 7 tasks, and 3 are asked for\. Ship has not set 7 \(it was 5 the last time\), so they stay: .* --desired-count 3/,
        );
        assert.equal(left(tasks(7)), 7, "a record of an older program does not say how many there were");
    });

    it("mutant: without the question whose they are, a person's tasks are taken away", () => {
        const blind: Job["mutant"] = ['[ "$found" != "$before" ] || return 0', "return 0"];
        assert.equal(left(tasks(7, 5), { mutant: blind }), 3);
    });

    const night = (min: number, found = 3) =>
        tasks(found, 3, (world) => (world.scalable = { MinCapacity: min, MaxCapacity: 9 }));

    it("leaves tasks: their number goes back at night to the none that Prepare has found, once the release is proved", () => {
        assert.equal(left(night(0), { scaled: true, found: 0 }), 0);
    });

    /** Answers while tasks run, as the load balancer does. */
    const curl = `() {
    if aws ecs describe-services --cluster prod --services web | jq -e '.services[0].desiredCount > 0' >/dev/null; then printf 200; else printf 503; fi
}`;
    const asked = (mutant?: Job["mutant"]) =>
        verify(night(0), newRelease, {
            ...{ scaled: true, found: 0, before: ["checks-ask"] },
            env: {
                ...{ URL: "http://web-1.elb.amazonaws.com", "BASH_FUNC_curl%%": curl },
                REQUESTS: JSON.stringify([{ name: "home", path: "/", status: 200 }]),
            },
            mutant,
        });
    it("leaves tasks: they are there while the release is asked at night, and go back after that", () => {
        const { code, err, world } = asked();
        assert.deepEqual([code, world.service?.desiredCount, liveNow(world)], [0, 0, newRelease.id], err);
    });

    it("mutant: where tasks go back with the proof, what is asked after it finds none", () => {
        const { code, err, world } = asked(["target_verify\necho '[]'", "target_verify\ntarget_settle\necho '[]'"]);
        assert.deepEqual([code, world.service?.desiredCount, liveNow(world)], [1, 0, oldRelease.id]);
        assert.match(err, /home: asked .* for status 200, found 503/);
    });

    it("leaves tasks: their number goes back where an evening has come since Prepare, and RollOut has raised them", () => {
        assert.equal(
            left(
                tasks(3, 3, (world) => (world.scalable = { MinCapacity: 0, MaxCapacity: 0 })),
                { scaled: true, found: 5 },
            ),
            0,
        );
    });

    it("leaves tasks: their number does not go below what a morning has asked for meanwhile, nor where nobody knows the hour", () => {
        assert.equal(left(night(2), { scaled: true, found: 0 }), 2);
        assert.equal(left(tasks(3, 3), { scaled: true, found: 0 }), 3);
    });

    it("leaves tasks: their number is left alone where scaling has chosen it, above count or in the middle of a deployment", () => {
        const asked = verify(night(0, 8), newRelease, { scaled: true, found: 8 });
        assert.deepEqual([asked.code, asked.world.service?.desiredCount], [0, 8]);
        assert.ok(!asked.calls.some((call) => /^(ecs:UpdateService|application-autoscaling)/.test(call)));
        assert.equal(left(night(0, 6), { scaled: true, found: 0 }), 6);
    });

    it("mutant: without the hour's least, a morning in the middle of a deployment is undone", () => {
        const blind: Job["mutant"] = ["before > least ? before : least", "before"];
        assert.equal(left(night(2), { scaled: true, found: 0, mutant: blind }), 0);
    });

    it("refuses to guess how many tasks may stay where Application Auto Scaling does not answer", () => {
        const world = night(0);
        world.deny = ["application-autoscaling:DescribeScalableTargets"];
        const done = verify(world, newRelease, { scaled: true, found: 0 });
        assert.equal(done.code, 1);
        assert.match(done.err, /asked how many tasks of web are wanted at this hour, .* nothing is recorded as live/);
    });

    const different: [string, World, RegExp][] = [
        ["the release before", rolledOut(1), /runs release web-20261120T101500Z-0000aaaa, blueprint b1/],
        [
            "the right release with an older blueprint",
            rolledOut(2, (world) => {
                world.taskDefinitions[arn(2)] = definition(newRelease, "b1");
            }),
            /runs release web-20261121T101500Z-0000bbbb, blueprint b1/,
        ],
        [
            "another image under the right labels",
            rolledOut(2, (world) => {
                world.taskDefinitions[arn(2)] = definition({ ...newRelease, what: oldRelease.what }, "b2");
            }),
            /runs .*blueprint b2, image .*@sha256:/,
        ],
        [
            "a task definition that no release made",
            rolledOut(2, (world) => {
                world.taskDefinitions[arn(2)] = { containerDefinitions: [{ image: "busybox" }] };
            }),
            /runs release none, blueprint none, image busybox/,
        ],
    ];
    for (const [title, world, words] of different) {
        it(`refuses ${title}, and records nothing`, () => {
            const done = verify(world);
            assert.equal(done.code, 1);
            assert.match(
                done.err,
                /asked for release web-20261121T101500Z-0000bbbb, blueprint b2, image .*; web runs .*; CodeDeploy rolled back/,
            );
            assert.match(done.err, words);
            assert.deepEqual([done.world.s3, done.world.ecr, done.world.events], [world.s3, world.ecr, undefined]);
        });
    }

    it("mutant: without the comparison, the release before is recorded as the new one", () => {
        const done = verify(rolledOut(1), newRelease, { mutant });
        assert.deepEqual(
            [done.code, liveNow(done.world)],
            [0, newRelease.id],
            "the refusals above would not notice a Verify that compares nothing",
        );
    });

    it("waits until the tasks are up, and gives up after 10 minutes", function () {
        this.timeout(60_000);
        const late = verify(
            rolledOut(2, (world) => {
                world.taskSets = [[], [taskSet(2, "STABILIZING")], [taskSet(2, "STEADY_STATE")]];
            }),
        );
        assert.deepEqual([late.code, late.sleeps], [0, 2], late.err);
        const never = verify(
            rolledOut(2, (world) => {
                world.taskSets = [[taskSet(2, "STABILIZING")]];
            }),
        );
        assert.deepEqual([never.code, never.sleeps, liveNow(never.world)], [1, 40, oldRelease.id]);
        assert.match(never.err, /it was STABILIZING, 2 of 2 tasks run after 10 minutes/);
    });

    const nobody = { ...taskSet(2, "STEADY_STATE"), runningCount: 0, computedDesiredCount: 0 };
    /** CodeDeploy moved traffic to a task set of none; what becomes of it once it is asked for. */
    const movedToNobody = (...later: Json[]): World =>
        rolledOut(2, (world) => {
            world.service = { name: "web", desiredCount: 0 };
            world.scalable = { MinCapacity: 0, MaxCapacity: 9 };
            world.taskSets = [[nobody], ...later.map((set) => [set])];
        });
    const well = [taskSet(2, "STABILIZING"), taskSet(2, "STEADY_STATE")];
    it("proves with tasks what somebody left without one after Prepare, and gives them back where scaling says how many", () => {
        const done = verify(movedToNobody(...well), newRelease, { scaled: true, found: 5 });
        assert.deepEqual([done.code, done.sleeps, liveNow(done.world)], [0, 2, newRelease.id], done.err);
        assert.match(
            done.out,
            /web has no task, which proves nothing: it runs 3 now\.[^]*web runs 0 tasks instead of 3/,
        );
        assert.equal(verify(movedToNobody(...well)).world.service?.desiredCount, 3);
    });

    it("is red where somebody takes them away again, and raises them no second time", () => {
        const done = verify(movedToNobody(nobody));
        assert.deepEqual([done.code, done.sleeps, liveNow(done.world)], [1, 40, oldRelease.id]);
        assert.match(done.err, /asked for steady tasks of web, it was UNPROVEN, 0 of 0 tasks run after 10 minutes/);
        assert.equal(done.calls.filter((call) => call.startsWith("ecs:UpdateService")).length, 1);
    });

    it("mutant: where none of none is steady, a release is live of which no task ever ran", () => {
        const blind: Job["mutant"] = ["if .computedDesiredCount == 0", "if false"];
        const done = verify(movedToNobody(nobody), newRelease, { mutant: blind });
        assert.deepEqual([done.code, done.world.service?.desiredCount, liveNow(done.world)], [0, 0, newRelease.id]);
    });

    it("says that a bus could not be told, and stays green", () => {
        const missing = verify(
            rolledOut(2, (world) => {
                world.buses = [];
            }),
        );
        assert.equal(missing.code, 0, missing.err);
        assert.match(missing.out, /promotions could not be told: there is no such bus\. It may not exist yet/);
        const denied = verify(
            rolledOut(2, (world) => {
                world.deny = ["events:PutEvents"];
            }),
        );
        assert.equal(denied.code, 0, denied.err);
        assert.match(denied.out, /promotions could not be told\. It may/);
        assert.equal(liveNow(denied.world), newRelease.id);
    });

    it("leaves registries of others alone, and tells nobody about the placeholder", () => {
        const world = rolledOut(2, (w) => {
            w.taskDefinitions[arn(2)] = definition(placeholder, "b2");
        });
        const { code, err, calls, world: after } = verify(world, placeholder);
        assert.equal(code, 0, err);
        assert.equal(liveNow(after), "web-0");
        assert.ok(!calls.some((call) => /^(ecr|events):/.test(call)));
        const foreign = verify(rolledOut(2), newRelease, {
            env: { REPOSITORY_URI: `999900001111.dkr.ecr.eu-west-1.amazonaws.com/web` },
        });
        assert.equal(foreign.code, 0, foreign.err);
        assert.ok(!foreign.calls.some((call) => call.startsWith("ecr:")));
    });

    for (const [action, words] of [
        ["s3:PutObject", /could not write .*live\.zip, S3 refused/],
        ["ecr:PutImage", /could not give .* the tag live-prod/],
        ["ecs:DescribeTaskDefinition", /ECS refused/],
    ] as const) {
        it(`turns red without ${action}, by name, and records nothing`, () => {
            const { code, err, world } = verify(
                rolledOut(2, (w) => {
                    w.deny = [action];
                }),
            );
            assert.equal(code, 1);
            assert.ok(err.includes(`not authorized to perform: ${action}`), err);
            assert.match(err, words);
            assert.equal(liveNow(world), oldRelease.id);
        });
    }

    it("needs every call its header names", () => assert.deepEqual(unneeded([...scripts, "ecs-scaled-count"]), []));
});
