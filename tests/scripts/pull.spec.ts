import assert from "node:assert/strict";

import { needTools, run, unneeded, unpack, type Json, type World } from "./fixture";
import { between, from, own, PULL, pullEnv as env, takenHere } from "./promoting";
import { ana, ben, bucket, live, newImage, newRelease, placeholder, registry, zipped } from "./samples";

const scripts = PULL;
const tag = `release-${newImage.digest.slice(7, 19)}`;
const pull = (world: World, more: Record<string, string> = {}): ReturnType<typeof run> =>
    run(scripts, { env: { ...env, ...more }, world });

describe("script pull", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("copies the image by digest and makes the release the candidate here", () => {
        const { code, err, world, docker } = pull(between());
        assert.equal(code, 0, err);
        assert.deepEqual(docker, [
            `login --username AWS --password-stdin ${registry}`,
            `login --username AWS --password-stdin ${own}`,
            `buildx imagetools create --prefer-index=false --tag ${own}/web-prod:${tag} ${registry}/web@${newImage.digest}`,
        ]);
        assert.deepEqual(world.ecr[`${own}/web-prod`], [
            { digest: newImage.digest, manifest: newImage.manifest, tags: [tag] },
        ]);
        const { promoted, checks, ...record } =
            unpack(world, bucket, "releases/web/candidate.zip")["release.json"] ?? {};
        const { checks: _, ...theirs } = newRelease;
        assert.deepEqual(record, { ...theirs, what: `${own}/web-prod@${newImage.digest}`, pushers: [ana] });
        assert.deepEqual({ ...(promoted as Json), at: "" }, { from: "staging", at: "", counter: 5 });
        assert.deepEqual(takenHere(world), { counter: 5, release: newRelease.id, from: "staging", pushers: [ana] });
        assert.ok(checks);
    });

    const ownScan = { kind: "scan", critical: 1, high: 0, medium: 0 };
    const scanned = between((world) => {
        world.scans = [
            { imageScanStatus: { status: "ACTIVE" }, imageScanFindings: { findingSeverityCounts: { CRITICAL: 1 } } },
        ];
    });
    const checksOf = (world: World): unknown =>
        unpack(world, bucket, "releases/web/candidate.zip")["release.json"]?.checks;

    it("scans its own copy, and marks what it takes over as staging's word", () => {
        const { code, err, world } = pull(scanned);
        assert.equal(code, 0, err);
        assert.deepEqual(checksOf(world), [{ kind: "tests", stage: "test", passed: true, from: "staging" }, ownScan]);
    });

    it("shows staging's scan as staging's where its own registry has none", () => {
        assert.deepEqual(checksOf(pull(between()).world), [
            { kind: "tests", stage: "test", passed: true, from: "staging" },
            { kind: "scan", critical: 0, high: 1, medium: 4, from: "staging" },
        ]);
    });

    it("takes over what staging has asked the release, which stands beside it there", () => {
        const home = { kind: "check", name: "home", passed: true, required: true, report: null };
        const world = between((w) => {
            const verified = live({ ...newRelease, checks: [] }, "b1", 5);
            const proof = { ...(verified["live.json"] as Json), checks: [home] };
            w.s3[from] = { "releases/web/live.zip": [zipped("l9", { ...verified, "live.json": proof })] };
        });
        assert.deepEqual(checksOf(pull(world).world), [{ ...home, from: "staging" }]);
    });

    it("attack: what staging says of itself never passes for prod's own scan", () => {
        const forged = { kind: "scan", critical: 0, high: 0, medium: 0 };
        const world = between((w) => {
            w.scans = scanned.scans;
            w.s3[from] = {
                "releases/web/live.zip": [zipped("l9", live({ ...newRelease, checks: [forged, forged] }, "b1", 5))],
            };
        });
        assert.deepEqual(checksOf(pull(world).world), [ownScan]);
        const { world: unscanned } = pull({ ...world, scans: [null] });
        assert.deepEqual(checksOf(unscanned), [
            { ...forged, from: "staging" },
            { ...forged, from: "staging" },
        ]);
    });

    it("mutant: without the mark, staging's word passes for prod's", () => {
        const { world } = run(scripts, { env, world: between(), mutant: [" | .from //= $from", ""] });
        assert.deepEqual(checksOf(world), newRelease.checks);
    });

    const cy = "arn:aws:iam::111122223333:user/cy";
    const pushersOf = (world: World): unknown =>
        unpack(world, bucket, "releases/web/candidate.zip")["release.json"]?.pushers;
    const waiting = between((world) => {
        world.s3[bucket]?.["releases/web/candidate.zip"]?.push(
            zipped("c2", { "release.json": { ...newRelease, id: "web-rejected", pushers: [ben] } }),
        );
        world.s3[from] = {
            "releases/web/live.zip": [
                zipped(
                    "l9",
                    live({ ...newRelease, pushers: [ana] }, "b1", 6, [
                        { by: "arn:aws:iam::111122223333:user/long-ago", last: 4 },
                        { by: cy, last: 5 },
                        { by: ana, last: 6 },
                    ]),
                ),
            ],
        };
    });
    it("names everyone whose push is in it and not live here: of a candidate never approved, of a release never taken", () => {
        const { code, err, world } = pull(waiting);
        assert.equal(code, 0, err);
        assert.deepEqual(pushersOf(world), [ben, cy, ana]);
    });

    it("remembers them where the candidate was rolled back before", () => {
        const { world: taken } = pull(waiting);
        taken.s3[bucket]?.["releases/web/candidate.zip"]?.push(...(taken.s3[bucket]["releases/web/live.zip"] ?? []));
        taken.s3[from] = {
            "releases/web/live.zip": [zipped("l10", live({ ...newRelease, id: "web-next", pushers: [ana] }, "b1", 7))],
        };
        assert.deepEqual(pushersOf(pull(taken).world), [ben, cy, ana]);
    });

    for (const [what, mutant] of [
        ["a candidate that was never approved", [" + ($candidate[0] | waiting)", ""]],
        ["a release that was never taken", ["[$theirs[0].pushed[]? | select(.last > $taken) | .by] + ", ""]],
    ] as const)
        it(`mutant: without the pushers of ${what}, one of them may approve`, () => {
            const { world } = run(scripts, { env, world: waiting, mutant });
            assert.equal((pushersOf(world) as unknown[]).length, 2);
        });

    it("copies nothing that is here already", () => {
        const { code, err, docker, world } = pull(
            between((w) => {
                w.ecr[`${own}/web-prod`] = [{ ...newImage, tags: [tag] }];
            }),
        );
        assert.deepEqual([code, docker], [0, []], err);
        assert.equal(unpack(world, bucket, "releases/web/candidate.zip")["release.json"]?.id, newRelease.id);
    });

    it("takes what is live, whatever the event spoke of", () => {
        const { code, out, err } = pull(between(), { RELEASE: "web-older" });
        assert.equal(code, 0, err);
        assert.match(
            out,
            /The event spoke of release web-older; live in staging is web-20261121T101500Z-0000bbbb by now/,
        );
    });

    const idle: [string, RegExp, (world: World) => void][] = [
        [
            "while the placeholder is live",
            /Live in staging is the placeholder: there is nothing to pull yet/,
            (world) => {
                world.s3[from] = { "releases/web/live.zip": [zipped("l0", live(placeholder, "b1", 5))] };
            },
        ],
    ];
    for (const [title, words, change] of idle) {
        it(`does nothing ${title}`, () => {
            const world = between(change);
            const done = pull(world);
            assert.deepEqual(
                [done.code, done.docker, done.world.s3, done.world.ecr],
                [0, [], world.s3, world.ecr],
                done.err,
            );
            assert.match(done.out, words);
        });
    }

    const other = between((world) => {
        world.wraps = true;
    });
    it("refuses a copy with another digest", () => {
        const { code, err, world } = pull(other);
        assert.equal(code, 1);
        assert.match(
            err,
            /asked web-prod for sha256:.* under release-.*, found sha256:.*; the copy is not what staging verified/,
        );
        assert.deepEqual(world.s3, other.s3);
    });

    it("mutant: without the comparison, another image becomes the candidate", () => {
        const { code, world } = run(scripts, {
            env,
            world: other,
            mutant: ['[ "$found" = "$digest" ]', "true"],
        });
        assert.deepEqual(
            [code, unpack(world, bucket, "releases/web/candidate.zip")["release.json"]?.id],
            [0, newRelease.id],
        );
    });

    const stranger = "999900001111.dkr.ecr.eu-west-1.amazonaws.com";
    const elsewhere = between((world) => {
        world.ecr[`${stranger}/web`] = [newImage];
        world.s3[from] = {
            "releases/web/live.zip": [
                zipped("l9", live({ ...newRelease, what: `${stranger}/web@${newImage.digest}` }, "b1", 5)),
            ],
        };
    });
    it("refuses a record that names another registry, before any login", () => {
        const { code, err, docker, calls, world } = pull(elsewhere);
        assert.equal(code, 1);
        assert.match(
            err,
            /asked for an image of 111122223333\..*\/web, release .* names 999900001111\..*; nothing is logged in to or copied/,
        );
        assert.deepEqual([docker, calls.filter((call) => call.startsWith("ecr:"))], [[], []]);
        assert.deepEqual(world.s3, elsewhere.s3);
    });

    it("mutant: without the comparison, the record decides and docker logs in", () => {
        const { docker } = run(scripts, {
            env,
            world: elsewhere,
            mutant: ['[ "${image%@*}" = "$FROM_REPOSITORY_URI" ]', "true"],
        });
        assert.match(docker[0] ?? "", /^login /, "the refusal above would not notice a copy that compares nothing");
    });

    const refusals: [string, RegExp, (world: World) => void][] = [
        [
            "without a right to read the other store",
            /asked for s3:\/\/fairlead-staging-releases-111122223333\/releases\/web\/live\.zip, S3 refused/,
            (world) => {
                world.s3[from] = {};
            },
        ],
        [
            "without a right to read the other registry",
            /ecr:GetDownloadUrlForLayer[\s\S]*staging must grant this role read access/,
            (world) => {
                world.deny = ["ecr:GetDownloadUrlForLayer"];
            },
        ],
        [
            "a record that names an image by tag",
            /asked release web-x for an image by digest/,
            (world) => {
                world.s3[from] = {
                    "releases/web/live.zip": [
                        zipped("l0", live({ ...newRelease, id: "web-x", what: `${registry}/web:latest` }, "b1", 5)),
                    ],
                };
            },
        ],
    ];
    for (const [title, words, change] of refusals) {
        it(`refuses ${title}`, () => {
            const world = between(change);
            const done = pull(world);
            assert.equal(done.code, 1);
            assert.match(done.err, words);
            assert.deepEqual(done.world.s3, world.s3);
        });
    }

    it("needs every call its header names", () => assert.deepEqual(unneeded(scripts), []));
});
