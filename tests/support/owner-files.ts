// Stack files at the root are the owner's. A test of Fairlead itself that reads one is green here and red in every project
// that has adopted it, so it is red here as well: tests/support/setup.ts puts this in front of every read.
import fs from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const root = resolve(__dirname, "..", "..");
/** Tests in here belong to the owner too. */
const OWN = join(root, "tests", "own");

/** Refuses reads of the owner's stack files, unless a file in tests/own asked for them. */
export function guardOwnerFiles(): void {
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
