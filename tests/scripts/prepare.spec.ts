import assert from "node:assert/strict";

import { needTools, run, unneeded, type Job, type Json, type World } from "./fixture";
import {
    blueprint,
    bucket,
    execution,
    live,
    newImage,
    newRelease,
    oldImage,
    oldRelease,
    placeholder,
    prod,
    registry,
    stored,
    zipped,
} from "./samples";

type More = Partial<Job>;
const scripts = ["image", "deployments", "ecs-appspec", "ecs-join", "ecs-prepare", "prepare"];
const prepareEnv = {
    LINE: "web",
    CARRIES: "image",
    RELEASES_BUCKET: bucket,
    CLUSTER: "prod",
    SERVICE: "web",
    APPLICATION: "web",
    GROUP: "web-group",
};

function prepare(value: Json, world: World, more: More = {}): ReturnType<typeof run> {
    return run(scripts, {
        ...more,
        env: { ...prepareEnv, ...more.env },
        world,
        files: { "release.json": JSON.stringify(value), ...more.files },
    });
}

describe("script prepare, for ECS", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("joins the release with the newest blueprint and labels its container with both", () => {
        const schedules = { nightly: ["node", "nightly.js"] };
        const { code, err, json, world } = prepare(
            newRelease,
            prod((world) => {
                const objects = (world.s3[bucket] ??= {});
                objects["blueprints/web.json"] = [
                    stored("b1", blueprint()),
                    stored("b2", { ...blueprint(3, "512"), schedules }),
                ];
            }),
        );
        assert.equal(code, 0, err);
        const labels = {
            team: "shop",
            "fairlead.release": "web-20261121T101500Z-0000bbbb",
            "fairlead.blueprint": "b2",
        };
        assert.deepEqual(json("taskdef.json"), {
            family: "web",
            cpu: "512",
            memory: "512",
            containerDefinitions: [
                { name: "web", image: "<IMAGE1_NAME>", dockerLabels: labels },
                { name: "logs", image: `public.ecr.aws/x/logs@${oldImage.digest}` },
            ],
        });
        assert.deepEqual(json("appspec.yaml"), blueprint().appspec);
        assert.deepEqual(json("imageDetail.json"), { ImageURI: `${registry}/web@${newImage.digest}` });
        assert.deepEqual(json("release.json"), newRelease);
        assert.deepEqual(json("deployment.json"), {
            release: "web-20261121T101500Z-0000bbbb",
            blueprint: "b2",
        });
        assert.deepEqual(json("ecs.json"), { count: 3, found: 2, schedules });
        assert.equal(world.service?.desiredCount, 3);
    });

    it("leaves a higher count alone: what is live keeps its tasks until the release runs", () => {
        const world = prod((w) => (w.service = { name: "web", desiredCount: 7 }));
        const { code, err, world: after } = prepare(newRelease, world);
        assert.deepEqual([code, after.service?.desiredCount], [0, 7], err);
    });

    it("leaves a count alone that is right already", () => {
        const { code, calls } = prepare(
            newRelease,
            prod((world) => {
                world.service = { name: "web", desiredCount: 3 };
            }),
        );
        assert.equal(code, 0);
        assert.ok(!calls.some((call) => call.startsWith("ecs:UpdateService")));
    });

    it("deploys what is live now when only settings changed, not what was live when the run was queued", () => {
        const files = { "live.json": JSON.stringify(live(oldRelease)["live.json"]) };
        const world = prod((w) => w.s3[bucket]?.["releases/web/live.zip"]?.push(zipped("l2", live(newRelease))));
        const { code, err, json } = prepare(oldRelease, world, { files });
        assert.equal(code, 0, err);
        assert.deepEqual([json("release.json").id, json("deployment.json").release], [newRelease.id, newRelease.id]);
    });

    const approved = (blueprint: string) => ({
        RELEASE: "c1",
        BLUEPRINT: blueprint,
        EXECUTION: execution,
        PIPELINE: "web-ship",
    });
    it("takes the settings that were approved", () => {
        const { code, err, json, calls } = prepare(newRelease, prod(), { env: approved("b2") });
        assert.deepEqual([code, json("deployment.json").blueprint], [0, "b2"], err);
        assert.ok(!calls.some((call) => call.startsWith("codepipeline:")));
    });

    it("deploys nothing where newer settings than the approved ones are there, and ends its own run", () => {
        const { code, out, err, file, world } = prepare(newRelease, prod(), { env: approved("b1") });
        assert.equal(code, 1, "CodePipeline abandons the job while it waits; alone it ends red");
        assert.match(
            out,
            /Approved was blueprint b1, the newest is b2: nothing is deployed, and the run of the newer one asks anew/,
        );
        assert.match(err, /approve the run of the newer one/);
        assert.deepEqual([file("deployment.json"), world.service?.desiredCount], [undefined, 2]);
        assert.deepEqual(world.stopped, [
            { id: execution, reason: "blueprint b2 is newer than b1, which was approved; its own run asks" },
        ]);
    });

    it("mutant: without the comparison, settings go out that nobody approved", () => {
        const { code, json } = prepare(newRelease, prod(), {
            env: approved("b1"),
            mutant: ['[ "${BLUEPRINT:-$read_version}" = "$read_version" ] || give_way', ":"],
        });
        assert.deepEqual([code, json("deployment.json").blueprint], [0, "b2"]);
    });

    it("says that it cannot end its run, where CodePipeline refuses", () => {
        const { code, out } = prepare(
            newRelease,
            prod((w) => w.deny.push("codepipeline:StopPipelineExecution")),
            {
                env: approved("b1"),
            },
        );
        assert.equal(code, 1);
        assert.match(out, /so it is red instead/);
    });

    it("says what is live by now, where approved settings waited for a release", () => {
        const files = { "live.json": JSON.stringify(live(oldRelease)["live.json"]) };
        const env = { ...approved("b2"), RELEASE: "l1" };
        const world = prod((w) => w.s3[bucket]?.["releases/web/live.zip"]?.push(zipped("l2", live(newRelease))));
        const { code, out, err, json } = prepare(oldRelease, world, { files, env });
        assert.deepEqual([code, json("release.json").id], [0, newRelease.id], err);
        assert.match(out, /version l1 was live; l2 is by now/);
    });

    it("gives the placeholder its command, and nothing else that command", () => {
        const { code, err, json } = prepare(placeholder, prod());
        assert.equal(code, 0, err);
        const [web, logs] = json("taskdef.json").containerDefinitions as Json[];
        assert.deepEqual(
            [web?.command, web?.linuxParameters],
            [["sh", "-c", "exec httpd -f"], { initProcessEnabled: true }],
        );
        assert.deepEqual([logs?.command, logs?.linuxParameters], [undefined, undefined]);
    });

    it("waits its turn, then reads the newest", () => {
        const { code, out, sleeps, calls } = prepare(
            newRelease,
            prod((world) => {
                world.deployments = [["d-1"], ["d-1"], []];
            }),
        );
        assert.deepEqual([code, sleeps], [0, 2]);
        assert.match(out, /Deployment d-1 of web-group is still open/);
        const order = calls.map((call) => call.split(" ")[0]);
        assert.ok(order.lastIndexOf("codedeploy:ListDeployments") < order.indexOf("s3:GetObject"));
    });

    const refusals: [string, RegExp, (world: World) => void][] = [
        [
            "a service that does not exist",
            /asked for service web in cluster prod, found none/,
            (world) => {
                delete world.service;
            },
        ],
        [
            "a blueprint without a version",
            /asked for a version of .*, found none; the bucket must keep versions/,
            (world) => {
                const [one] = world.s3[bucket]?.["blueprints/web.json"] ?? [];
                world.s3[bucket] = { "blueprints/web.json": [{ version: "null", base64: one?.base64 ?? "" }] };
            },
        ],
        [
            "a blueprint of another line",
            /asked for a blueprint of format 1 for web/,
            (world) => {
                const text = JSON.stringify({ ...blueprint(), line: "shop" });
                world.s3[bucket]?.["blueprints/web.json"]?.push({
                    version: "b3",
                    base64: Buffer.from(text).toString("base64"),
                });
            },
        ],
        [
            "to go on without the right to set the count",
            /asked for 3 tasks of web instead of 2, ECS refused/,
            (world) => {
                world.deny = ["ecs:UpdateService"];
            },
        ],
    ];
    for (const [title, words, change] of refusals) {
        it(`refuses ${title}`, () => {
            const { code, err, file } = prepare(newRelease, prod(change));
            assert.equal(code, 1);
            assert.match(err, words);
            assert.equal(file("taskdef.json"), undefined);
        });
    }

    it("refuses a blueprint that leaves no place for the image, and touches no count", () => {
        const { taskdef, ...rest } = blueprint();
        const without = { ...rest, taskdef: { ...(taskdef as Json), containerDefinitions: [{ image: "nginx" }] } };
        const world = prod((w) => w.s3[bucket]?.["blueprints/web.json"]?.push(stored("b3", without)));
        const { code, err, calls } = prepare(newRelease, world);
        assert.equal(code, 1);
        assert.match(err, /asked for a blueprint for ECS with a count and one container .* in version b3/);
        assert.ok(!calls.some((call) => call.startsWith("ecs:")));
    });

    it("refuses a release that carries another kind", () => {
        const { code, err } = prepare({ ...newRelease, carries: "bundle" }, prod());
        assert.equal(code, 1);
        assert.match(err, /asked for a release that carries kind image, found kind bundle/);
    });

    it("refuses a release whose digest and image differ", () => {
        const { code, err } = prepare({ ...newRelease, digest: oldImage.digest }, prod());
        assert.equal(code, 1);
        assert.match(err, /names .* and the digest .*, which differ/);
    });

    it("gives up after 45 minutes, naming the deployment", function () {
        this.timeout(60_000);
        const { code, err, sleeps } = prepare(
            newRelease,
            prod((world) => {
                world.deployments = [["d-9"]];
            }),
        );
        assert.deepEqual([code, sleeps], [1, 45]);
        assert.match(err, /deployment d-9 was still open after 45 minutes/);
    });

    it("needs every call its header names", () => assert.deepEqual(unneeded(scripts), []));
});
