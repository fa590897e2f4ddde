import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { filesOfTests, partsOfProgram } from "../../../tools/project";
import { root as checkout } from "../../../tools/results";

/** Linked: no program changes them, and the rest is small. A template that the account's stack names lies below tests. */
const apart = new Set(["node_modules", "tests"]);

/** A copy of the program with the tests' own stacks: the engine writes into stack files, a test breaks the program. */
export interface Copy {
    readonly root: string;
    remove(): void;
}

export function copyProgram(): Copy {
    const root = mkdtempSync(join(realpathSync(tmpdir()), "fairlead-engine-"));
    const remove = (): void => rmSync(root, { recursive: true, force: true });
    // Also when a run is stopped: nothing of it may stay.
    process.once("exit", remove);
    for (const entry of partsOfProgram().filter((name) => !apart.has(name))) {
        cpSync(join(checkout, entry), join(root, entry), { recursive: true });
    }
    for (const [name, text] of Object.entries(filesOfTests())) writeFileSync(join(root, name), text);
    for (const folder of apart) symlinkSync(join(checkout, folder), join(root, folder), "dir");
    return {
        root,
        remove: () => {
            process.off("exit", remove);
            remove();
        },
    };
}
