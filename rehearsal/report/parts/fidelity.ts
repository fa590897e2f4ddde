import { html } from "../html";
import { table } from "../marks";
import type { Part, Rehearsed } from "../report";

/** How true all of the above is. */
export function fidelityPart({ fidelity }: Rehearsed): Part {
    const body = html`<p>A rehearsal executes what is yours and stands in for what is AWS's.</p>
        ${table(
            fidelity,
            { head: "what", cell: ({ what, source }) => html`<a href="${source}">${what}</a>` },
            { head: "executed", cell: ({ executed }) => executed },
            { head: "evaluated", cell: ({ evaluated }) => evaluated },
            { head: "stood in", cell: ({ stoodIn }) => stoodIn },
            { head: "not rehearsed", cell: ({ notRehearsed }) => notRehearsed },
        )}`;
    return { id: "fidelity", title: "What this does not prove", body };
}
