import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The checkout these tests belong to. */
const checkout = resolve(__dirname, "../../..");
/** What no program reads; the rest is small. */
const needless = new Set([".git", ".pulumi", ".fairlead", "coverage", "node_modules", "tests"]);

/** A copy of the program in a folder of its own: the engine writes into stack files, and no test may touch the checkout. */
export interface Copy {
    readonly root: string;
    remove(): void;
}

export function copyProgram(): Copy {
    const root = mkdtempSync(join(realpathSync(tmpdir()), "fairlead-engine-"));
    const remove = (): void => rmSync(root, { recursive: true, force: true });
    // Also when a run is stopped: nothing of it may stay.
    process.once("exit", remove);
    for (const entry of readdirSync(checkout).filter((name) => !needless.has(name))) {
        cpSync(join(checkout, entry), join(root, entry), { recursive: true });
    }
    symlinkSync(join(checkout, "node_modules"), join(root, "node_modules"), "dir");
    return {
        root,
        remove: () => {
            process.off("exit", remove);
            remove();
        },
    };
}
