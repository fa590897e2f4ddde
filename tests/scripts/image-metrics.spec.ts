// The number of the live release reaches the build's own gate, and that of the image its release.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { needTools, run, unneeded, type Job, type World } from "./fixture";
import { bucket, commitId, oldImage, oldRelease, prod, registry, stored, zipped } from "./samples";

const LIVE = { r2: 0.9055, mae: 4.2 };
const FILE = "/app/metrics.json";
const env = {
    LINE: "web",
    RELEASES_BUCKET: bucket,
    REPOSITORY_URI: `${registry}/web`,
    REPOSITORY_NAME: "web",
    CONTEXT: ".",
    DOCKERFILE: "Dockerfile",
    PLATFORM: "linux/amd64",
    TEST_STAGE: "test",
    METRICS: FILE,
    COMMIT_ID: commitId,
};

type Says = NonNullable<World["files"]>[string];
/** What is live, with these checks, and what every image says of itself. */
const world = (live: object, says: Says | undefined, change: (world: World) => void = () => undefined): World =>
    prod((made) => {
        made.s3[bucket] = {
            ...made.s3[bucket],
            "releases/web/live.zip": [zipped("l1", { "release.json": { ...oldRelease, ...live } })],
        };
        if (says !== undefined) made.files = { [FILE]: says };
        change(made);
    });
const measured = {
    checks: [
        { kind: "scan", critical: 0 },
        { kind: "metrics", numbers: LIVE },
    ],
};
const build = (made: World, more: Partial<Job> = {}): ReturnType<typeof run> =>
    run(["image", "image-ecr", "image-metrics", "build-image"], {
        ...more,
        env,
        world: made,
        files: { Dockerfile: "FROM scratch AS test\nFROM scratch AS app\n" },
    });
const told = (docker: readonly string[]): (string | undefined)[] =>
    docker.flatMap((words) => (words.startsWith("buildx build") ? [/--build-arg (\S+)/.exec(words)?.[1]] : []));

describe("script image-metrics", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("tells the tests and the build the numbers of the live release, and reads the image's own", () => {
        const { code, err, docker, json } = build(world(measured, '{"r2": 0.91, "model": "Ridge"}'));
        assert.equal(code, 0, err);
        const handed = `LIVE_METRICS=${JSON.stringify(LIVE)}`;
        assert.deepEqual(told(docker), [handed, handed]);
        assert.deepEqual((json("build.json") as { metrics: unknown }).metrics, { r2: 0.91 });
    });

    it("says nothing is live where that is so, and hands over nothing", () => {
        for (const live of [{ placeholder: true }, {}]) {
            const { code, err, out, docker } = build(world(live, '{"r2": 0.91}'));
            assert.equal(code, 0, err);
            assert.deepEqual(told(docker), [undefined, undefined]);
            assert.match(out, /What is live has no numbers, so LIVE_METRICS is empty/);
        }
    });

    it("reads the numbers of an image that is used again too", () => {
        const again = world(measured, '{"r2": 0.91}', ({ s3 }) => {
            const commits = [{ id: commitId, digest: oldImage.digest }];
            (s3[bucket] ?? {})["releases/web/published.json"] = [stored("p2", { format: 1, line: "web", commits })];
        });
        const { code, err, docker, json } = build(again);
        assert.equal(code, 0, err);
        assert.deepEqual(told(docker), []);
        assert.deepEqual(json("build.json"), { tests: null, reused: true, metrics: { r2: 0.91 } });
    });

    for (const [says, words] of [
        [undefined, /found no such file .*set build\.metrics/],
        ["{", /asked \/app\/metrics\.json of the image for numbers by name/],
        ['{"r2": "0.99"}', /0 numbers/],
        ["[0.9]", /no object/],
        [`{"r2": 0.9, "more": "${"x".repeat(1 << 20)}"}`, /more than a megabyte/],
        [{ leadsTo: "Dockerfile.json" }, /found a link or a folder/],
        [{ isFolder: true }, /found a link or a folder/],
    ] as const)
        it(`refuses an image that says ${JSON.stringify(says ?? "nothing").slice(0, 40)}`, () => {
            const { code, err, file } = build(world(measured, says));
            assert.equal(code, 1);
            assert.match(err, words);
            assert.equal(file("imageDetail.json"), undefined);
        });

    it("needs every call its header names", () => assert.deepEqual(unneeded(["image-metrics"]), []));

    it("mutant: a link of the image would be read as a file of this machine", () => {
        const host = join(mkdtempSync(join(tmpdir(), "fairlead-link-")), "metrics.json");
        writeFileSync(host, '{"r2": 0.99}');
        const link = world(measured, { leadsTo: host });
        const mutant = ['[ -L "$scratch/metrics.json" ] ||', ""] as const;
        try {
            assert.equal(build(link).code, 1);
            assert.deepEqual((build(link, { mutant }).json("build.json") as { metrics: unknown }).metrics, {
                r2: 0.99,
            });
        } finally {
            rmSync(dirname(host), { recursive: true });
        }
    });

    it("mutant: without what is live the gate would know of no number", () => {
        const mutant = ['[ -z "${METRICS:-}" ] || metrics_live', ":"] as const;
        assert.deepEqual(told(build(world(measured, '{"r2": 0.91}'), { mutant }).docker), [undefined, undefined]);
    });
});
