import assert from "node:assert/strict";

import { needTools, run, unneeded, unpack, type Job, type World } from "./fixture";
import {
    bundleRelease,
    digestOf,
    holding,
    keyOf,
    lying,
    promoted,
    site,
    siteDigest,
    versionsOf,
    zipOf,
} from "./bundling";
import { from, pullEnv } from "./promoting";
import { candidate, publishEnv, published, staging } from "./publishing";
import { bucket, commitId, placeholder, zipped } from "./samples";

const PUBLISH = ["bundle", "bundle-publish", "source-commit", "publish"];
const PULL = ["bundle", "bundle-copy", "pull"];
const FETCH = ["bundle", "bundle-fetch"];
const KEEP = ["bundle-keep"];
type More = Partial<Job>;

const publish = (world: World, more: More = {}): ReturnType<typeof run> =>
    run(PUBLISH, {
        ...more,
        env: { ...publishEnv, CARRIES: "bundle" },
        world,
        files: { "bundle.zip": site, ...more.files },
    });
const pull = (world: World, more: More = {}): ReturnType<typeof run> =>
    run(PULL, { ...more, env: { ...pullEnv, CARRIES: "bundle" }, world });
const fetch = (world: World, of = bundleRelease(), more: More = {}): ReturnType<typeof run> =>
    run(FETCH, {
        then: 'take_release .\ncarried_fetch "$PWD/out"',
        ...more,
        env: { LINE: "web", CARRIES: "bundle", RELEASES_BUCKET: bucket },
        world,
        files: { "release.json": JSON.stringify(of), ...more.files },
    });

describe("scripts of bundles", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    describe("publish", () => {
        it("keeps the bundle under the checksum of its bytes, and makes it the candidate", () => {
            const { code, err, world } = publish(staging());
            assert.equal(code, 0, err);
            assert.deepEqual(versionsOf(world), [siteDigest]);
            const { carries, what, digest, checks } = candidate(world);
            assert.deepEqual(
                [carries, what, digest, checks],
                ["bundle", `s3://${bucket}/${keyOf(siteDigest)}`, siteDigest, []],
            );
            assert.deepEqual(published(world).commits, [{ id: commitId, digest: siteDigest }]);
        });

        it("writes nothing where the same bundle lies there already", () => {
            const world = { ...staging(), s3: holding().s3 };
            const { code, err, out, world: after } = publish(world);
            assert.equal(code, 0, err);
            assert.match(out, /is there already, and it is the same bundle/);
            assert.deepEqual(versionsOf(after), [siteDigest]);
            assert.equal(candidate(after).digest, siteDigest);
        });

        const other = zipOf({ "index.html": "<p>somebody else's</p>" });
        const taken = (): World => ({ ...staging(), s3: holding(other).s3 });
        it("attack: what somebody put there beforehand under this name is neither used nor overwritten", () => {
            const { code, err, world } = publish(taken());
            assert.equal(code, 1);
            assert.match(err, /is not what its name says: its bytes are sha256:[0-9a-f]{64}\. Nothing is done with it/);
            assert.deepEqual(versionsOf(world), [digestOf(other)]);
            assert.notEqual(candidate(world).digest, siteDigest);
        });

        it("mutant: without the condition, the bundle is overwritten", () => {
            const mutant = [" \\\n            --if-none-match '*'", ""] as const;
            assert.throws(
                () => publish(taken(), { mutant }),
                /made a call that no header of theirs names: s3:PutObject/,
            );
        });

        it("mutant: without the comparison, the release names bytes that are others", () => {
            const mutant = ['[ "$found" = "$digest" ]', "true"] as const;
            const { code, world } = publish(taken(), { mutant });
            assert.deepEqual([code, candidate(world).digest, versionsOf(world)], [0, siteDigest, [digestOf(other)]]);
        });

        const refusals: [string, RegExp, More][] = [
            ["what is no zip", /asked for a zip with files in bundle\.zip/, { files: { "bundle.zip": "PK" } }],
            ["half a zip", /asked for a zip with files/, { files: { "bundle.zip": site.slice(0, site.length / 2) } }],
            ["a zip of nothing", /asked for a zip with files/, { files: { "bundle.zip": zipOf({}) } }],
        ];
        for (const [title, words, more] of refusals) {
            it(`refuses ${title}`, () => {
                const before = staging();
                const { code, err, world } = publish(before, more);
                assert.equal(code, 1);
                assert.match(err, words);
                assert.deepEqual(world.s3, before.s3);
            });
        }

        it("refuses an artifact without a bundle", () => {
            const { code, err } = run(PUBLISH, { env: { ...publishEnv, CARRIES: "bundle" }, world: staging() });
            assert.equal(code, 1);
            assert.match(
                err,
                /asked for bundle\.zip in the artifact, found none; the build must write out\/bundle\.zip/,
            );
        });

        it("makes nothing the candidate when S3 refuses the bundle", () => {
            const world = { ...staging(), deny: ["s3:PutObject"] };
            const { code, err, world: after } = publish(world);
            assert.equal(code, 1);
            assert.match(
                err,
                /could not keep the bundle as s3:.*, S3 refused \(its words are above\); nothing was released/,
            );
            assert.deepEqual(after.s3, world.s3);
        });
    });

    describe("pull", () => {
        it("copies the bundle from the other store, byte for byte", () => {
            const { code, err, world } = pull(promoted(from));
            assert.equal(code, 0, err);
            assert.deepEqual(versionsOf(world), [siteDigest]);
            const record = unpack(world, bucket, "releases/web/candidate.zip")["release.json"];
            assert.deepEqual([record?.what, record?.digest], [`s3://${bucket}/${keyOf(siteDigest)}`, siteDigest]);
        });

        it("copies nothing that is here already", () => {
            const here = promoted(from, (world) => {
                (world.s3[bucket] ?? {})[keyOf(siteDigest)] = [lying("z1", site)];
            });
            const { code, err, world } = pull(here);
            assert.equal(code, 0, err);
            assert.deepEqual(versionsOf(world), [siteDigest]);
        });

        const forged = promoted(from, (world) => {
            (world.s3[from] ?? {})[keyOf(siteDigest)] = [lying("z9", zipOf({ "index.html": "forged" }))];
        });
        it("attack: bytes that are not what their name says never arrive", () => {
            const { code, err, world } = pull(forged);
            assert.equal(code, 1);
            assert.match(err, /is not what its name says/);
            assert.deepEqual(world.s3, forged.s3);
        });

        it("mutant: without the comparison, they are the candidate", () => {
            const { code, world } = pull(forged, { mutant: ['[ "$found" = "$digest" ]', "true"] });
            assert.deepEqual([code, versionsOf(world).length], [0, 1]);
            assert.notDeepEqual(versionsOf(world), [siteDigest]);
        });

        const elsewhere = promoted(from, (world) => {
            world.s3["somebody-elses"] = { [keyOf(siteDigest)]: [lying("z9", site)] };
            const record = { format: 1, release: "x", blueprint: "b1", counter: 5, pushed: [] };
            world.s3[from]?.["releases/web/live.zip"]?.push(
                zipped("l10", { "release.json": bundleRelease("somebody-elses"), "live.json": record }),
            );
        });
        it("refuses a record that names another bucket, before anything is read there", () => {
            const { code, err, calls } = pull(elsewhere);
            assert.equal(code, 1);
            assert.match(err, /asked for a bundle of fairlead-staging-.*, release .* names s3:\/\/somebody-elses\//);
            assert.deepEqual(
                calls.filter((call) => call.includes("bundles/")),
                [],
            );
        });

        it("refuses a bundle that is gone over there, by S3's own words", () => {
            const gone = promoted(from, (world) => delete world.s3[from]?.[keyOf(siteDigest)]);
            const { code, err } = pull(gone);
            assert.equal(code, 1);
            assert.match(err, /AccessDenied[^]*asked for s3:.*, S3 refused .*; staging must still have it/);
        });
    });

    describe("fetch", () => {
        it("leaves the files of the release, and none besides", () => {
            const { code, err, file } = fetch(holding());
            assert.equal(code, 0, err);
            assert.deepEqual([file("index.html"), file("bin/start")], ["<p>new</p>", "#!/bin/sh\n"]);
        });

        const refusals: [string, RegExp, () => ReturnType<typeof run>][] = [
            [
                "bytes that are not what was released",
                /is not what its name says/,
                () => fetch(holding(zipOf({ a: "b" }))),
            ],
            [
                "release 0, which carries none",
                /is the placeholder and carries none/,
                () => fetch(holding(), { ...placeholder, carries: "bundle" }),
            ],
            [
                "a bundle of another store",
                /asked for a bundle of fairlead-prod-/,
                () => fetch(holding(), bundleRelease(from)),
            ],
            [
                "a name and a digest that differ",
                /which differ; make the release again/,
                () => fetch(holding(), bundleRelease(bucket, { digest: digestOf(zipOf({ a: "b" })) })),
            ],
            [
                "a bundle of another line",
                /asked release .* for a bundle by checksum/,
                () =>
                    fetch(
                        holding(),
                        bundleRelease(bucket, { what: `s3://${bucket}/bundles/api/${siteDigest.slice(7)}.zip` }),
                    ),
            ],
            [
                "a folder with files in it",
                /found files there; unpack it into an empty folder/,
                () => fetch(holding(), bundleRelease(), { files: { "out/old": "x" } }),
            ],
        ];
        for (const [title, words, asked] of refusals) {
            it(`refuses ${title}`, () => {
                const { code, err, file } = asked();
                assert.equal(code, 1);
                assert.match(err, words);
                assert.equal(file("index.html"), undefined);
            });
        }
    });

    describe("keep", () => {
        it("says that a bundle is kept, and calls nothing for it", () => {
            const { code, out, calls } = run(KEEP, {
                then: "take_release .\ncarried_keep live-prod",
                env: { LINE: "web" },
                world: holding(),
                files: { "release.json": JSON.stringify(bundleRelease()) },
            });
            assert.deepEqual([code, calls], [0, []]);
            assert.match(out, /live-prod, is kept for good/);
        });

        it("is like the others: each needs every call its header names", () =>
            assert.deepEqual(unneeded(["bundle-publish", "bundle-copy", "bundle-fetch"]), []));
    });
});
