import * as assert from "node:assert/strict";

import * as sound from "../../../components/builds/docker";
import type { Platform } from "../../../components/shell";
import { renderPolicy } from "../../../components/documents/policy";
import { mutated } from "../../support/mutant";
import { record, type Recording } from "../../support/recorder";
import { allow, label, makeContext, makeStore, statements, waits } from "../surroundings";

const RELEASES = "arn:aws:s3:::project-stack-releases-111122223333";
const URL = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/project-stack/web";

const ana = "arn:aws:iam::111122223333:user/ana";
const checkout = { id: "9c1e5b7f", branch: "main", message: "Sell more", at: "2026-11-20T10:00:00Z", dirty: true };

/** The calls that a build by docker makes, by Ana, before anything was built. */
const calls = {
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": () => ({
        userName: "AWS",
        password: "token-of-the-registry",
    }),
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({ arn: ana }),
    "aws:s3/getObjects:getObjects": () => ({ keys: [] as string[] }),
};

async function made(
    settings: object,
    platform?: Platform,
    more: Parameters<typeof record>[1] = {},
    { dockerImage: kind }: Pick<typeof sound, "dockerImage"> = sound,
): Promise<Recording> {
    return record(
        () => {
            const context = makeContext();
            const from = { store: makeStore(context), platform, checkout };
            const build = kind.make("web", kind.settings.parse(settings), from, context, {});
            return {
                source: { name: build.source?.name, gives: build.source?.gives, run: build.source?.run },
                allow: renderPolicy(build.source?.allow ?? []),
                starts: build.starts,
                steps: build.steps,
                candidate: build.candidate,
                before: build.before.map(({ urn }) => urn),
                commit: build.commit && { ...build.commit, allow: renderPolicy(build.commit.allow) },
            };
        },
        { ...more, calls: { ...calls, ...more.calls } },
    );
}

describe("docker", () => {
    it("with a context alone builds and pushes the candidate for the tasks' processor", async () => {
        const recording = await made({ context: "app" });
        const image = recording.one("docker:index/image:Image", "web");
        assert.deepEqual(image.inputs["build"], {
            context: "app",
            dockerfile: "app/Dockerfile",
            platform: "linux/amd64",
            args: { SOURCE_DATE_EPOCH: "315532800" },
        });
        assert.equal(image.inputs["imageName"], `${URL}:candidate`);
        assert.deepEqual(waits(recording, image), ["Repository web"]);
    });

    it("with a cache begins with the image that was pushed last, and leaves in its own what the next one can use", async () => {
        const recording = await made({ context: "app", cache: true });
        assert.deepEqual(recording.one("docker:index/image:Image").inputs["build"], {
            context: "app",
            dockerfile: "app/Dockerfile",
            platform: "linux/amd64",
            args: { BUILDKIT_INLINE_CACHE: "1", SOURCE_DATE_EPOCH: "315532800" },
            cacheFrom: { images: [`${URL}:candidate`] },
        });
    });

    it("with every setting builds what it was given, for the processor of the target", async () => {
        const recording = await made({ context: "app", dockerfile: "ci/Dockerfile" }, "linux/arm64");
        assert.deepEqual(recording.one("docker:index/image:Image").inputs["build"], {
            context: "app",
            dockerfile: "app/ci/Dockerfile",
            platform: "linux/arm64",
            args: { SOURCE_DATE_EPOCH: "315532800" },
        });
    });

    it("hides the registry's password", async () => {
        const recording = await made({ context: "app" });
        assert.deepEqual(recording.one("docker:index/image:Image").inputs["registry"], {
            password: { secret: true },
            server: URL,
            username: "AWS",
        });
        assert.doesNotMatch(JSON.stringify(recording.registrations), /token-of-the-registry/);
    });

    it("makes the registry the first box, which may only describe images", async () => {
        const { outputs } = await made({ context: "app" });
        assert.deepEqual(outputs["source"], {
            gives: "Image",
            name: "Source",
            run: {
                action: {
                    category: "Source",
                    configuration: { ImageTag: "candidate", RepositoryName: "project-stack/web" },
                    provider: "ECR",
                },
            },
        });
        assert.deepEqual(statements(outputs["allow"]), [
            allow(["ecr:DescribeImages"], ["arn:aws:ecr:eu-west-1:111122223333:repository/project-stack/web"]),
        ]);
    });

    it("starts with the digest that was pushed, and needs no further step", async () => {
        const { outputs } = await made({ context: "app" });
        assert.deepEqual(outputs["starts"], [
            {
                source: "Source",
                event: {
                    detail: {
                        "action-type": ["PUSH"],
                        "image-tag": ["candidate"],
                        "repository-name": ["project-stack/web"],
                        result: ["SUCCESS"],
                    },
                    "detail-type": ["ECR Image Action"],
                    source: ["aws.ecr"],
                },
                name: "image",
                pins: { from: "$.detail.image-digest", revision: "IMAGE_DIGEST" },
            },
        ]);
        assert.deepEqual(outputs["steps"], []);
        assert.equal(outputs["candidate"], "Image");
    });

    it("has the pipeline wait for the push", async () => {
        const recording = await made({ context: "app" });
        const [urn] = recording.outputs["before"] as [string];
        const found = recording.registrations.find((each) => each.urn === urn);
        assert.equal(found && label(found), "Image web");
    });

    describe("records what it built", () => {
        const built = (recording: Recording) => recording.one("aws:s3/bucketObjectv2:BucketObjectv2", "web-built");
        const digestIn = (recording: Recording): string =>
            String(recording.one("docker:index/image:Image", "web").outputs["repoDigest"]).split("@sha256:")[1] ?? "";

        it("by the digest, with the commit and who ran `up`", async () => {
            const recording = await made({ context: "app" });
            const { bucket, key, content, contentType } = built(recording).inputs;
            const digest = digestIn(recording);
            assert.match(digest, /^[0-9a-f]{64}$/);
            assert.deepEqual(
                [bucket, key, contentType],
                ["project-stack-releases-111122223333", `builds/web/${digest}.json`, "application/json"],
            );
            assert.deepEqual(JSON.parse(String(content)), {
                format: 1,
                line: "web",
                digest: `sha256:${digest}`,
                by: ana,
                commit: checkout,
            });
        });

        it("after the push, with no pipeline waiting for it, and keeps the records of older images", async () => {
            const recording = await made({ context: "app" });
            const { options, urn } = built(recording);
            const [image] = recording.outputs["before"] as [string];
            assert.ok(options.propertyDependencies?.["key"]?.includes(image), "it waits for the image");
            assert.equal(options.retainOnDelete, true);
            assert.ok(!(recording.outputs["before"] as string[]).includes(urn));
        });

        const known = '{"by":"arn:aws:iam::111122223333:user/ben"}';
        /** An `up` of Ana's, after Ben's has built the image. */
        const again = async (kind?: typeof sound): Promise<Recording> =>
            made(
                { context: "app" },
                undefined,
                {
                    calls: {
                        "aws:s3/getObjects:getObjects": ({ prefix }) => ({ keys: [prefix ?? ""] }),
                        "aws:s3/getObject:getObject": () => ({ body: known }),
                    },
                },
                kind,
            );

        it("once: whoever brings up the same image finds the record that is there and writes the same", async () => {
            assert.equal(built(await again()).inputs["content"], known);
        });

        it("mutant: without a look at what is there, the record says who ran `up` last", async () => {
            const careless = ["there.includes(wanted)", "false"] as const;
            const wrong = mutated<typeof sound>(
                "components/builds/docker",
                "components/builds/docker/record",
                careless,
            );
            assert.equal((JSON.parse(String(built(await again(wrong)).inputs["content"])) as { by: string }).by, ana);
        });

        it("asks nothing while the digest is not known", async () => {
            const recording = await made({ context: "app" }, undefined, {
                preview: true,
                calls: {
                    "aws:s3/getObjects:getObjects": () => {
                        throw new Error("asked in a preview of an image that is not built yet");
                    },
                },
            });
            assert.ok(built(recording));
        });

        it("and Publish may read the records of this line, and nothing else of it", async () => {
            const { commit } = (await made({ context: "app" })).outputs;
            const { allow: granted, ...part } = commit as Record<string, unknown>;
            assert.deepEqual(part, { scripts: ["built-by-up"], env: {} });
            const [read] = statements(granted) as unknown[];
            assert.deepEqual(read, allow(["s3:GetObject"], [`${RELEASES}/builds/web/*`]));
        });
    });

    for (const [what, wrong] of Object.entries({
        "no context": {},
        "an empty context": { context: "" },
        "a processor of its own": { context: ".", platform: "linux/arm64" },
        "a setting it does not know": { context: ".", tag: "latest" },
    })) {
        it(`refuses ${what}`, () => {
            assert.equal(sound.dockerImage.settings.safeParse(wrong).success, false);
        });
    }
});
