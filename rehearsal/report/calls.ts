import type { DeniedCall, EventShown, RoleShown } from "../screen/model";
import { onceEach } from "../screen/story";
import { badge, fold, html, type Html, table } from "./html";
import type { Part, Rehearsed } from "./report";

/** Role by role: what it asked for, and what it may not. */
export function callsPart({ story }: Rehearsed): Part | undefined {
    const roles = [...story.calls.roles.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    if (roles.length === 0) return undefined;
    const { denied } = story.calls;
    const missing =
        denied.length === 0
            ? html`<p>Nothing was denied.</p>`
            : html`<h3>Denied, and the statements that are missing</h3>
                  ${denied.map(deniedCall)}
                  <h3>Role by role</h3>`;
    return { id: "calls", title: "Calls", body: html`${missing}${roles.map(roleOf)}${doubtedCalls(story)}` };
}

function doubtedCalls({ calls, nameOf }: Rehearsed["story"]): Html | string {
    const all = [...calls.doubted.values()];
    if (all.length === 0) return "";
    return html`<h3>Worth a look: AWS's page asks for it, and public pipelines do without</h3>
        ${table(
            all,
            { head: "role", cell: ({ role }) => nameOf(role).name },
            { head: "lacks", cell: ({ action }) => html`<code>${action}</code>` },
            { head: "on", cell: ({ on }) => html`<code>${on}</code>` },
            { head: "without it", cell: ({ without }) => without },
        )}`;
}

function deniedCall({ holder, action, on, where, missing, undecided }: DeniedCall): Html {
    return html`<div class="card">
        <p><strong class="red">${action}</strong> on <code>${on}</code></p>
        ${undecided === undefined ? "" : html`<p>It could not be decided, which counts as denied: ${undecided}</p>`}
        <p>Add to the ${where} policy of <code>${holder}</code>:</p>
        <pre class="copy" tabindex="0">${missing}</pre>
    </div>`;
}

function roleOf({ name, arn, allowed, denied, as }: RoleShown): Html {
    const calls = [...allowed.values()].sort((a, b) => (`${a.action} ${a.on}` < `${b.action} ${b.on}` ? -1 : 1));
    const times = calls.reduce((sum, call) => sum + call.times, 0);
    const no = denied.length === 0 ? "" : badge("red", `${onceEach(denied).length} denied`);
    const title = html`<span class="time">${times} allowed</span>
        <h4>${name}</h4>
        ${no}`;
    const rows = table(
        calls,
        { head: "action", cell: ({ action }) => html`<code>${action}</code>` },
        { head: "on", cell: ({ on }) => html`<code>${on}</code>` },
        { head: "times", cell: ({ times }) => times, number: true },
    );
    const who = [...as].slice(0, 5).join(", ");
    return fold(
        title,
        html`<p class="soft small"><code>${arn}</code>, taken on by ${who}</p>
            ${rows}`,
    );
}

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
