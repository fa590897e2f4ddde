// Faults of an application: changes of a copy of its source, so that everything after them is real. Which ones there are is
// said by the kinds of build and target that know how.
import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import type { Plan } from "../../plan/plans";

/** Breaks the application in `folder`, as these plans use it; answers what it changed, nothing where it is not its kind. */
export type Breakage = (folder: string, plans: readonly Plan[]) => string | undefined;

/** Changes the Dockerfile of a copy. What lies behind a link that leads out of it is the user's own, and stays. */
export function changeDockerfile(folder: string, change: (text: string) => string): void {
    const file = join(folder, "Dockerfile");
    if (!existsSync(file)) throw new Error(`this fault changes the Dockerfile, and ${folder} has none`);
    const real = realpathSync(file);
    if (relative(realpathSync(folder), real).startsWith(".."))
        throw new Error(
            `the Dockerfile is a link to ${real}, outside of the application; a fault changes a copy alone`,
        );
    if (!lstatSync(real).isFile()) throw new Error("the Dockerfile is no file, so there is nothing to break");
    const changed = change(readFileSync(real, "utf8"));
    // Whatever its mode was, the copy may be changed.
    rmSync(real);
    writeFileSync(real, changed, { flag: "wx" });
}

/** Does what a fault does to an application, by every kind that knows it; says what was changed. */
export function breakWith(all: readonly Breakage[], folder: string, plans: readonly Plan[]): string {
    const changes: string[] = [];
    const failed: Error[] = [];
    for (const breakage of all) {
        try {
            const change = breakage(folder, plans);
            if (change !== undefined) changes.push(change);
        } catch (error) {
            failed.push(error as Error);
        }
    }
    if (changes.length > 0) return changes.join("; ");
    throw failed[0] ?? new Error(`no kind of build or target in these plans knows what to break in ${folder}`);
}
