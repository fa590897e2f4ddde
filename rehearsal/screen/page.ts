// A page of Markdown as a terminal shows it.
import type { Paint } from "../../text/terminal";
import { blocksOf, type Block } from "../../text/markdown";
import { pageWidth, wrap } from "../../text/wrap";
import { harmless } from "./log";

/** Lines of at most `width`; nothing in them moves the cursor. */
export function showPage(markdown: string, paint: Paint, width = pageWidth): readonly string[] {
    const plain = markdown
        .split("\n")
        .map(harmless)
        .join("\n")
        // As much as anybody compares by eye; with more of them no table fits.
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
