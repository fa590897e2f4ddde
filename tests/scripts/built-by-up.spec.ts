import assert from "node:assert/strict";

import { needTools, run, unneeded, type Json, type World } from "./fixture";
import { candidate, hostile, noCommit, publishEnv, staging, type More } from "./publishing";
import { ana, ben, bucket, commitId, newImage, oldImage, registry, stored } from "./samples";

const scripts = ["image", "image-ecr", "image-publish", "built-by-up", "publish"];
const detail = { ImageURI: `${registry}/web:candidate`, ImageDigest: newImage.digest, RepositoryName: "web" };
const key = `builds/web/${newImage.digest.slice(7)}.json`;
const known = { id: commitId, branch: "main", message: hostile, at: "2026-11-21T10:10:02+01:00", dirty: false };
const built: Json = { format: 1, line: "web", digest: newImage.digest, by: ben, commit: known };

describe("what `pulumi up` built, as script publish records it", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    function publish(
        record: Json | undefined,
        more: More = {},
        change: (world: World) => void = () => undefined,
    ): ReturnType<typeof run> {
        const world = staging((w) => {
            if (record) (w.s3[bucket] ?? {})[key] = [stored("r1", record)];
            change(w);
        });
        const files = { "imageDetail.json": JSON.stringify(detail), ...more.files };
        return run(scripts, { ...more, env: { ...publishEnv, ...noCommit, ...more.env }, world, files });
    }
    const commit = (done: ReturnType<typeof run>): unknown => candidate(done.world).commit;

    it("is its commit, its branch and who ran it", () => {
        const done = publish(built);
        assert.equal(done.code, 0, done.err);
        const { dirty: _, ...clean } = known;
        assert.deepEqual(commit(done), { ...clean, repository: null, pushedBy: ben });
        assert.deepEqual([candidate(done.world).pushers, done.sleeps], [[ben], 0]);
        assert.ok(!done.calls.some((call) => /^(codepipeline|codecommit):/.test(call)));
    });

    it("is dirty, or of a shallow clone, where it says so", () => {
        const tree = "b".repeat(40);
        const { id: _, ...more } = known;
        const done = publish({ ...built, commit: { ...more, id: commitId, dirty: true, shallow: true, tree } });
        const { dirty, shallow, tree: said } = commit(done) as Json;
        assert.deepEqual([dirty, shallow, said], [true, true, tree], done.err);
        assert.match(done.out, /was built in a shallow clone at commit .*, with changes that no commit has, by arn:/);
    });

    it("is somebody's, of no commit, outside of a checkout", () => {
        const done = publish({ ...built, commit: {} });
        assert.deepEqual(
            commit(done),
            { id: null, repository: null, branch: null, pushedBy: ben, message: null, at: null },
            done.err,
        );
        assert.match(done.out, /was built outside of a git checkout, by arn:/);
    });

    it("is waited for, 3 minutes, and then unknown", () => {
        const done = publish(undefined);
        assert.deepEqual(
            [done.code, done.sleeps, commit(done), candidate(done.world).pushers],
            [0, 12, null, [null]],
            done.err,
        );
        assert.match(done.out, /after 3 minutes: who built sha256:.* is not known, and the release says so/);
    });

    it("makes the release again once the record is there, and not before", () => {
        const first = publish(undefined);
        const same = run(scripts, {
            env: { ...publishEnv, ...noCommit },
            world: first.world,
            files: { "imageDetail.json": JSON.stringify(detail) },
        });
        assert.match(same.out, /already the candidate/, same.err);
        const world = { ...first.world, scans: [null] };
        (world.s3[bucket] ?? {})[key] = [stored("r1", built)];
        const again = run(scripts, {
            env: { ...publishEnv, ...noCommit },
            world,
            files: { "imageDetail.json": JSON.stringify(detail) },
        });
        assert.equal((commit(again) as Json).pushedBy, ben, again.err);
    });

    const forged: [string, Json][] = [
        ["another digest", { ...built, digest: oldImage.digest }],
        ["another line", { ...built, line: "shop" }],
        ["another format", { ...built, format: 2 }],
    ];
    for (const [title, record] of forged) {
        it(`attack: refuses the record of ${title}`, () => {
            const done = publish(record);
            assert.equal(done.code, 1);
            assert.match(done.err, /found the record of something else; look who wrote it/);
            assert.deepEqual(candidate(done.world), candidate(staging()));
        });
    }

    it("attack: takes only what it knows by name, each in its type", () => {
        const done = publish({
            ...built,
            by: "ana | approved |",
            checks: [{ kind: "scan", critical: 0 }],
            commit: {
                id: "$(id)",
                branch: 7,
                message: ["x"],
                at: "now",
                dirty: "no",
                shallow: 1,
                tree: "x",
                pushedBy: ana,
            },
        });
        assert.deepEqual(
            commit(done),
            { id: null, repository: null, branch: null, pushedBy: null, message: null, at: null },
            done.err,
        );
        assert.equal((candidate(done.world).checks as Json[]).length, 1);
    });

    it("mutant: without a look at the digest, the record of another image speaks for this one", () => {
        const done = publish({ ...built, digest: oldImage.digest }, { mutant: [" and .digest == $digest'", "'"] });
        assert.equal((commit(done) as Json).pushedBy, ben, "the refusals above would not notice");
    });

    it("needs every call its header names", () => assert.deepEqual(unneeded(["built-by-up"]), []));
});
