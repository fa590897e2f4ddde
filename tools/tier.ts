// Runs one tier of tests and sums it up: everything runs, also when something fails, and one summary says what did.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { allowedSkips, conclude, readResults } from "./results";
import { type Outcome, runSideBySide, type Step } from "./steps";

export interface Tier {
    /** Side by side; the longest first, so that none waits for it in the end. */
    readonly together: readonly Step[];
    /** Once those have ended, and side by side as well. @default none */
    readonly behind?: readonly Step[];
    /** So many at a time. A machine with two cores is the least there is. */
    readonly lanes: number;
}

/** Whether all of it is green. */
export async function runTier({ together, behind = [], lanes }: Tier): Promise<boolean> {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-test-"));
    const file = process.env.FAIRLEAD_RESULTS ?? path.join(scratch, "results.jsonl");
    const before = readResults(file).length;
    const outcomes: Outcome[] = [];
    for (const steps of [together, behind].filter(({ length }) => length > 0)) {
        console.log(`${steps.map(({ suite }) => suite).join(", ")}, ${lanes} at a time …`);
        outcomes.push(...(await runSideBySide(steps, lanes, file)));
    }
    console.log("");
    const widest = Math.max(...outcomes.map(({ suite }) => suite.length));
    for (const { suite, ok, seconds } of outcomes)
        console.log(`${ok ? "ok    " : "FAILED"}  ${suite.padEnd(widest)} ${seconds.toFixed(1).padStart(6)} s`);
    const { failed } = conclude(readResults(file).slice(before), allowedSkips());
    fs.rmSync(scratch, { recursive: true });
    return failed === 0 && outcomes.every(({ ok }) => ok);
}
