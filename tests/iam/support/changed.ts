import assert from "node:assert/strict";

import type { Plan } from "../../../plan/document";

/** Plans as a mistake in the program would make them. */
export function changed(plans: readonly Plan[], change: (text: string) => string): readonly Plan[] {
    const before = JSON.stringify(plans);
    const after = change(before);
    assert.notEqual(after, before, "this mutant changes nothing");
    return JSON.parse(after) as readonly Plan[];
}
