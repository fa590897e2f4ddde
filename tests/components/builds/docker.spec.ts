import * as assert from "node:assert/strict";

import { dockerImage } from "../../../components/builds/docker";
import type { Platform } from "../../../components/parts";
import { renderPolicy } from "../../../components/documents/policy";
import { record, type Recording } from "../../support/recorder";
import { allow, label, makeContext, makeStore, statements, waits } from "../surroundings";

const URL = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/project-stack/web";

/** The one call that a build by docker makes. */
const calls = {
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": () => ({
        userName: "AWS",
        password: "token-of-the-registry",
    }),
};

async function made(settings: object, platform?: Platform): Promise<Recording> {
    return record(
        () => {
            const context = makeContext();
            const from = { store: makeStore(context), platform };
            const build = dockerImage.make("web", dockerImage.settings.parse(settings), from, context, {});
            return {
                source: { name: build.source.name, gives: build.source.gives, run: build.source.run },
                allow: renderPolicy(build.source.allow),
                starts: build.starts,
                steps: build.steps,
                candidate: build.candidate,
                before: build.before.map(({ urn }) => urn),
            };
        },
        { calls },
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
        });
        assert.equal(image.inputs["imageName"], `${URL}:candidate`);
        assert.deepEqual(waits(recording, image), ["Repository web"]);
    });

    it("with every setting builds what it was given, for the processor of the target", async () => {
        const recording = await made({ context: "app", dockerfile: "ci/Dockerfile" }, "linux/arm64");
        assert.deepEqual(recording.one("docker:index/image:Image").inputs["build"], {
            context: "app",
            dockerfile: "app/ci/Dockerfile",
            platform: "linux/arm64",
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

    for (const [what, wrong] of Object.entries({
        "no context": {},
        "an empty context": { context: "" },
        "a processor of its own": { context: ".", platform: "linux/arm64" },
        "a setting it does not know": { context: ".", tag: "latest" },
    })) {
        it(`refuses ${what}`, () => {
            assert.equal(dockerImage.settings.safeParse(wrong).success, false);
        });
    }
});
