import assert from "node:assert/strict";

import { needTools, run, unneeded, unpack, type World } from "./fixture";
import { bucket, live, newImage, newRelease, placeholder, prod, registry, zipped } from "./samples";

const from = "fairlead-staging-releases-111122223333";
const own = "444455556666.dkr.ecr.eu-west-1.amazonaws.com";
const env = {
    LINE: "web",
    CARRIES: "image",
    FROM_ENVIRONMENT: "staging",
    FROM_BUCKET: from,
    RELEASES_BUCKET: bucket,
    REPOSITORY_URI: `${own}/web-prod`,
    REPOSITORY_NAME: "web-prod",
    FROM_REPOSITORY_URI: `${registry}/web`,
    FROM_REPOSITORY_ARN: "arn:aws:ecr:eu-west-1:111122223333:repository/web",
};
const scripts = ["image", "image-copy", "pull"];
const tag = `release-${newImage.digest.slice(7, 19)}`;

/** The new release is live in staging; prod has a registry and a bucket of its own. */
function between(change: (world: World) => void = () => undefined): World {
    return prod((world) => {
        world.registry = own;
        world.ecr[`${own}/web-prod`] = [];
        world.s3[from] = { "releases/web/live.zip": [zipped("l9", live(newRelease))] };
        change(world);
    });
}
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
        const { promoted, ...record } = unpack(world, bucket, "releases/web/candidate.zip")["release.json"] ?? {};
        assert.deepEqual(record, { ...newRelease, what: `${own}/web-prod@${newImage.digest}` });
        assert.equal((promoted as { from: string }).from, "staging");
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
                world.s3[from] = { "releases/web/live.zip": [zipped("l0", live(placeholder))] };
            },
        ],
        [
            "for a release that is the candidate already",
            /is the candidate here already; nothing is written/,
            (world) => {
                world.s3[bucket]?.["releases/web/candidate.zip"]?.push(zipped("c2", { "release.json": newRelease }));
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
            mutant: ['[ "$found" = "$release_digest" ]', "true"],
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
                zipped("l9", live({ ...newRelease, what: `${stranger}/web@${newImage.digest}` })),
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
            mutant: ['[ "${release_what%@*}" = "$FROM_REPOSITORY_URI" ]', "true"],
        });
        assert.match(docker[0] ?? "", /^login /, "the refusal above would not notice a copy that compares nothing");
    });

    const refusals: [string, RegExp, (world: World) => void][] = [
        [
            "without a right to read the other store",
            /asked for s3:\/\/fairlead-staging-releases-111122223333\/releases\/web\/live\.zip, S3 refused/,
            (world) => {
                world.deny = ["s3:GetObject"];
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
                        zipped("l0", live({ ...newRelease, id: "web-x", what: `${registry}/web:latest` })),
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
