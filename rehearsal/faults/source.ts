// Faults of an application: changes of a copy of its source, so that everything after them is real. Which ones there are is
// said by the kinds of build and target that know how.
import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

import type { Plan } from "../../plan/plans";

/** Breaks the application in `folder`, as these plans use it; answers what it changed, nothing where it is not its kind. */
export type Breakage = (folder: string, plans: readonly Plan[]) => string | undefined;

/** Changes the Dockerfile of a copy. */
export function changeDockerfile(folder: string, change: (text: string) => string): void {
    changeFile(folder, "Dockerfile", change);
}

/** Changes a file of a copy. What lies behind a link that leads out of it is the user's own, and stays. */
export function changeFile(folder: string, name: string, change: (text: string) => string): void {
    const file = join(folder, name);
    if (!existsSync(file)) throw new Error(`this fault changes the ${name}, and ${folder} has none`);
    const real = realIn(folder, file, name);
    if (!lstatSync(real).isFile()) throw new Error(`the ${name} is no file, so there is nothing to break`);
    const changed = change(readFileSync(real, "utf8"));
    // Whatever its mode was, the copy may be changed.
    rmSync(real);
    writeFileSync(real, changed, { flag: "wx" });
}

/** Adds a file to a copy. */
export function addFile(folder: string, name: string, text: string): void {
    const below = dirname(name);
    writeFileSync(join(realIn(folder, join(folder, below), below), basename(name)), text, { flag: "wx" });
}

function realIn(folder: string, file: string, name: string): string {
    const real = realpathSync(file);
    if (relative(realpathSync(folder), real).startsWith(".."))
        throw new Error(`the ${name} is a link to ${real}, outside of the application; a fault changes a copy alone`);
    return real;
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
