// Loaded by .mocharc.json before the first spec of every run. Its `node-option` is for speed as well: nearly all that a
// program makes lives until its plan is done, and node's small young generation would copy it again and again.
import assert from "node:assert/strict";
import fs, { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

import { liveIn } from "./home";

// The SDK stores a stack on every promise it makes: with node's ten frames that is a third of the time a program takes
// under mocks. One frame still names file and line of the mistake.
// FAIRLEAD_STACK_FRAMES=20 npm run test:unit shows the callers too.
Error.stackTraceLimit = Number(process.env.FAIRLEAD_STACK_FRAMES ?? 1);

// mocha hands a rejection nobody awaits to the other listeners, and without one nothing fails: a resource whose mock
// throws would leave every test green. Throwing here fails the test that is running, or the process after the last.
process.on("unhandledRejection", (reason) => {
    throw reason;
});

// Stack files at the root are the owner's. A test of Fairlead itself that reads one is green here and red in every project
// that has adopted it, so it is red here as well.
const root = resolve(__dirname, "..", "..");
/** Tests in here belong to the owner too. */
const OWN = join(root, "tests", "own");
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

/** Refuses reads of the owner's stack files, unless a file in tests/own asked for them. */
function guardOwnerFiles(): void {
    const read = fs.readFileSync;
    const guarded = (...args: Parameters<typeof read>): ReturnType<typeof read> => {
        const [path] = args;
        if (typeof path === "string" && isOwners(resolve(path)) && !callers().includes(`${OWN}/`))
            throw new Error(
                `${basename(path)} at the root is the owner's, who may write anything into it; a test of Fairlead stands on tests/fixtures/stacks: planOf, stackFile, projectOfTests`,
            );
        return read(...args);
    };
    fs.readFileSync = guarded as typeof read;
}

function isOwners(path: string): boolean {
    return dirname(path) === root && /^Pulumi\..+\.yaml$/.test(basename(path));
}

/** The whole stack, however few frames errors have otherwise. */
function callers(): string {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = Infinity;
    const { stack = "" } = new Error();
    Error.stackTraceLimit = limit;
    return stack;
}
