import assert from "node:assert/strict";

import { needTools, run, unneeded, unpack, type Job, type Json, type World } from "./fixture";
import { bucket, newRelease, prod } from "./samples";

const scripts = ["bundle-keep", "deployments", "ec2-group", "on-machines", "ec2-verify", "verify"];
const tagged = ["bundle-keep", "deployments", "ec2-tagged", "on-machines", "ec2-verify", "verify"];
const env = {
    LINE: "web",
    CARRIES: "image",
    ENVIRONMENT: "prod",
    RELEASES_BUCKET: bucket,
    APPLICATION: "web-app",
    GROUP: "web",
    ASK: "web-ask",
    EXECUTION: "run-2",
    AUTO_SCALING_GROUP: "web-group",
};
const one = "i-00000000000000001";
const two = "i-00000000000000002";

/** What a machine says that has what was asked for, with differences. */
const says = (more: Json = {}, status = "Success"): { status: string; output: string } => ({
    status,
    output: `${JSON.stringify({
        deployed: { release: newRelease.id, blueprint: "b2" },
        answer: "200",
        image: newRelease.what,
        ...more,
    })}\n`,
});
const group = (...states: string[]): Json => ({
    DesiredCapacity: 2,
    Instances: states.map((LifecycleState, index) => ({ InstanceId: [one, two, "i-3"][index], LifecycleState })),
});

function world(change: (world: World) => void = () => undefined): World {
    return prod((made) => {
        made.group = { name: "web-group", answers: [group("InService", "InService")] };
        made.says = { anybody: [says()] };
        change(made);
    });
}

function verify(of: World, more: Partial<Job> & { readonly with?: string[] } = {}): ReturnType<typeof run> {
    return run(more.with ?? scripts, {
        ...more,
        env: { ...env, ...more.env },
        world: of,
        files: {
            "release.json": JSON.stringify(newRelease),
            "deployment.json": JSON.stringify({ release: newRelease.id, blueprint: "b2" }),
        },
    });
}
const isLive = (of: World): unknown => unpack(of, bucket, "releases/web/live.zip")["live.json"]?.release;

describe("script verify, for machines", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this);
    });

    it("asks every machine of the group, and records what each of them runs", () => {
        const { code, err, out, world: after } = verify(world());
        assert.equal(code, 0, err);
        assert.deepEqual(after.asked, [[one, two]]);
        assert.match(out, /All 2 machines run release web-20261121T101500Z-0000bbbb, blueprint b2, and answer\./);
        assert.equal(isLive(after), newRelease.id);
        assert.deepEqual(unpack(after, bucket, "releases/web/live.zip")["live.json"]?.runs, { instances: [one, two] });
    });

    for (const [what, answers, words] of [
        [
            "the release before",
            [says({ deployed: { release: "web-1", blueprint: "b2" } })],
            `${two} has release web-1, blueprint b2`,
        ],
        [
            "settings from before",
            [says({ deployed: { release: newRelease.id, blueprint: "b1" } })],
            `${two} has release ${String(newRelease.id)}, blueprint b1`,
        ],
        ["nothing", [says({ deployed: null })], `${two} has release none, blueprint none`],
        ["another image", [says({ image: "" })], `${two} runs image none`],
        ["an application that does not answer", [says({ answer: "503" })], `${two} answers 503`],
        ["an agent that failed", [says({}, "Failed")], `${two} does not say what it runs \\(Failed\\)`],
        ["no words", [{ status: "Success", output: "" }], `${two} does not say what it runs \\(Success\\)`],
        ["no agent at all", [null], `${two} does not say what it runs \\(no answer\\)`],
    ] as const) {
        it(`is red, and names the machine that has ${what}`, () => {
            const of = world((made) => (made.says = { anybody: [says()], [two]: [...answers] }));
            const { code, err, world: after } = verify(of);
            assert.equal(code, 1);
            assert.match(err, new RegExp(words));
            assert.doesNotMatch(err, new RegExp(`${one} `));
            assert.notEqual(isLive(after), newRelease.id);
        });
    }

    it("asks no image of a machine that runs a bundle", () => {
        const bundle: Json = { ...newRelease, carries: "bundle" };
        const { code, err } = run(scripts, {
            env: { ...env, CARRIES: "bundle" },
            world: world((made) => (made.says = { anybody: [says({ image: "" })] })),
            files: {
                "release.json": JSON.stringify(bundle),
                "deployment.json": JSON.stringify({ release: bundle.id, blueprint: "b2" }),
            },
        });
        assert.equal(code, 0, err);
    });

    it("waits for a deployment that follows, and for machines that are still coming", () => {
        const {
            code,
            err,
            out,
            sleeps,
            world: after,
        } = verify(
            world((made) => {
                made.deployments = [["d-FOLLOWS00"], []];
                made.group = {
                    name: "web-group",
                    answers: [group("InService", "Pending:Wait"), group("InService", "InService", "Terminating:Wait")],
                };
            }),
        );
        assert.equal(code, 0, err);
        assert.match(out, /Deployment d-FOLLOWS00 of web is still open/);
        assert.match(out, /1 of 2 machines serve, 1 start/);
        assert.equal(sleeps, 2);
        assert.deepEqual(after.asked, [[one, two]], "a machine that ends is not asked");
    });

    it("is red where machines do not come", () => {
        const { code, err } = verify(
            world((made) => (made.group = { name: "web-group", answers: [group("InService")] })),
        );
        assert.equal(code, 1);
        assert.match(err, /1 of 2 machines serve, 0 start after 30 minutes; nothing is recorded as live/);
    });

    it("asks fifty machines at a time, each of them", () => {
        const ids = Array.from({ length: 120 }, (_, index) => `i-${String(index).padStart(17, "0")}`);
        const many = {
            DesiredCapacity: 120,
            Instances: ids.map((InstanceId) => ({ InstanceId, LifecycleState: "InService" })),
        };
        const {
            code,
            err,
            world: after,
        } = verify(world((made) => (made.group = { name: "web-group", answers: [many] })));
        assert.equal(code, 0, err);
        assert.deepEqual(
            after.asked?.map(({ length }) => length),
            [50, 50, 20],
        );
        assert.deepEqual(after.asked.flat(), ids);
    });

    it("waits for an answer that is under way", () => {
        const { code, err, sleeps } = verify(
            world((made) => (made.says = { anybody: [says()], [two]: [says({}, "InProgress"), says()] })),
        );
        assert.equal(code, 0, err);
        assert.equal(sleeps, 1);
    });

    it("finds a fixed machine by the tags that its deployments find it by", () => {
        const filters =
            "Name=tag:fairlead:project,Values=shop; Name=tag:fairlead:environment,Values=prod; Name=tag:fairlead:line,Values=web; Name=instance-state-name,Values=pending,running,stopping,stopped";
        const instance = (Name: string): Json => ({ InstanceId: one, State: { Name } });
        const found = (answers: Json[][]): World => world((made) => (made.instances = { filters, answers }));
        const ok = verify(found([[instance("pending")], [instance("running")]]), {
            with: tagged,
            env: { PROJECT: "shop" },
        });
        assert.equal(ok.code, 0, ok.err);
        assert.match(ok.out, new RegExp(`${one} is pending`));
        assert.deepEqual(ok.world.asked, [[one]]);

        for (const state of ["stopping", "stopped"]) {
            const stopped = verify(found([[instance(state)]]), { with: tagged, env: { PROJECT: "shop" } });
            assert.match(stopped.err, new RegExp(`asked for a machine of web that runs, ${one} is ${state}; it shuts`));
            assert.deepEqual([stopped.code, stopped.sleeps], [1, 0], "nothing starts it again");
        }
        const none = verify(found([[]]), { with: tagged, env: { PROJECT: "shop" } });
        assert.match(none.err, /asked for a machine with the tags of web, found none; it was terminated/);
        assert.deepEqual([none.code, none.sleeps], [1, 0]);
    });

    for (const [what, denied] of Object.entries({
        "may not send the question": "ssm:SendCommand",
        "may not read the answers": "ssm:ListCommandInvocations",
        "may not see the group": "autoscaling:DescribeAutoScalingGroups",
    })) {
        it(`is red where it ${what}`, () => {
            const { code, err, world: after } = verify(world((made) => (made.deny = [denied])));
            assert.equal(code, 1);
            assert.match(err, /refused \(its words are above\)/);
            assert.notEqual(isLive(after), newRelease.id);
        });
    }

    it("mutant: whoever is asked first speaks for all", () => {
        const of = world((made) => (made.says = { anybody: [says()], [two]: [says({ deployed: null })] }));
        const mutant = ['| [$asked | split("\\n")[] |', '| [$asked | split("\\n")[:1][] |'] as const;
        assert.equal(verify(of, { mutant }).code, 0);
        assert.equal(verify(of).code, 1);
    });

    it("mutant: follow-on deployments are not waited for", () => {
        const of = (): World => world((made) => (made.deployments = [["d-FOLLOWS00"], []]));
        const mutant = ["        target_wait\n", "        :\n"] as const;
        assert.equal(verify(of(), { mutant }).sleeps, 0);
        assert.equal(verify(of()).sleeps, 1);
    });

    it("needs every call that its header names", () => {
        assert.deepEqual(unneeded(["ec2-verify", "ec2-group", "ec2-tagged", "deployments"]), []);
    });
});
