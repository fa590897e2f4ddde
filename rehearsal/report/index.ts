import { fidelityRows } from "../fidelity";
import type { Story } from "../screen/story";
import { renderReport as render, type Rehearsed } from "./report";

/** The report of a rehearsal, with what this rehearsal as such does not prove. */
export function renderReport(story: Story, blobs: Rehearsed["blobs"], shortcomings: readonly string[]): string {
    return render({ story, blobs, shortcomings, fidelity: fidelityRows() });
}
