// The list of what an image holds, of the image that lies in the registry.
import assert from "node:assert/strict";

import { needTools, run, unneeded } from "./fixture";
import { staging } from "./publishing";
import { newImage, prod, registry } from "./samples";

const env = {
    REPOSITORY_URI: `${registry}/web`,
    REPOSITORY_NAME: "web",
    PLATFORM: "linux/amd64",
    DIGEST: newImage.digest,
};
const list = (more: Record<string, string> = {}, world = staging()): ReturnType<typeof run> =>
    run(["image", "image-ecr", "image-sbom"], { env: { ...env, ...more }, world });

describe("script image-sbom", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("lists what lies there under this digest, and neither builds nor pushes anything", () => {
        const { code, err, out, docker, world } = list();
        assert.equal(code, 0, err);
        assert.match(out, /The image has 2 packages/);
        assert.deepEqual(world.ecr, staging().ecr);
        assert.equal(
            docker.some((words) => words.includes("--push") || words.includes("--tag")),
            false,
        );
    });

    it("refuses an image that is not there, and a digest that is none", () => {
        assert.match(list({ DIGEST: `sha256:${"0".repeat(64)}` }, prod()).err, /could not list what .* holds/);
        assert.match(list({ DIGEST: "latest" }).err, /asked for an image's digest in DIGEST/);
    });

    it("needs every call its header names", () =>
        assert.deepEqual(
            unneeded(["image-sbom"]).filter((line) => !/PASSWORD|PUBLIC_REPOSITORY/.test(line)),
            [],
        ));
});
