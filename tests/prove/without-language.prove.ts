// Two lines on a machine that lacks the language of one: the other runs, and what was left out is said.
import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { filesOfTests, projectOf } from "../../tools/project";
import { root } from "../support/program";
import { run } from "./podman/machine";

const STACK = "Pulumi.staging.yaml";
const PLACES = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

/** This machine's programs, but for Python. */
function withoutPython(): string {
    const folder = mkdtempSync(join(tmpdir(), "no-python-"));
    // Jobs are other users.
    chmodSync(folder, 0o755);
    const made = new Set<string>();
    for (const place of PLACES) {
        for (const name of readdirSync(place).filter((each) => !/^(python|pip)/.test(each) && !made.has(each))) {
            symlinkSync(join(place, name), join(folder, name));
            made.add(name);
        }
    }
    if (!made.has("node")) symlinkSync(process.execPath, join(folder, "node"));
    return folder;
}

/** A project with a line of Node.js and one of Python. */
function projectOfTwo(): string {
    const files = filesOfTests();
    const stack = parse(files[STACK] ?? "") as {
        config: { "fairlead:services": { web: { build?: object; deploy: object } } };
    };
    const { web } = stack.config["fairlead:services"];
    const scores = { ...web, build: { kind: "docker", context: "applications/flask" } };
    const config = { ...stack.config, "fairlead:services": { web, scores } };
    const project = projectOf({ ...files, [STACK]: stringify({ config }) });
    cpSync(join(root, "tests/fixtures/applications/flask"), join(project, "applications/flask"), { recursive: true });
    return project;
}

describe("a line of Python on a machine without it", function () {
    this.timeout(300_000);
    const bin = withoutPython();
    const project = projectOfTwo();
    const env = { ...process.env, PATH: bin } as Record<string, string>;
    const rehearse = (...args: string[]) =>
        run(
            process.execPath,
            [join(root, "bin/fairlead"), "rehearse", "--stack", "staging", "--engine", "process", "--yes", ...args],
            { cwd: project, env },
        );
    after(() => [bin, project].forEach((folder) => rmSync(folder, { recursive: true, force: true })));

    it("ends with 3 where somebody named it, and says what is lacking", () => {
        const { code, err } = rehearse("--line", "scores");
        assert.equal(code, 3);
        assert.match(err, /Dockerfile:1: this machine cannot stand in for python:3\.12-slim: it has no python/);
    });
    it("is left out and said where nobody did, and the other line answers", () => {
        const { code, out, err } = rehearse();
        assert.equal(code, 0, out + err);
        assert.match(err, /The line scores is not rehearsed: [\s\S]*it has no python/);
        assert.match(out, /lines that were not rehearsed\n {2}scores: /);
        assert.match(out, /staging web: image \w+\s+at the end it answered 200/);
    });
});
