import { type Block, blocksOf } from "../../text/markdown";
import { NotRehearsed } from "../account/gateway";
import type { Digest } from "../engine/journal";
import { BrokenZip, listZip } from "../jobs/zip";
import { evidenceFor } from "../screen/approve";
import type { ApprovalShown } from "../screen/model";
import { isProof } from "../screen/release";
import { type Content, digestMark, fold, html, type Html, table } from "./html";
import type { Part, Rehearsed } from "./report";

/** What people were asked, on what grounds, and what they answered. */
export function evidencePart(rehearsed: Rehearsed): Part | undefined {
    const asked = [...rehearsed.story.runs.approvals.values()];
    if (asked.length === 0) return undefined;
    const isOfProof = ({ run }: ApprovalShown) => run !== undefined && isProof(run, rehearsed.blobs);
    const [proofs, decided] = [asked.filter(isOfProof), asked.filter((each) => !isOfProof(each))];
    return {
        id: "evidence",
        title: "Approvals",
        body: html`${decided.map((each) => approval(each, rehearsed))}
        ${
            proofs.length === 0
                ? ""
                : fold(
                      html`<h3>Asked by first runs, with the placeholder</h3>
                          <span class="soft small">${proofs.length}</span>`,
                      html`<p>They prove that the roles may ask and go on; there is nothing to decide.</p>
                          ${proofs.map((each) => approval(each, rehearsed))}`,
                  )
        }`,
    };
}

function approval(asked: ApprovalShown, { story, blobs }: Rehearsed): Html {
    const { run, action, answer, customData } = asked;
    const said =
        answer === undefined
            ? action?.status === "stopped"
                ? "Withdrawn: the run was stopped."
                : "Nobody has answered."
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

/** More files than a reader takes in; a source repository has thousands. */
const MOST_FILES = 60;

/** What an action gave: the name, the digest, the files. */
export function artifactsOf(outputs: Readonly<Record<string, Digest>>, blobs: Rehearsed["blobs"]): Content {
    return Object.entries(outputs).map(([name, digest]) => {
        if (!blobs.has(digest)) return html`<p class="small">Artifact ${name}: <code>${digest}</code></p>`;
        const bytes = blobs.get(digest);
        const files = filesOf(bytes);
        const title = html`Artifact ${name}: ${count(files.length, "file")}, ${sizeOf(bytes.length)},
        ${digestMark(digest)}`;
        const shown = files
            .slice(0, MOST_FILES)
            .map(
                (file) => html`<li><code>${file.name}</code> <span class="soft small">${sizeOf(file.size)}</span></li>`,
            );
        const more = files.length > MOST_FILES ? html`<p class="soft">and ${files.length - MOST_FILES} more</p>` : "";
        return fold(
            title,
            html`<ul class="files">
                    ${shown}
                </ul>
                ${more}
                <p class="soft small"><code>${digest}</code></p>`,
        );
    });
}

/** The index of a zip; nothing of it is unpacked, and what is broken shows no files. */
function filesOf(zip: Buffer): readonly { readonly name: string; readonly size: number }[] {
    try {
        return listZip(zip).filter(({ name }) => !name.endsWith("/"));
    } catch (error) {
        if (error instanceof BrokenZip || error instanceof NotRehearsed) return [];
        throw error;
    }
}

function sizeOf(bytes: number): string {
    if (bytes < 1000) return count(bytes, "byte");
    return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function count(number: number, thing: string): string {
    return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
