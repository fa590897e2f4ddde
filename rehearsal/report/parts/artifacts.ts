import { unzipSync } from "fflate";

import type { Digest } from "../../engine/facts";
import { html, type Content } from "../html";
import { digestMark, fold } from "../marks";
import type { Rehearsed } from "../report";

/** More files than anybody reads; a source repository has thousands. */
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

/** The index of a zip; nothing of it is unpacked. */
function filesOf(zip: Uint8Array): readonly { readonly name: string; readonly size: number }[] {
    const files: { name: string; size: number }[] = [];
    unzipSync(zip, {
        filter: ({ name, originalSize }) => {
            if (!name.endsWith("/")) files.push({ name, size: originalSize });
            return false;
        },
    });
    return files;
}

function sizeOf(bytes: number): string {
    if (bytes < 1000) return count(bytes, "byte");
    return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function count(number: number, thing: string): string {
    return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
