// Looks past what is wrong: replaces it by something right, so that the rules can still judge the rest.
// Without this, every corrected typing error would bring up the next problem.
import type { z } from "zod";

import { chosen, isMap, type Key, type Outline, outlineAt, own, type Path, valueAt } from "./outline";
import { sampleOf } from "./sample";

/** Mistakes hide each other three deep at most: a missing kind, its missing setting, and that one's entries. */
const rounds = 4;

export function draftOf<T>(schema: z.ZodType<T>, outline: Outline, document: unknown): T | undefined {
    const draft = structuredClone(document);
    for (let round = 0; round < rounds; round++) {
        const result = schema.safeParse(draft);
        if (result.success) return result.data;
        for (const issue of result.error.issues) {
            const path = issue.path as Path;
            if (issue.code === "unrecognized_keys") issue.keys.forEach((key) => remove(draft, [...path, key]));
            else if (issue.code === "invalid_key") remove(draft, path);
            else replace(draft, path, outline);
        }
    }
    return undefined;
}

function replace(draft: unknown, path: Path, outline: Outline): void {
    const here = outlineAt(outline, draft, path);
    if (valueAt(draft, path) !== undefined && !isNeeded(outline, draft, path)) return remove(draft, path);
    const holder = valueAt(draft, path.slice(0, -1));
    if (here && typeof holder === "object" && holder !== null) {
        (holder as Record<Key, unknown>)[path.at(-1) as Key] = structuredClone(sampleOf(here));
    }
}

/** In a list, or where no choice was made, nothing can be left out. */
function isNeeded(outline: Outline, draft: unknown, path: Path): boolean {
    const parent = path.slice(0, -1);
    const holder = outlineAt(outline, draft, parent);
    const made = holder && chosen(holder, valueAt(draft, parent));
    return (
        typeof path.at(-1) === "number" || made === undefined || (made.required?.includes(String(path.at(-1))) ?? false)
    );
}

function remove(draft: unknown, path: Path): void {
    const holder = valueAt(draft, path.slice(0, -1));
    if (isMap(holder) && own(holder, path.at(-1) as Key) !== undefined) delete holder[String(path.at(-1))];
}
