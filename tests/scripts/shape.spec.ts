import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { headerOf, needTools, programOnPath, scriptText } from "./fixture";

const names = readdirSync(join(__dirname, "..", "..", "components", "scripts"))
    .filter((file) => file.endsWith(".sh"))
    .map((file) => file.slice(0, -3));
const jobs = names.filter((name) => name !== "lib");

describe("scripts, all of them", () => {
    it("are clean to shellcheck, as they run: with lib.sh in front", function () {
        this.timeout(60_000);
        needTools(this, "shellcheck");
        for (const name of jobs) {
            const { stdout, status } = spawnSync(programOnPath("shellcheck") ?? "", ["-s", "bash", "-"], {
                input: `${scriptText("lib")}\n${scriptText(name)}`,
                encoding: "utf8",
            });
            assert.equal(status, 0, `${name}.sh\n${stdout}`);
        }
    });

    it("open with what they prove, what they read and which calls they make, in a form a program can read", () => {
        for (const name of jobs) {
            const [first, second] = scriptText(name).split("\n");
            assert.match(first ?? "", /^# [A-Z].*[.:;,\w]$/, name);
            assert.match(second ?? "", /^# reads: /, name);
            const header = headerOf(name);
            assert.ok(header.length > 0, name);
            header.forEach((line) => assert.match(line, /^[a-z0-9]+:[A-Z][A-Za-z]+ on \S.*$/, name));
            assert.equal(new Set(header).size, header.length, `${name} names a call twice`);
        }
    });

    it("never evaluate text, never print commands, never end the shell early", () => {
        for (const name of names) {
            const code = scriptText(name)
                .split("\n")
                .filter((line) => !line.trimStart().startsWith("#"))
                .join("\n");
            assert.doesNotMatch(code, /\beval\b|\bset -[a-z]*x|\bexit 0\b|^\s*source\b/m, name);
            assert.doesNotMatch(
                code,
                /--query\b/,
                `${name}: answers are read with jq, so that a thin client can give them`,
            );
        }
    });
});
