import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildspecIsUsable } from "../../rehearsal/check/document-rules";
import type { CheckedLine } from "../../rehearsal/check/lines";
import { readRecipe, Source } from "../../rehearsal/check/source";

describe("a check of a stranger's folder", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "fairlead-check-"))));
    afterEach(() => rmSync(folder, { recursive: true }));
    const line = { name: "web", plan: { stack: "dev", project: "fairlead" }, build: { buildspec: "buildspec.yml" } };
    const checked = line as unknown as CheckedLine;

    it("waits for no pipe: Dockerfile, buildspec, sources", () => {
        for (const name of ["Dockerfile", "buildspec.yml", "main.js"]) execFileSync("mkfifo", [join(folder, name)]);
        const [finding] = buildspecIsUsable(checked, folder, (path) => path);
        assert.match(finding?.says ?? "", /there is no such file/);
        const source = new Source(folder, join(folder, "Dockerfile"), folder);
        assert.match((readRecipe(checked, source) as { says: string }).says, /there is no such file/);
        assert.equal(source.read("main.js"), "");
    });

    it("takes links that lead round to themselves for no files", () => {
        symlinkSync("main.js", join(folder, "other.js"));
        symlinkSync("other.js", join(folder, "main.js"));
        symlinkSync(".", join(folder, "self"));
        const source = new Source(folder, join(folder, "main.js"), folder);
        assert.deepEqual([...source.files].sort(), ["main.js", "other.js", "self"]);
        assert.equal(source.read("main.js"), "");
        assert.match((readRecipe(checked, source) as { says: string }).says, /there is no such file/);
    });

    it("says in words what is endless in a buildspec, and repeats nothing of it", () => {
        writeFileSync(join(folder, "buildspec.yml"), "version: &a [*a]\npassword: hunter2\n");
        const [finding] = buildspecIsUsable(checked, folder, (path) => path);
        assert.match(finding?.says ?? "", /contains itself by an alias/);
        assert.ok(!JSON.stringify(finding).includes("hunter2"));
    });
});
