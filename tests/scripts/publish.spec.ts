import assert from "node:assert/strict";

import { needTools, unneeded, type Json, type World } from "./fixture";
import { candidate, hostile, noCommit, publish, published, scripts, staging, type More } from "./publishing";
import { ana, bucket, commitId, execution, image, newImage, oldRelease, registry, zipped } from "./samples";

const tests = { stage: "test", passed: true };

describe("script publish", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("makes an image the candidate, with who pushed it, its tests and its scan", () => {
        const { code, err, world } = publish(staging(), {
            files: { "build.json": JSON.stringify({ tests, reused: false }) },
        });
        assert.equal(code, 0, err);
        const { id, made, ...rest } = candidate(world);
        assert.match(String(id), new RegExp(`^web-\\d{8}T\\d{6}Z-${newImage.digest.slice(7, 15)}$`));
        assert.deepEqual({ ...(made as Json), at: "" }, { at: "", by: execution, reused: false });
        assert.deepEqual(rest, {
            format: 1,
            line: "web",
            carries: "image",
            what: `${registry}/web@${newImage.digest}`,
            digest: newImage.digest,
            commit: {
                id: commitId,
                repository: "shop",
                branch: "main",
                pushedBy: ana,
                message: hostile,
                at: "2026-11-21T10:10:02Z",
            },
            pushers: [ana],
            checks: [
                { kind: "tests", ...tests },
                { kind: "scan", critical: 0, high: 1, medium: 4 },
            ],
        });
        assert.deepEqual(world.ecr[`${registry}/web`]?.[1]?.tags, [`release-${newImage.digest.slice(7, 19)}`]);
        assert.deepEqual(published(world), {
            format: 1,
            line: "web",
            commits: [{ id: commitId, digest: newImage.digest }],
            last: { id, pushers: [ana] },
        });
    });

    it("keeps what a build measured, by name and type, and nothing else of it", () => {
        const measured = { r2: 0.9055, mae: 4, model: "Ridge", "a b": 1, nested: { r2: 1 } };
        const { code, err, world } = publish(staging(), {
            files: { "build.json": JSON.stringify({ metrics: measured }) },
        });
        assert.equal(code, 0, err);
        assert.deepEqual((candidate(world).checks as Json[])[0], { kind: "metrics", numbers: { r2: 0.9055, mae: 4 } });
    });

    it("reads what CodePipeline's ECR action writes, and an image that names no commit", () => {
        const detail = { ImageURI: `${registry}/web:candidate`, ImageDigest: newImage.digest, RepositoryName: "web" };
        const { code, err, out, world, calls } = publish(staging(), {
            env: noCommit,
            files: { "imageDetail.json": JSON.stringify(detail) },
        });
        assert.equal(code, 0, err);
        assert.match(out, /names no commit: what it made was pushed by hand/);
        assert.deepEqual(
            [candidate(world).commit, candidate(world).what, candidate(world).pushers],
            [null, `${registry}/web@${newImage.digest}`, [null]],
        );
        assert.deepEqual(published(world).commits, []);
        assert.ok(!calls.some((call) => /^(codepipeline|codecommit):/.test(call)));
    });

    it("goes on without a scan after a minute, and says so", () => {
        const { code, err, out, sleeps, world } = publish(
            staging((w) => {
                w.scans = [{ imageScanStatus: { status: "IN_PROGRESS" } }, null];
            }),
        );
        assert.deepEqual([code, sleeps, candidate(world).checks], [0, 5, []], err);
        assert.match(out, /no finished scan of this image after a minute/);
    });

    it("deploys duplicates once", () => {
        const first = publish(staging());
        const second = publish(first.world);
        assert.deepEqual([second.code, second.world.s3], [0, first.world.s3], second.err);
        assert.match(second.out, /already the candidate; nothing is written/);
        const byHand = publish(
            staging((world) => {
                world.s3[bucket]?.["releases/web/candidate.zip"]?.push(
                    zipped("c2", { "release.json": { ...oldRelease, commit: null, digest: newImage.digest } }),
                );
            }),
            { env: noCommit },
        );
        assert.match(byHand.out, /already the candidate/, byHand.err);
    });

    it("releases the same image again when another commit made it", () => {
        const first = publish(staging());
        const other = "a".repeat(40);
        const world = {
            ...first.world,
            commits: { [other]: { message: "again", committer: { date: "1795255802 +0000" } } },
            scans: [null],
        };
        const second = publish(world, { env: { COMMIT_ID: other } });
        assert.deepEqual([second.code, (candidate(second.world).commit as Json).id], [0, other], second.err);
    });

    const taken = image("someone else's", `release-${newImage.digest.slice(7, 19)}`);
    const refusals: [string, RegExp, More, (world: World) => void][] = [
        [
            "an image by tag alone",
            /asked imageDetail\.json for an image by digest, found ".*web:latest"/,
            { files: { "imageDetail.json": JSON.stringify({ ImageURI: `${registry}/web:latest` }) } },
            () => undefined,
        ],
        [
            "an image that ECR lost",
            /asked ECR for web@.*, found no such image/,
            {},
            (world) => world.ecr[`${registry}/web`]?.pop(),
        ],
        [
            "a tag that means another image",
            /could not give web@.* the tag release-/,
            {},
            (world) => world.ecr[`${registry}/web`]?.push(taken),
        ],
        [
            "an image of another repository",
            /asked for an image of 111122223333\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/web, found .*\/shop@sha256:.*; a line releases what lies in its own repository/,
            {
                files: {
                    "imageDetail.json": JSON.stringify({ ImageURI: `${registry}/shop@${newImage.digest}` }),
                },
            },
            () => undefined,
        ],
        [
            "to guess when CodePipeline does not say what started the run",
            /asked what started execution .* of web-make-1234567, CodePipeline refused/,
            {},
            (world) => {
                world.deny = ["codepipeline:GetPipelineExecution"];
            },
        ],
        [
            "a build.json that is none",
            /asked for JSON in the build's build\.json, found something else/,
            { files: { "build.json": "tests: passed" } },
            () => undefined,
        ],
    ];
    for (const [title, words, more, change] of refusals) {
        it(`refuses ${title}`, () => {
            const world = staging(change);
            const done = publish(world, more);
            assert.equal(done.code, 1);
            assert.match(done.err, words);
            assert.deepEqual(done.world.s3, world.s3);
        });
    }

    it("needs every call its header names", () =>
        assert.deepEqual(
            unneeded(scripts).filter((line) => !/PASSWORD|PUBLIC_REPOSITORY/.test(line)),
            [],
        ));
});
