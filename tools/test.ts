// `npm test`: types, lint, format, unit tests, the jobs' scripts, engine tests, rehearsals; everything runs even when
// something fails, and one summary says what did.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { allowedSkips, conclude, readResults } from "./results";
import { mocha, node, rehearsal, runStep, runTwoAtATime, type Step, unit } from "./steps";

/** Two at a time, because a machine with two cores is the least there is; the longest first, so that neither waits. */
const together: readonly Step[] = [
    // Bash, jq and zip start some thousand times here: a suite of its own, so that the unit tests stay quick.
    { suite: "scripts", command: node(mocha, "tests/scripts/**/*.spec.ts", "--timeout", "60000"), countsItself: true },
    unit,
    {
        suite: "lint",
        command: node("node_modules/eslint/bin/eslint.js", ".", "--max-warnings=0"),
        shows: "failures",
    },
    {
        suite: "types",
        command: node("node_modules/typescript/bin/tsc", "-p", "tsconfig.check.json", "--noEmit"),
        shows: "failures",
    },
    { suite: "format", command: node("node_modules/prettier/bin/prettier.cjs", "--check", "."), shows: "failures" },
    { suite: "engine", command: node(mocha, "tests/engine/**/*.spec.ts", "--timeout", "120000"), countsItself: true },
];

async function main(): Promise<boolean> {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-test-"));
    const file = process.env.FAIRLEAD_RESULTS ?? path.join(scratch, "results.jsonl");
    const before = readResults(file).length;
    console.log(`${together.map(({ suite }) => suite).join(", ")}, two at a time …`);
    const outcomes = [...(await runTwoAtATime(together, file)), await runStep(rehearsal, file)];
    console.log("");
    for (const { suite, ok, seconds } of outcomes) {
        console.log(`${ok ? "ok    " : "FAILED"}  ${suite.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s`);
    }
    const { failed } = conclude(readResults(file).slice(before), allowedSkips());
    fs.rmSync(scratch, { recursive: true });
    return failed === 0 && outcomes.every(({ ok }) => ok);
}

void main().then((ok) => (process.exitCode = ok ? 0 : 1));
