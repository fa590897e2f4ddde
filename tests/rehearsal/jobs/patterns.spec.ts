// The patterns of artifacts. https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import * as artifacts from "../../../rehearsal/jobs/artifacts";
import { mutated } from "../../support/mutant";
import { build, commands } from "./fixture";
import { inFolder } from "./room";

const FILES = ["my-file.jar", "other.jar", ".dot", "sub/one.txt", "sub/deep/two.txt", "sub/deep/.dot", "[!o]", "a*b"];
const PATTERNS: Readonly<Record<string, readonly string[]>> = {
    "my-file.jar": ["my-file.jar"],
    "./my-file.jar": ["my-file.jar"],
    "sub/one.txt": ["sub/one.txt"],
    "**/*": FILES,
    "sub/*": ["sub/one.txt"],
    "sub/**/*": ["sub/one.txt", "sub/deep/two.txt", "sub/deep/.dot"],
    "sub/**": ["sub/one.txt", "sub/deep/two.txt", "sub/deep/.dot"],
    "**/.*": [".dot", "sub/deep/.dot"],
    "**/deep/**/*": ["sub/deep/two.txt", "sub/deep/.dot"],
    "*": ["my-file.jar", "other.jar", ".dot", "[!o]", "a*b"],
    "*.jar": ["my-file.jar", "other.jar"],
    "?????.jar": ["other.jar"],
    "[m-o]*.jar": ["my-file.jar", "other.jar"],
    "[!m]*.jar": ["other.jar"],
    "[^m]*.jar": ["other.jar"],
    "\\[!o\\]": ["[!o]"],
    "a\\*?": ["a*b"],
    "{my-file,other}.jar": [],
    "!my-file*": [],
};
/** As long as any line of a buildspec, and longer than any name. */
const HOSTILE = [`${"*a".repeat(5_000)}b`, `${"**/".repeat(5_000)}b`, `${"**/*a*a*a/".repeat(500)}b`];

describe("the patterns of artifacts", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "fairlead-patterns-"));
        for (const name of FILES) {
            mkdirSync(dirname(join(folder, name)), { recursive: true });
            writeFileSync(join(folder, name), "");
        }
    });
    after(() => rmSync(folder, { recursive: true }));
    const chosen = async (pattern: string, { filesOf } = artifacts) =>
        inFolder(folder, async (files) => [...(await filesOf({ files: [pattern] }, files, String)).keys()].sort());

    for (const [pattern, expected] of Object.entries(PATTERNS))
        it(`${pattern} names ${expected.join(", ") || "nothing"}`, async () =>
            assert.deepEqual(await chosen(pattern), [...expected].sort()));

    it("end that job where there is nothing that they name, however many stars they have", async () => {
        const long = JSON.parse(
            commands(`mkdir -p ${"a/".repeat(60)}; touch ${"a/".repeat(60)}${"a".repeat(200)}`),
        ) as object;
        for (const pattern of HOSTILE) {
            const buildspec = JSON.stringify({ ...long, artifacts: { files: [pattern] } });
            const began = Date.now();
            const { why } = await build({ buildspec, outputs: ["Out"] });
            assert.equal(why, "UPLOAD_ARTIFACTS: CLIENT_ERROR: no matching artifact paths found");
            assert.ok(Date.now() - began < 5_000);
        }
    });

    it("mutant: as Docker writes them, a set that is turned around is another", async () => {
        const mistake = ['part === "[!" ? "[^" : part', "part"] as const;
        const wrong = mutated<typeof artifacts>("rehearsal/jobs/artifacts", "rehearsal/jobs/artifacts", mistake);
        assert.deepEqual(await chosen("[!m]*.jar", wrong), ["my-file.jar"]);
    });
});
