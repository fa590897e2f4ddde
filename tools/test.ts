// `npm test`: types, lint, format, unit tests, the jobs' scripts, engine tests; everything runs even when something
// fails, and one summary says what did. On two cores the three that only read sources run side by side.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { allowedSkips, conclude, readResults } from "./results";
import { mocha, node, type Outcome, runStep, type Step, unitTests } from "./steps";

const reading: readonly Step[] = [
    {
        suite: "types",
        command: node("node_modules/typescript/bin/tsc", "-p", "tsconfig.check.json", "--noEmit"),
        quiet: true,
    },
    { suite: "lint", command: node("node_modules/eslint/bin/eslint.js", ".", "--max-warnings=0"), quiet: true },
    { suite: "format", command: node("node_modules/prettier/bin/prettier.cjs", "--check", "."), quiet: true },
];
const running: readonly Step[] = [
    { suite: "unit", command: node(...unitTests), countsItself: true },
    // Whatever it runs is a process, and some are killed: a suite of its own, for the same reason as the next.
    {
        suite: "rehearsal",
        command: node(mocha, "tests/rehearsal/**/*.spec.ts", "--timeout", "30000"),
        countsItself: true,
    },
    // Bash, jq and zip start some thousand times here: a suite of its own, so that the unit tests stay quick.
    { suite: "scripts", command: node(mocha, "tests/scripts/**/*.spec.ts", "--timeout", "60000"), countsItself: true },
    { suite: "engine", command: node(mocha, "tests/engine/**/*.spec.ts", "--timeout", "120000"), countsItself: true },
];

async function main(): Promise<boolean> {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-test-"));
    const file = process.env.FAIRLEAD_RESULTS ?? path.join(scratch, "results.jsonl");
    const before = readResults(file).length;
    console.log("types, lint and format, side by side …");
    const outcomes: Outcome[] = await Promise.all(reading.map((step) => runStep(step, file)));
    for (const step of running) outcomes.push(await runStep(step, file));
    console.log("");
    for (const { suite, ok, seconds } of outcomes) {
        console.log(`${ok ? "ok    " : "FAILED"}  ${suite.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s`);
    }
    const { failed } = conclude(readResults(file).slice(before), allowedSkips());
    fs.rmSync(scratch, { recursive: true });
    return failed === 0 && outcomes.every(({ ok }) => ok);
}

void main().then((ok) => (process.exitCode = ok ? 0 : 1));
