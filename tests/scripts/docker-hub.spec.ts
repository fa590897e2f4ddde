import assert from "node:assert/strict";

import { needTools, run, unneeded, unpack, type Job, type World } from "./fixture";
import { between, from, pullEnv } from "./promoting";
import { candidate, publishEnv, staging } from "./publishing";
import { bucket, commitId, image, live, newImage, newRelease, prod, zipped } from "./samples";

const HUB = "docker.io/acme/web";
const TOKEN = "dckr_pat_correct-horse";
const READ_ONLY = "dckr_pat_battery-staple";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000";
const tag = `release-${newImage.digest.slice(7, 19)}`;
const push = {
    REPOSITORY_URI: HUB,
    REPOSITORY_NAME: "",
    REGISTRY_USER: "pusher",
    PASSWORD_PARAMETER: "/acme/hub/push",
    PASSWORD_KEY_ARN: KEY,
};
const pull = { ...push, REGISTRY_USER: "reader", PASSWORD_PARAMETER: "/acme/hub/pull", PASSWORD_KEY_ARN: "" };
type More = Partial<Job>;

function withHub(world: World, tags: string[] = []): World {
    world.parameters = { "/acme/hub/push": { value: TOKEN, key: KEY }, "/acme/hub/pull": { value: READ_ONLY } };
    world.hub = { passwords: { pusher: TOKEN, reader: READ_ONLY } };
    world.ecr = { [HUB]: [{ ...newImage, tags: [...tags] }] };
    return world;
}
const build = (world: World, more: More = {}): ReturnType<typeof run> =>
    run(["image", "image-docker-hub", "image-by-docker", "build-image"], {
        ...more,
        env: {
            ...{
                LINE: "web",
                RELEASES_BUCKET: bucket,
                CONTEXT: ".",
                DOCKERFILE: "Dockerfile",
                PLATFORM: "linux/amd64",
            },
            ...{ COMMIT_ID: commitId, ...push },
        },
        world,
        files: { Dockerfile: "FROM scratch AS app\n" },
    });
const publish = (world: World, more: More = {}): ReturnType<typeof run> =>
    run(["image", "image-docker-hub", "image-by-docker", "image-publish", "source-commit", "publish"], {
        ...more,
        env: { ...publishEnv, ...push },
        world,
        files: { "imageDetail.json": JSON.stringify({ ImageURI: `${HUB}@${newImage.digest}` }), ...more.files },
    });
const promoted = (what = `${HUB}@${newImage.digest}`): World =>
    withHub(
        between((world) => {
            world.s3[from] = { "releases/web/live.zip": [zipped("l9", live({ ...newRelease, what }, "b1", 5))] };
        }),
        [tag],
    );
const copy = (world: World, more: More = {}): ReturnType<typeof run> =>
    run(["image", "image-docker-hub", "image-by-docker", "image-stays", "pull"], {
        ...more,
        env: { ...pullEnv, ...pull },
        world,
    });

/** Everything that a job leaves where somebody may read it. */
const seen = ({ out, err, docker, calls }: ReturnType<typeof run>): string =>
    [out, err, ...docker, ...calls].join("\n");

describe("scripts of images on Docker Hub", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("build: logs in by standard input, pushes under the commit's id, and reports the registry's digest", () => {
        const done = build(withHub(prod()));
        assert.equal(done.code, 0, done.err);
        assert.deepEqual(
            done.docker.filter((words) => !words.includes("inspect")),
            [
                "login --username pusher --password-stdin",
                `buildx build --platform linux/amd64 --provenance=false --file ./Dockerfile --tag ${HUB}:${commitId} --push .`,
            ],
        );
        const pushed = done.world.ecr[HUB]?.find(({ tags }) => tags.includes(commitId));
        assert.deepEqual(done.json("imageDetail.json"), { ImageURI: `${HUB}@${String(pushed?.digest)}` });
        assert.doesNotMatch(seen(done), /correct-horse/);
    });

    it("mutant: a password on the command line is seen", () => {
        const mutant = [
            'jq -j .Parameter.Value |\n        docker login --username "$REGISTRY_USER" --password-stdin',
            'jq -j .Parameter.Value >"$scratch/p" && docker login --username "$REGISTRY_USER" --password "$(cat "$scratch/p")"',
        ] as const;
        assert.match(seen(build(withHub(prod()), { mutant })), /correct-horse/);
    });

    it("build: takes another tag where the commit's is taken, as tags move on Docker Hub", () => {
        const done = build(withHub(prod(), [commitId]));
        assert.match(done.out, /exists and Publish never recorded it, so it is not used/);
        assert.deepEqual(done.world.ecr[HUB]?.find(({ digest }) => digest === newImage.digest)?.tags, [commitId]);
    });

    it("publish: names the image by its digest, and gives it a tag that says which one it is", () => {
        const done = publish(withHub(staging()));
        assert.equal(done.code, 0, done.err);
        const { what, digest, checks } = candidate(done.world);
        assert.deepEqual([what, digest, checks], [`${HUB}@${newImage.digest}`, newImage.digest, []]);
        assert.deepEqual(done.world.ecr[HUB]?.[0]?.tags, [tag]);
        assert.doesNotMatch(seen(done), /correct-horse/);
    });

    it("publish: refuses a tag in the place of a digest", () => {
        const files = { "imageDetail.json": JSON.stringify({ ImageURI: `${HUB}:latest` }) };
        const { code, err } = publish(withHub(staging()), { files });
        assert.equal(code, 1);
        assert.match(err, /asked imageDetail\.json for an image by digest, found "docker\.io\/acme\/web:latest"/);
    });

    it("mutant: without the question for a digest, a tag is what is deployed", () => {
        const files = { "imageDetail.json": JSON.stringify({ ImageURI: `${HUB}:latest`, ImageDigest: "latest" }) };
        const mutant = ["[[ $digest =~ ^sha256:[0-9a-f]{64}$ ]]", "true"] as const;
        const { err } = publish(withHub(staging()), { files, mutant });
        assert.doesNotMatch(err, /for an image by digest/);
    });

    const other = image("other");
    it("attack: a release's tag that somebody moved elsewhere turns Publish red", () => {
        const world = withHub(staging());
        world.ecr[HUB]?.push({ ...other, tags: [tag] });
        const { code, err } = publish(world);
        assert.equal(code, 1);
        assert.match(err, /found another image under that name: sha256:/);
    });

    it("pull: proves by digest that the image is there, and writes nothing", () => {
        const done = copy(promoted());
        assert.equal(done.code, 0, done.err);
        assert.deepEqual(done.docker, [
            "login --username reader --password-stdin",
            `buildx imagetools inspect --format {{json .Manifest}} ${HUB}@${newImage.digest}`,
        ]);
        const record = unpack(done.world, bucket, "releases/web/candidate.zip")["release.json"];
        assert.equal(record?.what, `${HUB}@${newImage.digest}`);
        assert.deepEqual(done.world.ecr[HUB]?.[0]?.tags, [tag]);
        assert.doesNotMatch(seen(done), /battery-staple/);
    });

    const gone = (): World => {
        const world = promoted();
        world.ecr[HUB] = [{ ...other, tags: [tag] }];
        return world;
    };
    it("attack: another image under the release's tag is not the release", () => {
        const { code, err } = copy(gone());
        assert.equal(code, 1);
        assert.match(
            err,
            /asked for docker\.io\/acme\/web@sha256:.*, found no such image; it was deleted, build it again/,
        );
    });

    it("mutant: asked for by tag, another image passes for the release", () => {
        const mutants = [
            'find_image "digest=$release_digest")\n    [ "$found" = "$release_digest" ]',
            `find_image "tag=${tag}")\n    [ -n "$found" ]`,
        ] as const;
        assert.equal(copy(gone(), { mutant: mutants }).code, 0);
    });

    it("pull: refuses a record that names another repository, before any login", () => {
        const { code, err, docker } = copy(promoted(`docker.io/acme/other@${newImage.digest}`));
        assert.deepEqual([code, docker], [1, []]);
        assert.match(err, /nothing is logged in to, set registry\.repository to the same in both environments/);
    });

    it("keep: leaves the image as it is", () => {
        const { code, out, calls, docker } = run(["image", "image-stays"], {
            then: "take_release .\ncarried_keep live-prod",
            env: { LINE: "web", REPOSITORY_URI: HUB },
            world: promoted(),
            files: { "release.json": JSON.stringify(newRelease) },
        });
        assert.deepEqual([code, calls, docker], [0, [], []]);
        assert.match(out, new RegExp(`live-prod, keeps its tag ${tag}`));
    });

    const refusals: [string, RegExp, (world: World) => void][] = [
        [
            "a token that Docker Hub does not know",
            /could not log in to Docker Hub as pusher/,
            (w) => {
                w.hub = { passwords: { pusher: "another" } };
            },
        ],
        [
            "a parameter that is not there",
            /ParameterNotFound[^]*could not log in to Docker Hub/,
            (w) => {
                w.parameters = {};
            },
        ],
        [
            "a parameter that may not be read",
            /ssm:GetParameter[^]*could not log in/,
            (w) => {
                w.deny = ["ssm:GetParameter"];
            },
        ],
    ];
    for (const [title, words, change] of refusals) {
        it(`refuse ${title}, without a word of it`, () => {
            const world = withHub(staging());
            change(world);
            const done = publish(world);
            assert.equal(done.code, 1);
            assert.match(done.err, words);
            assert.doesNotMatch(seen(done), /correct-horse/);
        });
    }

    it("need, of what is about Docker Hub, every call their headers name", () => {
        copy(promoted());
        const left = unneeded(["build-image", "image-publish", "image-stays"]).filter((line) =>
            /ssm:|PASSWORD/.test(line),
        );
        assert.deepEqual(
            left,
            ["image-stays: kms:Decrypt on $PASSWORD_KEY_ARN"],
            "the reader's parameter has AWS's own key",
        );
    });
});
