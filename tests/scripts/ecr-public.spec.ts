import assert from "node:assert/strict";

import { needTools, run, unneeded, unpack, type Job, type World } from "./fixture";
import { between, from, pullEnv } from "./promoting";
import { candidate, publishEnv, staging } from "./publishing";
import { bucket, commitId, image, live, newImage, newRelease, prod, zipped } from "./samples";

const STAGING = "public.ecr.aws/a1b2c3d4/shop-staging/web";
const PROD = "public.ecr.aws/a1b2c3d4/shop-prod/web";
const ARN = "arn:aws:ecr-public::111122223333:repository/shop/web";
const tag = `release-${newImage.digest.slice(7, 19)}`;
const other = image("other");
const push = { REPOSITORY_URI: STAGING, REPOSITORY_NAME: "", PUBLIC_REPOSITORY_ARN: ARN };
const pull = { ...push, REPOSITORY_URI: PROD, FROM_REPOSITORY_URI: STAGING };
type More = Partial<Job>;

function inPublic(world: World, tags: string[] = []): World {
    world.public = { arn: ARN };
    world.ecr = { [STAGING]: [{ ...newImage, tags: [...tags] }], [PROD]: [] };
    return world;
}
const WORDS = ["image", "image-ecr-public", "image-by-docker"];
const build = (world: World): ReturnType<typeof run> =>
    run([...WORDS, "build-image"], {
        env: {
            ...{ LINE: "web", RELEASES_BUCKET: bucket, CONTEXT: ".", DOCKERFILE: "Dockerfile" },
            ...{ PLATFORM: "linux/amd64", COMMIT_ID: commitId, ...push },
        },
        world,
        files: { Dockerfile: "FROM scratch AS app\n" },
    });
const publish = (world: World, more: More = {}): ReturnType<typeof run> =>
    run([...WORDS, "image-publish", "source-commit", "publish"], {
        ...more,
        env: { ...publishEnv, ...push },
        world,
        files: { "imageDetail.json": JSON.stringify({ ImageURI: `${STAGING}@${newImage.digest}` }) },
    });
const promoted = (what = `${STAGING}@${newImage.digest}`): World =>
    inPublic(
        between((world) => {
            world.s3[from] = { "releases/web/live.zip": [zipped("l9", live({ ...newRelease, what }, "b1", 5))] };
        }),
        [tag],
    );
const copy = (world: World, more: More = {}): ReturnType<typeof run> =>
    run([...WORDS, "image-public-copy", "pull"], { ...more, env: { ...pullEnv, ...pull }, world });

describe("scripts of images in ECR Public", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("build: logs in by standard input, pushes under the commit's id, and reports the registry's digest", () => {
        const done = build(inPublic(prod()));
        assert.equal(done.code, 0, done.err);
        assert.deepEqual(
            done.docker.filter((words) => !words.includes("inspect")),
            [
                "login --username AWS --password-stdin public.ecr.aws",
                `buildx build --platform linux/amd64 --provenance=false --file ./Dockerfile --tag ${STAGING}:${commitId} --push .`,
            ],
        );
        const pushed = done.world.ecr[STAGING]?.find(({ tags }) => tags.includes(commitId));
        assert.deepEqual(done.json("imageDetail.json"), { ImageURI: `${STAGING}@${String(pushed?.digest)}` });
        assert.doesNotMatch([done.out, done.err, ...done.docker, ...done.calls].join("\n"), /the-public-token/);
    });

    it("publish: names the image by its digest, gives it a tag that says which one it is, and says that nobody scanned it", () => {
        const done = publish(inPublic(staging()));
        assert.equal(done.code, 0, done.err);
        const { what, digest, checks } = candidate(done.world);
        assert.deepEqual([what, digest, checks], [`${STAGING}@${newImage.digest}`, newImage.digest, []]);
        assert.deepEqual(done.world.ecr[STAGING]?.[0]?.tags, [tag]);
        assert.match(done.out, /ECR Public scans nothing/);
    });

    const moved = (): World => {
        const world = inPublic(staging());
        world.ecr[STAGING]?.push({ ...other, tags: [tag] });
        return world;
    };
    it("attack: a release's tag that somebody moved elsewhere turns Publish red", () => {
        const { code, err } = publish(moved());
        assert.equal(code, 1);
        assert.match(err, /found another image under that name: sha256:/);
    });

    it("mutant: without that question, the tag of another image is taken away", () => {
        const { code, world } = publish(moved(), { mutant: ['[ -z "$found" ] || fail', "true || fail"] });
        assert.deepEqual([code, world.ecr[STAGING]?.[1]?.tags], [0, []]);
    });

    it("pull: copies by digest into this environment's own repository, byte for byte", () => {
        const done = copy(promoted());
        assert.equal(done.code, 0, done.err);
        const record = unpack(done.world, bucket, "releases/web/candidate.zip")["release.json"];
        assert.equal(record?.what, `${PROD}@${newImage.digest}`);
        assert.deepEqual(done.world.ecr[PROD], [{ ...newImage, tags: [tag] }]);
    });

    it("pull: a copy that is another image is no candidate", () => {
        const world = promoted();
        world.wraps = true;
        const { code, err } = copy(world);
        assert.equal(code, 1);
        assert.match(err, /and ECR Public has sha256:\w+ under that name/);
    });

    const strange = `public.ecr.aws/evil1234/shop-staging/web@${newImage.digest}`;
    it("attack: a record that names anybody else's repository is refused, before any login", () => {
        const { code, err, docker } = copy(promoted(strange));
        assert.deepEqual([code, docker], [1, []]);
        assert.match(err, /asked for an image of public\.ecr\.aws\/a1b2c3d4\/shop-staging\/web/);
    });

    it("mutant: without that question, the digest of a stranger's record is looked for here all the same", () => {
        const done = copy(promoted(strange), { mutant: ['[ "${release_what%@*}" = "$FROM_REPOSITORY_URI" ]', "true"] });
        assert.equal(done.code, 0, done.err);
    });

    for (const action of ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken", "ecr-public:PutImage"])
        it(`say what is missing where ${action} is`, () => {
            const world = inPublic(staging());
            world.deny = [action];
            const { code, err } = publish(world);
            assert.equal(code, 1);
            assert.match(
                err,
                action === "ecr-public:PutImage" ? /this role needs the right to push/ : /may be missing/,
            );
            assert.match(err, new RegExp(action));
        });

    it("keep: leaves the image as it is", () => {
        const { code, out, calls, docker } = run(["image", "image-stays"], {
            then: "take_release .\ncarried_keep live-prod",
            env: { LINE: "web", REPOSITORY_URI: STAGING },
            world: promoted(),
            files: { "release.json": JSON.stringify(newRelease) },
        });
        assert.deepEqual([code, calls, docker], [0, [], []]);
        assert.match(out, new RegExp(`live-prod, keeps its tag ${tag}`));
    });

    it("list: logs in, and changes nothing there", () => {
        const world = inPublic(staging());
        const { code, err, docker } = run([...WORDS, "image-sbom"], {
            env: { ...push, PLATFORM: "linux/amd64", DIGEST: newImage.digest },
            world,
        });
        assert.equal(code, 0, err);
        assert.equal(docker[0], "login --username AWS --password-stdin public.ecr.aws");
        assert.deepEqual(
            docker.filter((words) => words.includes("--push") || words.includes("--tag")),
            [],
        );
    });

    it("need, of what is about ECR Public, every call their headers name", () => {
        const left = unneeded(["build-image", "image-publish", "image-public-copy", "image-sbom"]).filter((line) =>
            /ecr-public:|GetServiceBearerToken/.test(line),
        );
        assert.deepEqual(left, []);
    });
});
