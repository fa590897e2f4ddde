// A build runs the code of the commit it builds, so nothing it says may stand where Publish measures.
import assert from "node:assert/strict";

import { needTools, type Json } from "./fixture";
import { candidate, publish, staging } from "./publishing";

const seven = {
    imageScanStatus: { status: "COMPLETE" },
    imageScanFindings: { findingSeverityCounts: { CRITICAL: 7, HIGH: 1 } },
};
const measured = { kind: "scan", critical: 7, high: 1, medium: 0 };
const none = { kind: "scan", critical: 0, high: 0, medium: 0 };

describe("a build's word, as script publish takes it", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    const said = (build: unknown, more: object = {}): ReturnType<typeof publish> =>
        publish(
            staging((world) => (world.scans = [seven])),
            { ...more, files: { "build.json": typeof build === "string" ? build : JSON.stringify(build) } },
        );

    const attacks: [string, unknown, unknown[]][] = [
        [
            "tests that call themselves a scan",
            { tests: { ...none, passed: true } },
            [{ kind: "tests", stage: null, passed: true }, measured],
        ],
        [
            "tests with a scan's counts",
            { tests: { stage: "test", passed: true, critical: 0 } },
            [{ kind: "tests", stage: "test", passed: true }, measured],
        ],
        ["a list of tests", { tests: [none] }, [measured]],
        ["checks of its own", { checks: [none], scan: none, digest: "sha256:0" }, [measured]],
        ["tests that say neither yes nor no", { tests: { stage: "test", passed: "true" } }, [measured]],
        [
            "a stage that is text for a page",
            { tests: { stage: "x | 0 critical |\n", passed: true } },
            [{ kind: "tests", stage: null, passed: true }, measured],
        ],
        ["no object", [none], [measured]],
        ["several documents", `{} ${JSON.stringify({ tests: none })}`, [measured]],
        ["nothing", "", [measured]],
    ];
    for (const [title, build, checks] of attacks) {
        it(`attack: ${title} changes nothing that was measured`, () => {
            const done = said(build);
            assert.deepEqual([done.code, candidate(done.world).checks], [0, checks], done.err);
        });
    }

    it("takes over what it may know, each in its own type", () => {
        const reused = (build: unknown): unknown => (candidate(said(build).world).made as Json).reused;
        assert.deepEqual([{ reused: true }, { reused: "yes" }, {}].map(reused), [true, false, false]);
    });

    it("mutant: when what it says is taken whole, seven critical findings become none", () => {
        const { world } = said(
            { tests: { ...none, passed: true } },
            { mutant: ['[{kind: "tests", stage: (', '[{kind: "tests"} + . + {was: ('] },
        );
        const [first] = candidate(world).checks as Json[];
        assert.deepEqual([first?.kind, first?.critical], ["scan", 0], "the attacks above would not notice");
    });
});
