// ECR knows no permission for single tags: a build that may push may give any name to its image. No name decides anything.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { needTools } from "./fixture";
import { candidate, publish, staging } from "./publishing";
import { image, newImage, registry } from "./samples";

describe("a tag that looks like ours, pushed by a build", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    const forged = image("forged", "live-staging", "live-prod", "candidate", "release-0123456789ab");

    it("attack: changes nothing in what is released", () => {
        const { code, err, world } = publish(staging((w) => w.ecr[`${registry}/web`]?.unshift(forged)));
        assert.deepEqual([code, candidate(world).what], [0, `${registry}/web@${newImage.digest}`], err);
    });

    it("attack: as the release's own name on another image, turns Publish red", () => {
        const taken = image("forged", `release-${newImage.digest.slice(7, 19)}`);
        const done = publish(staging((w) => w.ecr[`${registry}/web`]?.unshift(taken)));
        assert.equal(done.code, 1);
        assert.match(done.err, /could not give web@sha256:.* the tag release-/);
    });

    it("is asked for by no script: what is not named by digest is a commit's id, and only to see whether it is taken", () => {
        const folder = join(__dirname, "..", "..", "components", "scripts");
        const asked = readdirSync(folder).flatMap((name) =>
            readFileSync(join(folder, name), "utf8")
                .split("\n")
                .filter((line) => /\bdigest_of "|imageTag=/.test(line) && !line.startsWith("#"))
                .map((line) => `${name}: ${line.trim().replace(/\s+/g, " ")}`),
        );
        assert.deepEqual(
            asked.filter((line) => /live-|candidate|release-/.test(line)),
            [],
        );
    });
});
