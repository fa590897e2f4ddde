// One file that shows a whole rehearsal to a reader who did not watch it. It loads nothing, and runs nothing.
import { createHash } from "node:crypto";

import type { Blobs } from "../engine/folder";
import type { FidelityRow } from "../fidelity";
import type { Story } from "../screen/story";
import { html, Html } from "./html";
import { callsPart, eventsPart } from "./calls";
import { deploymentsPart } from "./deployments";
import { evidencePart } from "./evidence";
import { coursePart, faultsPart, fidelityPart, outcome, whatRunsPart } from "./outcome";
import { receivedPart } from "./received";
import { picturesPart, runsPart } from "./runs";
import { style } from "./style";

export interface Rehearsed {
    readonly story: Story;
    readonly blobs: Pick<Blobs, "get" | "has">;
    readonly fidelity: readonly FidelityRow[];
    /** Every reason to call it red; none where all is well. */
    readonly shortcomings: readonly string[];
    /** Everything stays up, so that an address still leads somewhere. @default false */
    readonly stays?: boolean;
}

/** A section of the page: shown, and listed at its top, only where there is something to show. */
export interface Part {
    readonly id: string;
    readonly title: string;
    readonly body: Html;
}

const PARTS: readonly ((rehearsed: Rehearsed) => Part | undefined)[] = [
    coursePart,
    whatRunsPart,
    picturesPart,
    runsPart,
    evidencePart,
    receivedPart,
    deploymentsPart,
    callsPart,
    eventsPart,
    faultsPart,
    fidelityPart,
];

/** The bytes of the file. */
export function renderReport(rehearsed: Rehearsed): string {
    const { story, shortcomings } = rehearsed;
    const parts = PARTS.map((part) => part(rehearsed)).filter((part) => part !== undefined);
    const stacks = story.stacks.map(({ name }) => name).join(", ");
    const allowed = createHash("sha256").update(style).digest("base64");
    const policy = `default-src 'none'; style-src 'sha256-${allowed}'; base-uri 'none'; form-action 'none'`;
    // Put together here, because a formatter of HTML would indent it, and the policy allows these very bytes.
    const sheet = new Html(`<style>${style}</style>`);
    const page = html`<html lang="en">
        <head>
            <meta charset="utf-8" />
            <meta http-equiv="Content-Security-Policy" content="${policy}" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <title>${shortcomings.length === 0 ? "Green" : "Red"}: rehearsal of ${stacks}</title>
            ${sheet}
        </head>
        <body>
            <a class="skip" href="#content">Skip to the content</a>
            <header class="wide">
                <h1>Rehearsal of ${stacks}</h1>
                <p class="soft">
                    ${dateOf(story.began)}. Nothing in it was done by AWS; what that means is said under
                    <a href="#fidelity">what this does not prove</a>.
                </p>
                ${outcome(rehearsed)}
                <nav aria-label="Contents">
                    <ul>
                        ${parts.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
                    </ul>
                </nav>
            </header>
            <main class="wide" id="content" tabindex="-1">
                ${parts.map(
                    ({ id, title, body }) =>
                        html`<section aria-labelledby="${id}">
                            <h2 id="${id}">${title}</h2>
                            ${body}
                        </section> `,
                )}
            </main>
        </body>
    </html> `;
    return `<!doctype html>\n${page.text}`;
}

function dateOf(at: number | undefined): string {
    return at === undefined
        ? "Nothing has happened"
        : `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
