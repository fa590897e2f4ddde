import assert from "node:assert/strict";

import { needTools, run } from "./fixture";
import { candidate, noCommit, publishEnv, staging } from "./publishing";
import { commitId, newImage, registry } from "./samples";

const scripts = ["image", "image-ecr", "image-publish", "pushed-commit", "publish"];

describe("an image that somebody else pushed, as script publish records it", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    /** What CodePipeline writes: https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html */
    const published = (tags: unknown): ReturnType<typeof run> => {
        const detail = {
            ImageSizeInBytes: "44728918",
            ImageDigest: newImage.digest,
            Version: "1.0",
            ImagePushedAt: "Mon Jan 21 20:04:00 UTC 2019",
            RegistryId: "111122223333",
            RepositoryName: "web",
            ImageURI: `${registry}/web@${newImage.digest}`,
            ...(tags === undefined ? {} : { ImageTags: tags }),
        };
        const files = { "imageDetail.json": JSON.stringify(detail) };
        return run(scripts, { env: { ...publishEnv, ...noCommit }, world: staging(), files });
    };
    const commitOf = (tags: unknown): unknown => {
        const done = published(tags);
        assert.equal(done.code, 0, done.err);
        return candidate(done.world).commit;
    };
    const of = (id: string): object => ({
        ...{ id, repository: null, branch: null, pushedBy: null, message: null, at: null },
    });

    it("is of the commit that one of its tags is", () => {
        assert.deepEqual(commitOf(["latest", commitId]), of(commitId));
        assert.deepEqual(commitOf(["sha-9C1E5B7", "latest"]), of("9c1e5b7"));
        assert.deepEqual(commitOf(["sha-9c1e5b7", commitId]), of(commitId));
    });

    it("is of a commit that nobody knows, where no tag is one: a number that could be one counts for nothing", () => {
        for (const tags of [["latest", "1234567", "sha-latest", {}], undefined]) assert.equal(commitOf(tags), null);
        const { out, world } = published(["latest"]);
        assert.match(out, /^No tag of this image is a commit's id: what it was built from is not known/m);
        assert.deepEqual(candidate(world).pushers, [null]);
    });
});
