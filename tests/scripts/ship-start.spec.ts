// The job of a workflow that lets a release go: it starts the line's own pipeline once, and is red unless that ended live.
import assert from "node:assert/strict";

import { needTools, run, unneeded, type Json, type World } from "./fixture";
import { bucket, newImage, oldImage, oldRelease, prod, zipped } from "./samples";

const env = {
    LINE: "web",
    RELEASES_BUCKET: bucket,
    PIPELINE: "web-ship",
    SOURCE: "Release",
    DIGEST: newImage.digest,
    TOKEN: "17-1-prod",
    WAIT_MINUTES: "1",
};
const release = (digest: string): Json => ({ ...oldRelease, digest });

/** A candidate and what is live, by their digests; a list answers one read after the other. */
const world = (candidate: string, live: string, change: (world: World) => void = () => undefined): World =>
    prod((made) => {
        made.s3[bucket] = {
            ...made.s3[bucket],
            "releases/web/candidate.zip": [zipped("c1", { "release.json": release(candidate) })],
            "releases/web/live.zip": [zipped("l1", { "release.json": release(live) })],
        };
        change(made);
    });
const ship = (made: World, mutant?: readonly [string, string]): ReturnType<typeof run> =>
    run(["ship-start"], { env, world: made, ...(mutant ? { mutant } : {}) });

describe("script ship-start", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("starts nothing where the release is live already", () => {
        const { code, err, out, world: after } = ship(world(newImage.digest, newImage.digest));
        assert.equal(code, 0, err);
        assert.match(out, /is live already; nothing is started/);
        assert.deepEqual(after.started ?? [], []);
    });

    /** The run that is started writes what is live then. */
    const takesOut = (digest: string, ends = ["InProgress", "Succeeded"]) =>
        world(newImage.digest, oldImage.digest, (made) => {
            const live = zipped("l2", { "release.json": release(digest) });
            made.takenOut = [{ bucket, key: "releases/web/live.zip", ...live }];
            made.ends = ends;
        });

    it("starts the pipeline for exactly the version that it has seen, and waits until that is live", () => {
        const { code, err, sleeps, world: after } = ship(takesOut(newImage.digest));
        assert.equal(code, 0, err);
        const revisions = ["actionName=Release,revisionType=S3_OBJECT_VERSION_ID,revisionValue=c1"];
        assert.deepEqual([after.started, sleeps], [[{ revisions, token: "github-17-1-prod" }], 1]);
    });

    it("is red where the run did not end well, or another is live in the end", () => {
        for (const ends of ["Failed", "Stopped", "Cancelled", "Superseded"]) {
            const { code, err } = ship(takesOut(oldImage.digest, [ends]));
            assert.equal(code, 1);
            assert.match(err, new RegExp(`of web-ship ended ${ends}; what was live before is live`));
        }
        const other = ship(takesOut(oldImage.digest));
        assert.equal(other.code, 1);
        assert.match(other.err, /is live, not .*; a newer release, or settings, took its place/);
    });

    /** This job is run again while a run of the pipeline is there. */
    const again = (status: string, revisionId: string, actionName = "Release") => {
        const made = takesOut(newImage.digest);
        made.runs = [[{ pipelineExecutionId: "run-7", status, sourceRevisions: [{ actionName, revisionId }] }]];
        return made;
    };

    it("waits for the run that takes the release out already, and starts no second one that asks people again", () => {
        const before = again("InProgress", "c1");
        before.ends = ["InProgress", "Failed"];
        const { out, err, sleeps, world: after } = ship(before);
        assert.deepEqual([sleeps, after.started ?? []], [1, []], err);
        assert.match(out, /takes out .*, run run-7\./);
        assert.match(err, /run run-7 of web-ship ended Failed/);
    });

    it("starts one where the run before has ended, or takes out something else", () => {
        for (const made of [again("Failed", "c1"), again("InProgress", "c0"), again("InProgress", "c1", "Settings")])
            assert.equal(ship(made).world.started?.length, 1);
    });

    it("mutant: a job that looks at no run before starts a second one", () => {
        const mutant = ['[ -n "$execution" ] || execution', "execution"] as const;
        assert.equal(ship(again("InProgress", "c1"), mutant).world.started?.length, 1);
    });

    it("gives up on a run that asks somebody for too long", () => {
        const { code, err, sleeps } = ship(takesOut(oldImage.digest, ["InProgress"]));
        assert.deepEqual([code, sleeps], [1, 4]);
        assert.match(err, /is under way, or asks somebody after 1 minutes/);
    });

    it("waits for what is promoted, and gives up by itself", () => {
        const { code, err, sleeps, world: after } = ship(world(oldImage.digest, oldImage.digest));
        assert.deepEqual([code, sleeps, after.started ?? []], [1, 4, []]);
        assert.match(err, /is not the candidate of web here, .* is after 1 minutes; look at web-ship/);
    });

    it("refuses to guess when CodePipeline does not start it", () => {
        const { code, err } = ship(
            world(newImage.digest, oldImage.digest, (made) => {
                made.deny = ["codepipeline:StartPipelineExecution"];
            }),
        );
        assert.equal(code, 1);
        assert.match(err, /asked web-ship to take out .*, CodePipeline refused/);
    });

    it("mutant: whoever believes the pipeline's word alone is green where nothing was taken out", () => {
        const mutant = ['[ "$found" = "$DIGEST" ] || fail "run', 'true || fail "run'] as const;
        assert.equal(ship(takesOut(oldImage.digest), mutant).code, 0);
    });

    it("needs every call its header names", () => assert.deepEqual(unneeded(["ship-start"]), []));
});
