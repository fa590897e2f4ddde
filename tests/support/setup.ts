// Loaded by .mocharc.json before the first spec of every run. Its `node-option` is for speed as well: nearly all that a
// program makes lives until its plan is done, and node's small young generation would copy it again and again.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { liveIn } from "./home";
import { guardOwnerFiles } from "./owner-files";

// The SDK stores a stack on every promise it makes: with node's ten frames that is a third of the time a program takes
// under mocks. One frame still names file and line of the mistake.
// FAIRLEAD_STACK_FRAMES=20 npm run test:unit shows the callers too.
Error.stackTraceLimit = Number(process.env.FAIRLEAD_STACK_FRAMES ?? 1);

// mocha hands a rejection nobody awaits to the other listeners, and without one nothing fails: a resource whose mock
// throws would leave every test green. Throwing here fails the test that is running, or the process after the last.
process.on("unhandledRejection", (reason) => {
    throw reason;
});

guardOwnerFiles();

// Every test lives in a home folder with what people keep in theirs. Whatever it rehearses must leave it as it was.
const home = mkdtempSync(join(tmpdir(), "fairlead-home-"));
const changed = liveIn(home);
process.once("exit", () => rmSync(home, { recursive: true, force: true }));

export const mochaHooks = {
    afterEach(): void {
        assert.deepEqual(changed(), [], "the home folder is not as it was");
    },
};
