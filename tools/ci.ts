// The part of .ci/run that needs node: every suite, the unit tests on each supported Node.js, and one line of sums.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { allowedSkips, appendResult, conclude, readResults } from "./results";
import { type Outcome, runSideBySide, runStep, type Step, unitTests } from "./steps";

/** Each uses both cores by itself. */
const alone: readonly Step[] = [
    { suite: "npm test", command: ["npm", "test"], countsItself: true },
    { suite: "npm run prove", command: ["npm", "run", "prove"], countsItself: true },
];
const together: readonly Step[] = [
    { suite: "npm run lint", command: ["npm", "run", "lint"] },
    // @pulumi/pulumi and mocha support these; an adopter today has one of them.
    ...["22", "24"].map((version): Step => ({
        suite: `unit tests on Node.js ${version}`,
        command: ["npx", "-y", "-p", `node@${version}`, "node", ...unitTests],
        countsItself: true,
    })),
];

async function main(): Promise<boolean> {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-ci-"));
    const file = path.join(scratch, "results.jsonl");
    const outcomes: Outcome[] = [];
    for (const step of alone) outcomes.push(await runStep(step, file));
    outcomes.push(...(await runSideBySide(together, 2, file)));
    for (const outcome of outcomes) {
        // A red exit that its counts do not explain (a summary that could not be written, say) still has to count.
        const explained = readResults(file).some(({ failed, skips }) => failed > 0 || skips.length > 0);
        if (!outcome.ok && !explained) appendResult(file, { suite: outcome.suite, passed: 0, failed: 1, skips: [] });
    }
    console.log("");
    for (const { suite, ok, seconds } of outcomes) {
        console.log(`${ok ? "ok    " : "FAILED"}  ${suite.padEnd(26)} ${seconds.toFixed(0).padStart(4)} s`);
    }
    const { failed } = conclude(readResults(file), allowedSkips());
    fs.rmSync(scratch, { recursive: true });
    return failed === 0 && outcomes.every(({ ok }) => ok);
}

// 2 tells .ci/run that the sum is printed; a crash of this file would be 1.
void main().then((ok) => (process.exitCode = ok ? 0 : 2));
