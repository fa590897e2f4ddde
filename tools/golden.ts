// `npm run golden`: lets the specs that compare with a rendered file write it instead, and shows what changed. Arguments
// choose specs; without any, those run that might have such a file, in the steps and with the timeouts of `npm test`.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { git } from "../text/git";
import { allowedSkips, conclude, readResults, root } from "./results";
import { mocha, node, rehearsal, runStep, type Step, unit } from "./steps";

const chosen = process.argv.slice(2);
const steps: readonly Step[] =
    chosen.length === 0
        ? [unit, ...rehearsal]
        : [{ suite: "chosen", command: node(mocha, "--timeout", "60000", ...chosen), countsItself: true }];

async function main(): Promise<boolean> {
    process.env.FAIRLEAD_GOLDEN = "write";
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-golden-"));
    const file = path.join(scratch, "results.jsonl");
    for (const step of steps) await runStep(step, file);
    const { failed } = conclude(readResults(file), allowedSkips());
    fs.rmSync(scratch, { recursive: true });
    // What is rendered lies there, beside what is not.
    const changed = git(["-C", root, "status", "--short", "--", "tests/golden", "docs"], { as: "person" }).toString();
    console.log(`\nchanged below tests/golden and docs:\n${changed || "   nothing\n"}`);
    return failed === 0;
}

void main().then((ok) => (process.exitCode = ok ? 0 : 1));
