import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import type { Context, Hook, Test } from "mocha";

/**
 * Skips a test, or every test of a suite from its `before`, and says what the machine lacks. The reason has to stand
 * in tests/allowed-skips.txt, word by word; any other skip counts as a failure in `npm test` and .ci/run.
 */
export function skipBecause(context: Context, reason: string): never {
    const runnable = context.runnable() as Hook | Test;
    const skipped = runnable.type === "hook" ? (runnable.parent ?? runnable) : runnable;
    Object.assign(skipped, { skipReason: reason });
    return context.skip();
}

/** Whether there is a program, without running it: some note down in the home folder that they were run. */
export function isOnPath(program: string): boolean {
    return (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}
