import type { MessageShown, RecipientShown } from "../screen/model";
import { lasting } from "../screen/screen";
import { badge, fold, html, type Html, table } from "./html";
import type { Part, Rehearsed } from "./report";

/** By recipient, what would have arrived, and why something did not. */
export function receivedPart({ story: { received, began = 0 } }: Rehearsed): Part | undefined {
    if (received.all.length === 0) return undefined;
    const body = html`<p>Each as it would arrive lies in its file, beneath the folder of the rehearsal.</p>
        ${received.all.map((recipient) => recipientOf(recipient, began))}`;
    return { id: "received", title: "What would I have received?", body };
}

function recipientOf({ to, label, asks, messages }: RecipientShown, began: number): Html {
    const arrived = messages.filter(({ why }) => why === undefined);
    const lost = messages.filter(({ isMeant }) => isMeant === false);
    const title = html`<span class="time">${arrived.length}</span>
        <h3>${to} ${label}</h3>
        ${lost.length === 0 ? "" : badge("red", `${lost.length} lost`)}`;
    const notes = [...new Set(messages.flatMap(({ stoodIn }) => stoodIn ?? []))].map((note) => `stood in: ${note}`);
    const asked = asks === undefined ? [] : [`Before anything was sent, ${asks} had to confirm the subscription.`];
    const rows = table(
        messages,
        { head: "after", cell: ({ at }) => lasting(at - began) },
        { head: "what it says", cell: said },
        { head: "file", cell: ({ file }) => (file === undefined ? "" : html`<code>${file}</code>`) },
    );
    return fold(
        title,
        html`${[...asked, ...notes].map((note) => html`<p class="soft small">${note}</p>`)}
        ${messages.length === 0 ? html`<p>Nothing.</p>` : rows}`,
        { open: lost.length > 0 },
    );
}

function said({ says, why, isMeant }: MessageShown): Html {
    const kept = why === undefined ? "" : html` <span class="${isMeant === false ? "red" : "soft"}">${why}</span>`;
    return html`${says}${kept}`;
}
