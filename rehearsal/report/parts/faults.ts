import { lasting } from "../../screen/words";
import { html } from "../html";
import { table } from "../marks";
import type { Part, Rehearsed } from "../report";

/** What was broken on purpose. */
export function faultsPart({ story }: Rehearsed): Part | undefined {
    const { faults, began = 0 } = story;
    if (faults.length === 0) return undefined;
    const body = html`<p>The world was changed on purpose; no result was.</p>
        ${table(
            faults,
            { head: "fault", cell: ({ name }) => name },
            { head: "after", cell: ({ at }) => lasting(at - began) },
            { head: "what was changed", cell: ({ text }) => text },
        )}`;
    return { id: "faults", title: "Faults", body };
}
