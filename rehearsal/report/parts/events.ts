import type { EventShown } from "../../screen/model";
import { html, type Html } from "../html";
import { fold, table } from "../marks";
import type { Part, Rehearsed } from "../report";

/** Events, and why no rule took some of them. */
export function eventsPart({ story }: Rehearsed): Part | undefined {
    const { all, unmatched } = story.events;
    if (all.size === 0) return undefined;
    const taken = [...all.values()].filter(({ matched }) => matched.length > 0);
    const body = html`<p>${all.size} events; rules took ${taken.length} of them. The others, and why:</p>
        ${[...unmatched].map(([kind, events]) => kindOf(kind, events))}`;
    return { id: "events", title: "Events", body };
}

function kindOf(kind: string, events: readonly EventShown[]): Html {
    const title = html`<span class="time">${events.length}</span>
        <h3>${kind}</h3>`;
    return fold(title, events.slice(0, 20).map(eventOf));
}

function eventOf({ bus, detail, unmatched = [] }: EventShown): Html {
    return html`<p class="soft small">bus <code>${bus}</code></p>
        <pre tabindex="0">${JSON.stringify(detail, null, 2)}</pre>
        ${table(unmatched, { head: "rule", cell: ({ rule }) => rule }, { head: "why it let it pass", cell: ({ why }) => why })}`;
}
