// What another program reads: standard output of `rehearse --json`, line by line.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root } from "../../support/program";

const plan = join(root, "tests", "rehearsal", "plans", "other-stages.json");

describe("rehearse --json", function () {
    this.timeout(30_000);
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "json-"))));
    after(() => rmSync(folder, { recursive: true }));

    const rehearse = (...args: string[]) => {
        const command = [
            join(root, "bin", "fairlead"),
            "rehearse",
            "--json",
            "--speed",
            "3600",
            "--plan",
            plan,
            ...args,
        ];
        const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
        const lines = stdout.trimEnd().split("\n");
        return { status, stderr, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
    };

    it("is one object a line, also where somebody is shown the evidence; the last says how it ended", () => {
        const { status, stderr, lines } = rehearse("--yes");
        assert.equal(status, 0);
        assert.match(stderr, /Is it done\?/);
        const ending = { ended: "green", because: [], report: join(".fairlead", "rehearsal", "report.html") };
        assert.deepEqual(lines.at(-1), ending);
        assert.ok(lines.slice(0, -1).every(({ kind }) => typeof kind === "string"));
    });

    it("mutant: where nobody can be asked, it ends red, with 2 and the way out", () => {
        const { status, lines } = rehearse();
        assert.equal(status, 2);
        const { ended, because } = lines.at(-1) ?? {};
        assert.equal(ended, "red");
        assert.match(String(because), /no terminal to ask in; answer all of them beforehand with --yes/);
    });
});
