import { escape } from "../../text/svg";
import type { Shown, Status } from "../screen/model";
import { brief, STATUS_WORDS, timeOf } from "../screen/screen";

/** Text that is HTML already. Everything else is escaped where it is put in. */
export class Html {
    constructor(public readonly text: string) {}
}

export type Content = Html | string | number | undefined | readonly Content[];

export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
    // Our source is indented; the page need not be.
    const texts = strings.map((text) => text.replaceAll(/\n\s+/g, "\n"));
    return new Html(texts.reduce((before, after, at) => before + inside(contents[at - 1]) + after));
}

function inside(content: Content): string {
    if (content === undefined) return "";
    if (content instanceof Html) return content.text;
    return typeof content === "object" ? content.map(inside).join("") : escape(String(content));
}

const SIGNS: Readonly<Record<Status, string>> = {
    pending: "·",
    queued: "·",
    running: "…",
    asking: "?",
    green: "✓",
    red: "✗",
    stopped: "–",
    superseded: "–",
    cancelled: "–",
    skipped: "–",
};

/** A sign, a colour and the word: none of them alone. */
export function badge(status: Status, word = STATUS_WORDS[status]): Html {
    return html`<span class="badge ${status}">${SIGNS[status]} ${word}</span>`;
}

export function time(shown: Shown, now: number): Html {
    return html`<span class="time">${timeOf(shown, now)}</span>`;
}

/** The short form, and the whole where the mouse points at it. */
export function digestMark(digest: string): Html {
    return html`<code title="${digest}">${brief(digest)}</code>`;
}

/** Shown only once it is opened; `plain` has no frame of its own. */
export function fold(summary: Content, inside: Content, { open = false, plain = false } = {}): Html {
    const state = [plain ? html` class="plain"` : "", open ? html` open` : ""];
    return html`<details${state}><summary>${summary}</summary><div class="in">${inside}</div></details>`;
}

interface Column<Row> {
    readonly head: string;
    readonly cell: (row: Row) => Content;
    readonly number?: boolean;
}

/** Columns side by side; one below the other, each with its name, where the window is narrow. */
export function table<Row>(rows: readonly Row[], first: Column<Row>, ...columns: readonly Column<Row>[]): Html {
    const number = (column: Column<Row>): Content => (column.number === true ? html` class="number"` : "");
    const cells = (row: Row) =>
        columns.map((column) => html`<td${number(column)} data-label="${column.head}">${column.cell(row)}</td>`);
    return html`<table class="stack">
        <thead>
            <tr>
                ${[first, ...columns].map((column) => html`<th scope="col" ${number(column)}>${column.head}</th>`)}
            </tr>
        </thead>
        <tbody>
            ${rows.map(
                (row) =>
                    html`<tr>
                        <th scope="row">${first.cell(row)}</th>
                        ${cells(row)}
                    </tr> `,
            )}
        </tbody>
    </table>`;
}
