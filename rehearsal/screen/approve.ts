import { createInterface } from "node:readline/promises";

import { type Block, blocksOf } from "../../text/markdown";
import { printable } from "../../text/printable";
import { type Paint, paintFor } from "../../text/terminal";
import { pageWidth, wrap } from "../../text/wrap";
import type { Blobs } from "../engine/folder";
import type { ApprovalShown } from "./model";
import { sizeOf, type Terminal } from "./screen";
import type { Story } from "./story";

interface ApprovalPrompt {
    readonly stack: string;
    readonly pipeline: string;
    /** `<stage>/<action>`. */
    readonly action: string;
    /** Markdown: what the answer is about. */
    readonly evidence: string;
}

/** Where a person may be asked. */
export interface ApprovalTerminal {
    readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly output: NodeJS.WritableStream & Terminal;
    /** Everything is approved, and the evidence still shown. */
    readonly yes: boolean;
    /** The approval timed out, or the rehearsal is given up. */
    readonly signal?: AbortSignal;
}

type ApprovalOutcome =
    | { readonly status: "Approved" | "Rejected"; readonly summary: string }
    /** No terminal to ask in: for the command to end with, as if it had been called wrongly. */
    | { readonly status: "refused"; readonly why: string };

const NO_TERMINAL: ApprovalOutcome = {
    status: "refused",
    why: "an approval waits, and there is no terminal to ask in; answer all of them beforehand with --yes",
};

/** Shows the evidence, asks, and takes yes or no for an answer. */
export async function askApproval(question: ApprovalPrompt, terminal: ApprovalTerminal): Promise<ApprovalOutcome> {
    const { input, output, yes, signal } = terminal;
    const interactive = input.isTTY === true && output.isTTY === true;
    if (!yes && !interactive) return NO_TERMINAL;
    const { stack, pipeline, action, evidence } = question;
    const paint = paintFor(output);
    const title = paint.bold(printable(`${stack} ${pipeline} waits at ${action}`));
    output.write(["", title, "", ...showPage(evidence, paint, sizeOf(output).width), "", ""].join("\n"));
    if (yes) {
        output.write("Approved, because of --yes.\n");
        return { status: "Approved", summary: "approved by --yes" };
    }
    const lines = createInterface({ input, output });
    // In a question Ctrl-C is a key like any other, until this line makes it end the process.
    lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
    // The end of the input is no answer: the terminal was closed.
    const closed = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
    const ask = (text: string) =>
        Promise.race([signal === undefined ? lines.question(text) : lines.question(text, { signal }), closed]);
    try {
        for (;;) {
            const answer = (await ask("Approve this? y/n "))?.trim().toLowerCase();
            if (answer === undefined) return NO_TERMINAL;
            if (answer === "y" || answer === "yes") return { status: "Approved", summary: "approved in the terminal" };
            if (answer === "n" || answer === "no") {
                const why = (await ask("Why not? (for the record, may be empty) "))?.trim();
                return { status: "Rejected", summary: why ? why : "rejected in the terminal" };
            }
            output.write("Please answer y or n.\n");
        }
    } finally {
        lines.close();
    }
}

// What an approver should read before the answer: the page the approval links to, or what it says itself.

/** Markdown. */
export function evidenceFor(
    { link, customData }: ApprovalShown,
    { objects }: Story,
    blobs: Pick<Blobs, "get">,
): string {
    const object = objectAt(link);
    const digest = object === undefined ? undefined : objects.get(object);
    return digest === undefined ? customData : blobs.get(digest).toString("utf8");
}

/** `bucket/key` of an object's page in the console of AWS, or of an `s3:` address. */
function objectAt(link: string): string | undefined {
    if (!URL.canParse(link)) return undefined;
    const { protocol, host, pathname, searchParams } = new URL(link);
    if (protocol === "s3:") return `${host}${pathname}`;
    const bucket = /^\/s3\/object\/([^/]+)$/.exec(pathname)?.[1];
    const key = searchParams.get("prefix");
    return host.endsWith(".console.aws.amazon.com") && bucket !== undefined && key !== null
        ? `${bucket}/${key}`
        : undefined;
}

// A page of Markdown as a terminal shows it.

/** Lines of at most `width`; nothing in them moves the cursor. */
function showPage(markdown: string, paint: Paint, width = pageWidth): readonly string[] {
    const plain = printable(markdown)
        // As many rows as can be compared by eye; with more of them no table fits.
        .replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1…");
    const blocks = blocksOf(plain).map((block) => show(block, paint, width));
    return blocks.flatMap((lines, at) => (at === 0 ? lines : ["", ...lines]));
}

function show(block: Block, paint: Paint, width: number): readonly string[] {
    switch (block.kind) {
        case "heading":
            return wrap(block.text, "  ", "  ", width).map((line) => paint.bold(line));
        case "text":
            return wrap(block.text, "  ", "  ", width);
        case "list":
            return block.items.flatMap((item) => wrap(item, "  - ", "    ", width));
        case "code":
            return block.lines.flatMap((line) => wrap(line, "    ", "    ", width));
        case "table":
            return showTable(block, width);
    }
}

/** Columns where they fit; else each row below its own name. */
function showTable({ head, rows }: Extract<Block, { kind: "table" }>, width: number): readonly string[] {
    const all = [head, ...rows];
    const widths = head.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
    const total = widths.reduce((sum, each) => sum + each + 2, 2);
    if (total <= width)
        return all.map((cells) =>
            `  ${cells.map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2)).join("")}`.trimEnd(),
        );
    return rows.flatMap(([name = "", ...cells]) => [
        ...wrap(name, "  ", "  ", width),
        ...cells.flatMap((cell, column) => wrap(cell, `    ${head[column + 1] ?? ""}: `, "      ", width)),
    ]);
}
