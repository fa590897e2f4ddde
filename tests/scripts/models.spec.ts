import * as assert from "node:assert/strict";

import { needTools, run, unpack, unneeded, type Json, type World } from "./fixture";
import {
    approve,
    carla,
    dataOf,
    described,
    golden,
    image,
    keyOf,
    modelRelease,
    packageArn,
    promotedModel,
    PUBLISH,
    record,
    START,
    start,
    trained,
    training,
} from "./modelling";
import { digestOf } from "./bundling";
import { from, own, pullEnv } from "./promoting";
import { candidate, published } from "./publishing";
import { ana, bucket, commitId, live, newImage, oldImage, registry, stored, zipped } from "./samples";

const PULL = ["image", "bundle", "model", "image-ecr", "model-copy", "pull"];
const KEEP = ["image", "bundle", "model", "image-ecr", "model-keep"];
const at = (minute: number): string => `2026-11-21T10:0${minute}:00Z`;
const released = (world: World): unknown => (candidate(world)["model"] as Json | undefined)?.["package"];

describe("scripts of models", function () {
    this.timeout(120_000);
    before(function () {
        needTools(this);
    });

    describe("publish, when a person has approved", () => {
        it("writes a release of exactly that version: data by its checksum, image by digest, what was measured, who approved", () => {
            const { code, err, world } = approve(trained(), 2, at(2));
            assert.equal(code, 0, err);
            const { id, made, ...record } = candidate(world);
            assert.match(String(id), /^web-\d{8}T\d{6}Z-[0-9a-f]{8}$/);
            assert.ok(made);
            assert.deepEqual(record, {
                format: 1,
                line: "web",
                carries: "model",
                what: `s3://${bucket}/${keyOf(2)}`,
                digest: digestOf(dataOf(2)),
                commit: { id: commitId, pushedBy: ana },
                pushers: [ana],
                checks: [
                    { kind: "tests", stage: "test", passed: true },
                    { kind: "scan", critical: 0, high: 1, medium: 0 },
                ],
                model: {
                    package: packageArn(2),
                    version: 2,
                    image,
                    dataVersion: "0",
                    metrics: { accuracy: 0.97 },
                    confusion: [
                        [9, 1],
                        [0, 10],
                    ],
                    approvedAt: at(2),
                    approvedBy: carla,
                },
                golden,
            });
            assert.equal(world.s3[bucket]?.[keyOf(2)]?.length, 1);
            assert.deepEqual(world.ecr[`${registry}/web`]?.[1]?.tags, [`release-${newImage.digest.slice(7, 19)}`]);
            // What a build of the same commit uses again is the image, and not what it learned.
            assert.deepEqual(published(world)["commits"], [{ id: commitId, digest: newImage.digest }]);
        });

        it("says nothing of tests that no build spoke of, whether its record is older or says what is none", () => {
            const { build: _, ...older } = record;
            for (const kept of [older, { ...older, build: { tests: "passed" } }]) {
                const { code, err, world } = approve(
                    trained((before) => {
                        (before.s3[bucket] ?? {})[recordKeyOf(before)] = [stored("r2", kept)];
                    }),
                    2,
                    at(2),
                );
                assert.equal(code, 0, err);
                assert.deepEqual(candidate(world)["checks"], [{ kind: "scan", critical: 0, high: 1, medium: 0 }]);
            }
        });

        it("mutant: without what the build said, a release knows of no tests", () => {
            const mutant = ["jq '.build // {}' built.json", "echo '{}'"] as const;
            const { world } = approve(trained(), 2, at(2), { mutant });
            assert.deepEqual(candidate(world)["checks"], [{ kind: "scan", critical: 0, high: 1, medium: 0 }]);
        });

        it("refuses what is not approved by now", () => {
            for (const ModelApprovalStatus of ["Rejected", "PendingManualApproval"]) {
                const before = trained((world) => {
                    (world.packages ?? {})[packageArn(2)] = described(2, at(2), { ModelApprovalStatus });
                });
                const { code, err, world } = approve(before, 2, at(2));
                assert.equal(code, 1);
                assert.ok(err.includes(`is ${ModelApprovalStatus} by now`), err);
                assert.equal(released(world), undefined);
            }
        });

        it("does not know who approved, where somebody changed the version later", () => {
            const before = trained((world) => {
                (world.packages ?? {})[packageArn(2)] = described(2, at(9));
            });
            const { world } = approve(before, 2, at(2));
            assert.equal((candidate(world)["model"] as Json)["approvedBy"], null);
        });

        it("releases once what an event tells five times, also where life-cycle edits raise it later", () => {
            let { world } = approve(trained(), 2, at(2));
            const first = candidate(world)["id"];
            for (const time of [at(2), at(2), at(3), at(9)]) {
                const again = approve(world, 2, time);
                assert.equal(again.code, 0, again.err);
                assert.ok(again.out.includes("was released before"), again.out);
                ({ world } = again);
            }
            assert.equal(candidate(world)["id"], first);
            assert.equal(world.s3[bucket]?.["releases/web/candidate.zip"]?.length, 2);
        });

        it("of two jobs at the same moment lets one release, and the other see it", () => {
            const once = approve(trained(), 2, at(2)).world.s3[bucket]?.["releases/web/published.json"]?.at(-1);
            assert.ok(once);
            const before = trained((world) => {
                // The first write of this job is the model's data, the second gives the image a tag: the third is the record.
                world.meanwhile = [[], [{ bucket, key: "releases/web/published.json", ...once }]];
            });
            const { code, out, err, world } = approve(before, 2, at(2));
            assert.equal(code, 0, err);
            assert.ok(out.includes("looking again") && out.includes("was released before"), out);
            assert.equal(released(world), undefined);
        });

        it("never lets an approval overtake a later one, however late its event comes", () => {
            const { world } = approve(trained(), 3, at(3));
            const late = approve(world, 2, at(2));
            assert.equal(late.code, 0, late.err);
            assert.ok(late.out.includes("one that was approved later"), late.out);
            assert.equal(released(late.world), packageArn(3));
            assert.equal(released(approve(late.world, 1, at(4)).world), packageArn(1));
        });

        it("releases again what a person asks for by hand", () => {
            const { world } = approve(trained(), 3, at(3));
            assert.equal(released(approve(world, 2, at(2), { env: { AGAIN: "yes" } }).world), packageArn(2));
        });

        const refusals: Readonly<Record<string, { readonly change: (world: World) => void; readonly says: string }>> = {
            "an image of somebody else's": {
                change: (world) =>
                    ((world.packages ?? {})[packageArn(2)] = described(2, at(2), {
                        InferenceSpecification: {
                            Containers: [{ Image: `${registry}/other@${newImage.digest}`, ModelDataUrl: "s3://x/y" }],
                        },
                    })),
                says: "for an image of 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web by digest",
            },
            "an image that no commit of the line was built into": {
                change: (world) =>
                    ((world.packages ?? {})[packageArn(2)] = described(2, at(2), {
                        InferenceSpecification: {
                            Containers: [{ Image: `${registry}/web@${oldImage.digest}`, ModelDataUrl: "s3://x/y" }],
                        },
                    })),
                says: "S3 refused",
            },
            "data outside of what the line's training left": {
                change: (world) =>
                    ((world.packages ?? {})[packageArn(2)] = described(2, at(2), {
                        InferenceSpecification: {
                            Containers: [{ Image: image, ModelDataUrl: `s3://${training}/other/runs/1/model.tar.gz` }],
                        },
                    })),
                says: `for output/model.tar.gz below s3://${training}/web/runs`,
            },
            "data by a way back": {
                change: (world) =>
                    ((world.packages ?? {})[packageArn(2)] = described(2, at(2), {
                        InferenceSpecification: {
                            Containers: [{ Image: image, ModelDataUrl: `s3://${training}/web/runs/../../other/m` }],
                        },
                    })),
                says: `for output/model.tar.gz below s3://${training}/web/runs`,
            },
        };
        for (const [what, { change, says }] of Object.entries(refusals))
            it(`refuses ${what}`, () => {
                const { code, err, world } = approve(trained(change), 2, at(2));
                assert.equal(code, 1);
                assert.ok(err.includes(says), err);
                assert.equal(released(world), undefined);
            });

        it("refuses a package of another group, and a time that is none", () => {
            const other = packageArn(2).replace("fairlead-staging-web", "fairlead-staging-other");
            assert.equal(approve(trained(), 2, at(2), { env: { PACKAGE: other } }).code, 1);
            assert.equal(approve(trained(), 2, "tomorrow").code, 1);
        });

        it("mutant: without the look at what was released, an edit of its life cycle releases an old version again", () => {
            const { world } = approve(approve(trained(), 2, at(2)).world, 3, at(3));
            const mutant = ["if any($all[]; .package == $this.package)", "if false"] as const;
            assert.equal(released(approve(world, 2, at(9), { mutant }).world), packageArn(2));
        });

        it("mutant: without the look at the time, an old approval overtakes", () => {
            const { world } = approve(trained(), 3, at(3));
            const mutant = ["elif $this.approvedAt < $newest", "elif false"] as const;
            assert.equal(released(approve(world, 2, at(2), { mutant }).world), packageArn(2));
        });

        it("mutant: without the question for the status, a rejected version is released", () => {
            const before = trained((world) => {
                (world.packages ?? {})[packageArn(2)] = described(2, at(2), { ModelApprovalStatus: "Rejected" });
            });
            const mutant = ['[ "$status" = Approved ] ||', "true ||"] as const;
            assert.equal(released(approve(before, 2, at(2), { mutant }).world), packageArn(2));
        });
    });

    describe("start of a training", () => {
        it("hands over exactly the image, the commit and the data version, keeps who pushed, and ends", () => {
            const { code, err, out, world } = start(
                trained((before) => delete before.s3[bucket]?.[recordKeyOf(before)]),
            );
            assert.equal(code, 0, err);
            assert.deepEqual(world.trained?.[0]?.["parameters"], [
                { Name: "Image", Value: image },
                { Name: "Commit", Value: commitId },
                { Name: "DataVersion", Value: "0" },
                { Name: "PushedBy", Value: "unknown" },
            ]);
            assert.ok(out.includes("execution/abcdefghijkl has begun"), out);
            const kept = world.s3[bucket]?.[`builds/web/${newImage.digest.slice(7)}.json`]?.at(-1);
            const { commit, ...rest } = JSON.parse(Buffer.from(kept?.base64 ?? "", "base64").toString()) as Json;
            assert.deepEqual(rest, { format: 1, image, golden, build: record.build });
            assert.equal((commit as Json)["id"], commitId);
        });

        it("asks of a new model what the one that is live reached", () => {
            const before = trained((world) => {
                world.s3[bucket]?.["releases/web/live.zip"]?.push(zipped("l2", live(modelRelease(bucket))));
            });
            const parameters = start(before).world.trained?.[0]?.["parameters"] as Json[];
            assert.deepEqual(parameters.at(-1), { Name: "Champion", Value: "0.97" });
            const careless = start(before, { env: { CHAMPION: "" } }).world.trained?.[0]?.["parameters"] as Json[];
            assert.deepEqual(careless.at(-1)?.["Name"], "PushedBy");
        });

        it("asked twice for one run trains once, and never takes back who pushed", () => {
            const { world } = start(start(trained()).world);
            assert.equal(world.trained?.length, 1);
            assert.equal(world.s3[bucket]?.[`builds/web/${newImage.digest.slice(7)}.json`]?.length, 1);
        });

        it("refuses an image by tag, and a commit without what an endpoint is to be asked", () => {
            const byTag = start(trained(), { files: { "imageDetail.json": '{"ImageURI":"registry/web:latest"}' } });
            assert.equal(byTag.code, 1);
            const broken = start(trained(), { files: { "build.json": "passed" } });
            assert.ok(broken.code === 1 && broken.err.includes("build.json"), broken.err);
            const without = start(trained(), { files: { "golden.json": '{"format":1,"payloads":[]}' } });
            assert.equal(without.code, 1);
            assert.ok(without.err.includes("write at least one payload"), without.err);
            assert.equal(without.world.trained, undefined);
        });
    });

    describe("pull, from the environment that verified it", () => {
        const pull = (world: World): ReturnType<typeof run> =>
            run(PULL, { env: { ...pullEnv, CARRIES: "model" }, world });

        it("copies the data by its checksum and the image by its digest, and names both as they lie here", () => {
            const { code, err, world } = pull(promotedModel(from));
            assert.equal(code, 0, err);
            const taken = unpack(world, bucket, "releases/web/candidate.zip")["release.json"] ?? {};
            assert.equal(taken["what"], `s3://${bucket}/${keyOf(2)}`);
            assert.deepEqual(taken["model"], {
                package: packageArn(2),
                image: `${own}/web-prod@${newImage.digest}`,
                metrics: { accuracy: 0.97 },
            });
            assert.deepEqual(taken["golden"], golden);
            assert.equal(world.s3[bucket]?.[keyOf(2)]?.length, 1);
            world.s3[bucket]["promotions/web.json"]?.pop();
            world.s3[bucket]["releases/web/candidate.zip"]?.pop();
            const again = pull(world);
            assert.equal(again.code, 0, again.err);
            assert.ok(again.out.includes("it is the same model"), again.out);
        });

        it("refuses data that is not what its name says, and an image of another registry", () => {
            const changed = promotedModel(from);
            (changed.s3[from] ?? {})[keyOf(2)] = [stored("z9", { other: true })];
            const { code, err, world } = pull(changed);
            assert.equal(code, 1);
            assert.ok(err.includes("is not what its name says"), err);
            assert.equal(world.s3[bucket]?.[keyOf(2)], undefined);
            const foreign = pull(promotedModel(from, { model: { image: `elsewhere.example/web@${newImage.digest}` } }));
            assert.equal(foreign.code, 1);
            assert.ok(foreign.err.includes("nothing is logged in to or copied"), foreign.err);
        });
    });

    describe("keep", () => {
        const keep = (of: Json): ReturnType<typeof run> =>
            run(KEEP, {
                env: { LINE: "web", CARRIES: "model", REPOSITORY_URI: `${registry}/web`, REPOSITORY_NAME: "web" },
                world: trained(),
                files: { "release.json": JSON.stringify(of) },
                then: "take_release .\ncarried_keep live-staging",
            });

        it("gives the image a name that never expires, and release 0 none", () => {
            const { code, err, world } = keep(modelRelease(bucket));
            assert.equal(code, 0, err);
            assert.deepEqual(world.ecr[`${registry}/web`]?.[1]?.tags, ["live-staging"]);
            const zero = keep({ ...modelRelease(bucket), placeholder: true });
            assert.deepEqual([zero.code, zero.calls], [0, []]);
        });
    });

    describe("headers", () => {
        it("name no call that nothing here needed", () =>
            assert.deepEqual(
                unneeded(
                    [...PUBLISH, ...START, ...PULL, ...KEEP].filter((name) => /model|training|package/.test(name)),
                ),
                [],
            ));
    });
});

const recordKeyOf = (world: World): string =>
    Object.keys(world.s3[bucket] ?? {}).find((key) => key.startsWith("builds/")) ?? "";
