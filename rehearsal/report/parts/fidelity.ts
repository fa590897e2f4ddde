import { FIDELITY_COLUMNS } from "../../fidelity";
import { html } from "../html";
import { table } from "../marks";
import type { Part, Rehearsed } from "../report";

/** How true all of the above is. */
export function fidelityPart({ fidelity }: Rehearsed): Part {
    const columns = FIDELITY_COLUMNS.map(([key, head]) => ({
        head,
        cell: (row: (typeof fidelity)[number]) => row[key],
    }));
    const what = {
        head: "what",
        cell: ({ what, source }: (typeof fidelity)[number]) => html`<a href="${source}">${what}</a>`,
    };
    const body = html`<p>A rehearsal executes what is yours and stands in for what is AWS's.</p>
        ${table(fidelity, what, ...columns)}`;
    return { id: "fidelity", title: "What this does not prove", body };
}
