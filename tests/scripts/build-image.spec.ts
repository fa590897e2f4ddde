import assert from "node:assert/strict";

import { needTools, run, unneeded, type Job, type World } from "./fixture";
import { bucket, commitId, oldImage, prod, registry, stored } from "./samples";

type More = Partial<Job>;
const buildEnv = {
    LINE: "web",
    RELEASES_BUCKET: bucket,
    REPOSITORY_URI: `${registry}/web`,
    REPOSITORY_NAME: "web",
    CONTEXT: "shop",
    DOCKERFILE: "Dockerfile",
    PLATFORM: "linux/amd64",
    TEST_STAGE: "test",
    COMMIT_ID: commitId,
};
const dockerfile = "FROM scratch AS test\nFROM scratch AS app\n";

function build(world: World, more: More = {}): ReturnType<typeof run> {
    return run(["image", "image-ecr", "build-image"], {
        ...more,
        env: { ...buildEnv, ...more.env },
        world,
        files: { "shop/Dockerfile": dockerfile, ...more.files },
    });
}

describe("script build-image", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("runs the tests, then pushes the image under the commit's id and reports the registry's digest", () => {
        const { code, err, docker, json, world } = build(prod());
        assert.equal(code, 0, err);
        assert.deepEqual(docker, [
            "buildx build --platform linux/amd64 --provenance=false --file shop/Dockerfile --target test shop",
            `login --username AWS --password-stdin ${registry}`,
            `buildx build --platform linux/amd64 --provenance=false --file shop/Dockerfile --tag ${registry}/web:${commitId} --push shop`,
        ]);
        const pushed = world.ecr[`${registry}/web`]?.find((one) => one.tags.includes(commitId));
        assert.deepEqual(json("imageDetail.json"), { ImageURI: `${registry}/web@${String(pushed?.digest)}` });
        assert.deepEqual(json("build.json"), { tests: { stage: "test", passed: true }, reused: false });
    });

    it("with a cache builds by a builder that knows it, from the first stage on, and keeps what the last one made", () => {
        const { code, err, docker } = run(["image", "image-ecr", "image-cache", "build-image"], {
            env: { ...buildEnv, CACHE: "yes" },
            world: prod(),
            files: { "shop/Dockerfile": dockerfile },
        });
        assert.equal(code, 0, err);
        const [from, to] = ["from", "to"].map((way) => `--cache-${way}=type=registry,ref=${registry}/web:cache`);
        const usual = `buildx build --platform linux/amd64 --provenance=false --file shop/Dockerfile ${String(from)}`;
        assert.deepEqual(docker.slice(1), [
            "buildx create --name fairlead-cache --driver docker-container --driver-opt image=public.ecr.aws/vend/moby/buildkit:buildx-stable-1",
            `${usual} --target test shop`,
            `login --username AWS --password-stdin ${registry}`,
            `${usual} ${String(to)},mode=max,image-manifest=true,oci-mediatypes=true --tag ${registry}/web:${commitId} --push shop`,
        ]);
        // Whoever logs in later than that asks for what it may not have.
        assert.equal(docker[0], `login --username AWS --password-stdin ${registry}`);
        assert.deepEqual(
            unneeded(["image-cache"]).filter((line) => !line.includes("PASSWORD")),
            [],
        );
    });

    it("says nothing about tests where none were asked for", () => {
        const { json } = build(prod(), { env: { TEST_STAGE: "" } });
        assert.deepEqual(json("build.json"), { tests: null, reused: false });
    });

    /** A world in which Publish recorded these digests for the commit, and an image lies under the commit's id. */
    const recorded = (digests: readonly string[], change: (world: World) => void = () => undefined): World =>
        prod((world) => {
            world.ecr[`${registry}/web`]?.[0]?.tags.push(commitId);
            const commits = digests.map((digest) => ({ id: commitId, digest }));
            (world.s3[bucket] ?? {})["releases/web/published.json"] = [
                stored("p2", { format: 1, line: "web", commits }),
            ];
            change(world);
        });
    const builtAgain = new RegExp(`^${registry}/web:${commitId}-\\d{8}T\\d{6}Z$`);
    const tagPushed = (docker: readonly string[]): string | undefined =>
        docker.flatMap((words) => / --tag (\S+) /.exec(words)?.[1] ?? [])[0];

    it("never builds twice what Publish released", () => {
        const { code, err, docker, json } = build(recorded([oldImage.digest]));
        assert.equal(code, 0, err);
        assert.deepEqual(docker, []);
        assert.deepEqual(json("imageDetail.json"), { ImageURI: `${registry}/web@${oldImage.digest}` });
        assert.deepEqual(json("build.json"), { tests: null, reused: true });
    });

    it("attack: an image that was given the commit's id beforehand is not used, the commit is built", () => {
        const { code, err, out, docker, json } = build(recorded([]));
        assert.equal(code, 0, err);
        assert.match(out, /exists and Publish never recorded it, so it is not used/);
        assert.match(tagPushed(docker) ?? "", builtAgain);
        assert.notDeepEqual(json("imageDetail.json"), { ImageURI: `${registry}/web@${oldImage.digest}` });
        assert.deepEqual(json("build.json"), { tests: { stage: "test", passed: true }, reused: false });
    });

    it("builds again what Publish released of another commit, and what expired", () => {
        const gone = build(recorded([`sha256:${"0".repeat(64)}`]));
        assert.match(tagPushed(gone.docker) ?? "", builtAgain, gone.err);
        const other = { id: "a".repeat(40), digest: oldImage.digest };
        const record = stored("p2", { format: 1, line: "web", commits: [other] });
        const foreign = build(
            recorded([], (world) => (world.s3[bucket] ?? {})["releases/web/published.json"]?.push(record)),
        );
        assert.match(tagPushed(foreign.docker) ?? "", builtAgain, foreign.err);
    });

    it("mutant: when a tag is believed, the image that was tagged beforehand is released", () => {
        const mutant = [
            '[ -z "$digest" ] || digest=$(find_image "digest=$digest")',
            'digest=$(find_image "tag=$COMMIT_ID")',
        ] as const;
        const { json } = build(recorded([]), { mutant });
        assert.deepEqual(json("imageDetail.json"), { ImageURI: `${registry}/web@${oldImage.digest}` });
    });

    it("refuses to push what failed its tests", () => {
        const { code, err, world, file } = build(prod(), {
            files: { "shop/Dockerfile": `${dockerfile}RUN false # test\n` },
        });
        assert.equal(code, 1);
        assert.match(err, /stage test of commit .* failed: a test in it, or a step before .*; nothing was pushed/);
        assert.deepEqual(world.ecr, prod().ecr);
        assert.equal(file("imageDetail.json"), undefined);
    });

    it("mutant: when a failing test stage is let through, the image is pushed", () => {
        const mutant = ['build --target "$TEST_STAGE" || fail', 'build --target "$TEST_STAGE" || say'] as const;
        const { code, world } = build(prod(), {
            files: { "shop/Dockerfile": `${dockerfile}RUN false # test\n` },
            mutant,
        });
        assert.deepEqual([code, world.ecr[`${registry}/web`]?.length], [0, 3]);
    });

    const refusals: [string, RegExp, More, string[]][] = [
        [
            "a commit id that is none",
            /asked for a commit id of hexadecimal digits/,
            { env: { COMMIT_ID: "$(id)" } },
            [],
        ],
        [
            "a Dockerfile that is not there",
            /asked for shop\/Other in commit .*, found no such file/,
            { env: { DOCKERFILE: "Other" } },
            [],
        ],
        [
            "an empty setting, by name",
            /asked for the environment variable PLATFORM, found it empty/,
            { env: { PLATFORM: "" } },
            [],
        ],
        [
            "to guess when ECR refuses",
            /not authorized to perform: ecr:DescribeImages[\s\S]*asked ECR for imageTag=.* of web, ECR refused/,
            {},
            ["ecr:DescribeImages"],
        ],
        [
            "to guess when S3 refuses what Publish recorded",
            /asked for s3:.*\/releases\/web\/published.json, S3 refused/,
            {},
            ["s3:GetObject"],
        ],
        [
            "to go on without a login",
            /could not log in to .*ecr:GetAuthorizationToken/,
            {},
            ["ecr:GetAuthorizationToken"],
        ],
    ];
    for (const [title, words, more, deny] of refusals) {
        it(`refuses ${title}`, () => {
            const { code, err, world } = build(
                prod((w) => {
                    w.deny = deny;
                }),
                more,
            );
            assert.equal(code, 1);
            assert.match(err, words);
            assert.deepEqual(world.ecr, prod().ecr);
        });
    }

    it("needs every call its header names", () =>
        assert.deepEqual(
            unneeded(["build-image"]).filter((line) => !/PASSWORD|PUBLIC_REPOSITORY/.test(line)),
            [],
        ));
});
