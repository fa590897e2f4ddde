import { blocksOf, type Block } from "../../../text/markdown";
import { evidenceFor } from "../../screen/evidence";
import type { ApprovalShown } from "../../screen/model";
import { html, type Html } from "../html";
import { table } from "../marks";
import type { Part, Rehearsed } from "../report";

/** What people were asked, on what grounds, and what they answered. */
export function evidencePart(rehearsed: Rehearsed): Part | undefined {
    const asked = [...rehearsed.story.runs.approvals.values()];
    if (asked.length === 0) return undefined;
    return {
        id: "evidence",
        title: "Approvals",
        body: html`${asked.map((each) => approval(each, rehearsed))}`,
    };
}

function approval(asked: ApprovalShown, { story, blobs }: Rehearsed): Html {
    const { run, action, answer, customData } = asked;
    const said =
        answer === undefined
            ? "Nobody has answered."
            : `${answer.status} by ${answer.by}${answer.summary === "" ? "." : `: ${answer.summary}`}`;
    return html`<h3>${run?.pipeline.stack} ${run?.name} ${action?.name}</h3>
        <p>${customData}</p>
        <p><strong>${said}</strong></p>
        <div class="card">${blocksOf(evidenceFor(asked, story, blobs)).map(show)}</div> `;
}

function show(block: Block): Html {
    switch (block.kind) {
        case "heading":
            return html`<h4>${block.text}</h4>`;
        case "text":
            return html`<p>${block.text}</p>`;
        case "list":
            return html`<ul>
                ${block.items.map((item) => html`<li>${item}</li>`)}
            </ul>`;
        case "code":
            return html`<pre tabindex="0">${block.lines.join("\n")}</pre>`;
        case "table": {
            const [first = "", ...heads] = block.head;
            const column = (head: string, at: number) => ({ head, cell: (row: readonly string[]) => row[at] });
            return table(block.rows, column(first, 0), ...heads.map((head, at) => column(head, at + 1)));
        }
    }
}
