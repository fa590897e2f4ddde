// Faults of an application: changes of a copy of its source, so that everything after them is real. Which ones there are is
// said by the kinds of build and target that know how.
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Plan } from "../../plan/plans";

/** Breaks the application in `folder`, as these plans use it; answers what it changed, nothing where it is not its kind. */
export type Breakage = (folder: string, plans: readonly Plan[]) => string | undefined;

export function dockerfileOf(folder: string): string {
    const file = join(folder, "Dockerfile");
    if (!existsSync(file)) throw new Error(`this fault changes the Dockerfile, and ${folder} has none`);
    return file;
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
