import { spawnSync } from "node:child_process";
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { allowedSkips, readResults, type SuiteResult, tally } from "../../tools/results";
import { node, runSideBySide } from "../../tools/steps";

const root = path.join(__dirname, "..", "..");
const mocha = path.join(root, "node_modules/mocha/bin/mocha.js");
const helper = path.join(root, "tests/support/skip.ts");

/** Runs one spec in a mocha of its own, set up as ours is, and reads what the reporter counted. */
function run(spec: string, ...args: string[]): { readonly code: number | null; readonly result?: SuiteResult } {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-guard-"));
    try {
        const file = path.join(folder, "probe.spec.ts");
        const results = path.join(folder, "results.jsonl");
        fs.writeFileSync(file, `import { skipBecause } from ${JSON.stringify(helper)};\nvoid skipBecause;\n${spec}\n`);
        const env = { ...process.env, FAIRLEAD_RESULTS: results, FAIRLEAD_SUITE: "probe" };
        const { status } = spawnSync(process.execPath, [mocha, file, ...args], { cwd: root, env });
        const text = fs.existsSync(results) ? fs.readFileSync(results, "utf8") : "";
        return { code: status, ...(text === "" ? {} : { result: JSON.parse(text) as SuiteResult }) };
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

describe("the test setup", function () {
    this.timeout(30_000);
    const slow = "await new Promise((done) => setTimeout(done, 20));";

    it("fails a test whose promise nobody awaited", () => {
        const { code, result } = run(`it("green?", async () => { void Promise.reject(new Error("lost")); ${slow} });`);
        assert.notEqual(code, 0);
        // On a busy machine mocha counts the same test again, when its own promise ends behind the lost one.
        assert.ok(result && result.failed > 0);
    });

    it("would stay green without the guard, so the guard is what does it", () => {
        const bare = ["--no-config", "-r", "./bin/typescript.cjs", "--reporter", "tools/reporter.cjs"];
        const spec = `it("green", async () => { void Promise.reject(new Error("lost")); ${slow} });`;
        assert.deepEqual(run(spec, ...bare), {
            code: 0,
            result: { suite: "probe", passed: 1, failed: 0, reds: [], skips: [] },
        });
    });

    it("keeps one stack frame, which names the place", () => {
        const spec =
            'it("place", () => { if (new Error("x").stack!.split("\\n").length !== 2) throw new Error("frames"); });';
        assert.equal(run(spec).code, 0);
    });

    it("is red without any test, and with a test that shuts the others out", () => {
        assert.notEqual(run("").code, 0);
        assert.notEqual(run('it.only("alone", () => undefined);').code, 0);
    });

    it("names what is red, by the first line of its words", () => {
        const { result } = run('describe("s", () => it("a", () => { throw new Error("one\\ntwo"); }));');
        assert.deepEqual(result?.reds, [{ title: "s a", words: "one" }]);
    });

    it("counts skips with their reasons, from a test and from a suite's hook", () => {
        const { result } = run(`
            it("a", function () { skipBecause(this, "no moon"); });
            describe("s", () => { before(function () { skipBecause(this, "no sun"); }); it("b", () => undefined); });
            it.skip("c", () => undefined);`);
        assert.deepEqual(result?.skips, [
            { title: "a", reason: "no moon" },
            { title: "c", reason: "" },
            { title: "s b", reason: "no sun" },
        ]);
    });

    it("takes a skip for a failure unless its reason is committed", () => {
        const skips = [
            { title: "a", reason: "no moon" },
            { title: "b", reason: "no sun" },
            { title: "c", reason: "" },
        ];
        const total = tally([{ suite: "unit", passed: 4, failed: 1, skips }], new Set(["no moon"]));
        assert.deepEqual([total.passed, total.failed, total.skipped], [4, 3, 1]);
        assert.match(
            total.complaints.join("\n"),
            /"b" is skipped because of "no sun"[\s\S]*"c" is skipped without a reason/,
        );
    });

    it("reads the committed list", () => {
        for (const reason of allowedSkips()) assert.match(reason, /^no /);
    });

    it("keeps the books of steps that run at the same time apart: one that dies without a result is a failure", async () => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-steps-"));
        try {
            const results = path.join(folder, "results.jsonl");
            const counts = `require("fs").writeFileSync(process.env.FAIRLEAD_RESULTS,
                '{"suite":"counts","passed":3,"failed":0,"skips":[]}')`;
            const steps = [
                { suite: "dies", command: node("-e", "setTimeout(() => process.exit(0), 500)"), countsItself: true },
                { suite: "counts", command: node("-e", counts), countsItself: true },
                { suite: "red", command: node("-e", "process.exit(1)"), shows: "failures" as const },
            ];
            const outcomes = await runSideBySide(steps, 2, results);
            assert.deepEqual(
                outcomes.map(({ suite, ok }) => [suite, ok]),
                [
                    ["dies", false],
                    ["counts", true],
                    ["red", false],
                ],
            );
            const { passed, failed } = tally(readResults(results), new Set());
            assert.deepEqual([passed, failed], [3, 2]);
        } finally {
            fs.rmSync(folder, { recursive: true });
        }
    });
});
