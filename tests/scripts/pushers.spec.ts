// Whose pushes a release brings along: everyone's that is in it and was not live when it was made.
import assert from "node:assert/strict";

import { needTools, type Json, type World } from "./fixture";
import { byRule, candidate, publish, published, staging, type More } from "./publishing";
import { ana, ben, bucket, live, newImage, oldRelease, placeholder, zipped } from "./samples";

const carl = "arn:aws:iam::111122223333:user/carl";

describe("everyone whose push is not live yet, as script publish records it", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    /** A push on top of a world in which these lie. */
    function after({
        candidate: next,
        live: runs = oldRelease,
        last,
        ...more
    }: { candidate?: Json; live?: Json; last?: Json } & More): unknown {
        const done = publish(
            staging((world: World) => {
                const store = world.s3[bucket] ?? {};
                store["releases/web/live.zip"] = [zipped("l2", live(runs))];
                if (next) store["releases/web/candidate.zip"] = [zipped("c2", { "release.json": next })];
                const record = JSON.stringify({ ...published(world), ...(last ? { last } : {}) });
                store["releases/web/published.json"] = [
                    { version: "p2", base64: Buffer.from(record).toString("base64") },
                ];
            }),
            more,
        );
        assert.equal(done.code, 0, done.err);
        const { id, pushers } = candidate(done.world);
        assert.deepEqual(published(done.world).last, { id, pushers });
        return pushers;
    }
    const waiting = { ...oldRelease, id: "web-2", pushers: [ben, carl] };
    const last = { id: "web-2", pushers: [ben, carl] };

    it("is who pushed, where all before it is live", () => {
        assert.deepEqual(after({}), [ana]);
    });

    it("names those whose release was never live first, each once", () => {
        assert.deepEqual(after({ candidate: waiting, last }), [ben, carl, ana]);
        assert.deepEqual(
            after({ candidate: { ...waiting, pushers: [ana, ben] }, last: { id: "web-2", pushers: [ana, ben] } }),
            [ana, ben],
        );
    });

    it("names whom a rolled back release brought: its commits are in this one too", () => {
        assert.deepEqual(after({ candidate: oldRelease, live: oldRelease, last }), [ben, carl, ana]);
    });

    it("names who is in a candidate that another program wrote", () => {
        const { pushers: _, ...foreign } = { ...waiting, id: "web-hotfix", commit: { pushedBy: carl } };
        assert.deepEqual(after({ candidate: foreign, last: { id: oldRelease.id, pushers: [ana] } }), [carl, ana]);
    });

    it("says that somebody is unknown, and forgets nobody for it", () => {
        const by = { env: { PUSHED_BY: "unknown" } };
        assert.deepEqual(after({ candidate: waiting, last, ...by }), [ben, carl, null]);
        assert.deepEqual(
            after({ candidate: { ...waiting, pushers: [null] }, last: { id: "web-2", pushers: [null] } }),
            [null, ana],
        );
        assert.deepEqual(after({ candidate: { ...waiting, commit: null, pushers: undefined } }), [null, ana]);
    });

    it("counts nobody for the placeholder", () => {
        assert.deepEqual(
            after({
                candidate: placeholder,
                live: { ...placeholder, id: "other" },
                last: { id: "other", pushers: [] },
            }),
            [ana],
        );
    });

    it("mutant: with the candidate alone, a rolled back release hides who pushed it", () => {
        const pushers = after({
            candidate: oldRelease,
            live: oldRelease,
            last,
            mutant: ["($published[0].last | waiting)", "[]"],
        });
        assert.deepEqual(pushers, [ana], "the test above would not notice");
    });

    it("mutant: without a look at what is live, those who are live are named for ever", () => {
        const pushers = after({ candidate: { ...waiting, id: oldRelease.id }, mutant: [" or .id == $live[0].id", ""] });
        assert.deepEqual(pushers, [ana, ben, carl], "the tests above would not notice");
    });

    it("keeps what it knew of a run that began twice", () => {
        const first = publish(staging());
        const second = publish({ ...first.world, trigger: byRule, scans: [null] });
        assert.deepEqual([second.code, published(second.world)], [0, published(first.world)], second.err);
        assert.equal(candidate(second.world).digest, newImage.digest);
    });
});
