import assert from "node:assert/strict";

import { needTools, run, unpack, type Json, type Run, type World } from "./fixture";
import { between, from, PULL, pullEnv, takenHere } from "./promoting";
import { ana, bucket, live, newRelease, oldRelease, release, stored, zipped } from "./samples";

// Which order promotions come in: the counter of the environment before, never the order of events or of jobs.
const CANDIDATE = "releases/web/candidate.zip";
const MARKER = "promotions/web.json";
const newest = release("web-20261122T101500Z-0000cccc", String(newRelease.digest));

const pull = (world: World, env: Record<string, string> = {}, mutant?: readonly [string, string]): Run =>
    run(PULL, { env: { ...pullEnv, ...env }, world, mutant });
const candidate = (world: World): unknown => unpack(world, bucket, CANDIDATE)["release.json"]?.id;
const counter = (world: World): unknown => takenHere(world).counter;
const marked = (of: Json, number: number): { version: string; base64: string } =>
    stored(`t${String(number)}`, {
        format: 1,
        line: "web",
        from: "staging",
        counter: number,
        release: of.id,
        pushers: [ana],
    });
const isLive = (world: World, of: Json, number: number): void => {
    world.s3[from] = { "releases/web/live.zip": [zipped(`l${String(number)}`, live(of, "b1", number))] };
};
const put = (world: World, key: string, version: { version: string; base64: string }): void => {
    world.s3[bucket]?.[key]?.push(version);
};

/** Prod took the new release, staging's fifth, and was then rolled back to the old one by a person. */
const rolledBack = (): World =>
    between((world) => {
        put(world, MARKER, marked(newRelease, 5));
        put(world, CANDIDATE, zipped("c2", { "release.json": newRelease }));
        put(world, CANDIDATE, zipped("c3", { "release.json": oldRelease }));
    });

describe("script pull, in which order", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this);
    });

    it("leaves prod at what it was rolled back to, whatever event comes late or twice", () => {
        const world = rolledBack();
        const done = pull(world, { RELEASE: String(newRelease.id) });
        assert.deepEqual([done.code, done.docker, done.world.s3], [0, [], world.s3], done.err);
        assert.match(done.out, /number 5 of staging, was taken before; nothing is written/);
    });

    it("mutant: without the comparison, a late event undoes the rollback", () => {
        const { world } = pull(rolledBack(), {}, ['if [ "$counter" = "$taken" ]', "if false"]);
        assert.equal(candidate(world), newRelease.id);
    });

    it("takes the same number again where a person asks for it by AGAIN=yes", () => {
        const { code, err, world } = pull(rolledBack(), { AGAIN: "yes" });
        assert.deepEqual([code, candidate(world), counter(world)], [0, newRelease.id, 5], err);
    });

    it("takes an older release with a higher number: staging was rolled back", () => {
        const world = between((w) => {
            put(w, CANDIDATE, zipped("c2", { "release.json": newRelease }));
            put(w, MARKER, marked(newRelease, 5));
            isLive(w, { ...oldRelease, what: `${pullEnv.FROM_REPOSITORY_URI}@${String(oldRelease.digest)}` }, 6);
        });
        const done = pull(world);
        assert.deepEqual([done.code, candidate(done.world), counter(done.world)], [0, oldRelease.id, 6], done.err);
    });

    it("writes only the number where the release is the candidate here already", () => {
        const world = between((w) => put(w, CANDIDATE, zipped("c2", { "release.json": newRelease })));
        const done = pull(world);
        assert.match(done.out, /is the candidate here already; nothing is deployed twice/);
        assert.deepEqual([done.code, counter(done.world), done.docker], [0, 5, []], done.err);
        assert.deepEqual(done.world.s3[bucket]?.[CANDIDATE], world.s3[bucket]?.[CANDIDATE]);
    });

    it("refuses a number that went down, by what mends it: staging's store was made anew", () => {
        const world = between((w) => isLive(w, newRelease, 1));
        const done = pull(world);
        assert.deepEqual([done.code, done.world.s3], [1, world.s3]);
        assert.match(done.err, /came after its release number 4, it has come to number 1 only.*AGAIN=yes/);
        const again = pull(world, { AGAIN: "yes" });
        assert.deepEqual([again.code, candidate(again.world), counter(again.world)], [0, newRelease.id, 1], again.err);
    });

    // This pull read that number 5 was live; meanwhile it is 6, and another pull has taken that.
    const overtaken = (then: "before it wrote" | "before it recorded"): World =>
        between((world) => {
            const others = [
                { bucket: from, key: "releases/web/live.zip", ...zipped("l6", live(newest, "b1", 6)) },
                { bucket, key: CANDIDATE, ...zipped("c6", { "release.json": newest }) },
                { bucket, key: MARKER, ...marked(newest, 6) },
            ];
            world.meanwhile = then === "before it wrote" ? [others] : [[], others];
        });
    for (const then of ["before it wrote", "before it recorded"] as const)
        it(`never replaces what another pull took ${then}`, () => {
            const { code, out, err, world } = pull(overtaken(then));
            assert.deepEqual([code, candidate(world), counter(world)], [0, newest.id, 6], err);
            assert.match(out, /wrote here meanwhile; looking again[\s\S]*number 6 of staging, was taken before/);
        });

    it("mutant: with writes that compare nothing, an older release is the candidate for a while", () => {
        const written = (mutant?: readonly [string, string]): number | undefined =>
            pull(overtaken("before it wrote"), {}, mutant).world.s3[bucket]?.[CANDIDATE]?.length;
        assert.deepEqual([written(), written(['"$scratch/release" "$candidate_etag"', '"$scratch/release"'])], [2, 4]);
    });

    it("mutant: with a record that compares nothing, the number goes down", () => {
        const { world } = pull(overtaken("before it recorded"), {}, [
            'application/json "$promotions_etag"',
            "application/json",
        ]);
        assert.equal(counter(world), 5);
    });

    // While this pull copied number 5, staging was rolled back to what is the candidate here: another pull only recorded it.
    const back = { ...oldRelease, what: `${pullEnv.FROM_REPOSITORY_URI}@${String(oldRelease.digest)}` };
    const rolledBackMeanwhile = (): World =>
        between((world) => {
            world.meanwhile = [
                [
                    { bucket: from, key: "releases/web/live.zip", ...zipped("l6", live(back, "b1", 6)) },
                    { bucket, key: MARKER, ...marked(oldRelease, 6) },
                ],
            ];
        });
    it("takes back what it wrote where staging was rolled back meanwhile", () => {
        const { code, err, world } = pull(rolledBackMeanwhile());
        assert.deepEqual([code, candidate(world), counter(world)], [0, oldRelease.id, 6], err);
    });

    it("mutant: what it wrote itself, it takes for a person's choice", () => {
        const { world } = pull(rolledBackMeanwhile(), {}, [' && [ "$candidate_version" != "$mine" ]', ""]);
        assert.equal(candidate(world), newRelease.id);
    });

    it("records the candidate of a pull that ended before it could", () => {
        const world = between((w) =>
            put(w, CANDIDATE, zipped("c2", { "release.json": { ...newRelease, pushers: [ana] } })),
        );
        assert.deepEqual(takenHere(pull(world).world), {
            counter: 5,
            release: newRelease.id,
            from: "staging",
            pushers: [ana],
        });
    });

    it("ends red, and overwrites nothing, where others write all the time", () => {
        const world = between((w) => {
            w.meanwhile = [1, 2, 3, 4, 5].map((n) => [
                { bucket, key: CANDIDATE, ...zipped(`x${String(n)}`, { "release.json": oldRelease }) },
            ]);
        });
        const done = pull(world);
        assert.deepEqual([done.code, candidate(done.world), counter(done.world)], [1, oldRelease.id, 4]);
        assert.match(done.err, /wrote here five times meanwhile; start this job again/);
    });

    it("ends red by name without the right to write, and nothing is written", () => {
        const world = between();
        const denied = pull({ ...world, deny: ["s3:PutObject"] });
        assert.equal(denied.code, 1);
        assert.match(denied.err, /could not write s3:.*candidate\.zip, S3 refused/);
        assert.deepEqual(denied.world.s3, world.s3);
    });
});
