// As much of Markdown as pages for approvers use. Whatever is not known stays a paragraph; nothing in it is obeyed.

export type Block =
    | { readonly kind: "heading"; readonly level: number; readonly text: string }
    | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
    | { readonly kind: "list"; readonly items: readonly string[] }
    | { readonly kind: "code"; readonly lines: readonly string[] }
    | { readonly kind: "text"; readonly text: string };

interface Form {
    readonly begins: RegExp;
    readonly block: (lines: readonly string[]) => Block;
}

const forms: readonly Form[] = [
    { begins: /^ {4}|^\t/, block: (lines) => ({ kind: "code", lines: lines.map((line) => line.slice(4)) }) },
    { begins: /^\s*\|.*\|\s*$/, block: tableOf },
    {
        begins: /^[-*] /,
        block: (lines) => ({ kind: "list", items: lines.map((line) => line.slice(2)) }),
    },
];

/** The blocks of a page, in order. */
export function blocksOf(markdown: string): readonly Block[] {
    const lines = markdown.replaceAll(/\r\n?/g, "\n").split("\n");
    const blocks: Block[] = [];
    for (let at = 0; at < lines.length;) {
        const line = lines[at] ?? "";
        const heading = line.match(/^(#{1,6}) +(.*)$/);
        const form = forms.find(({ begins }) => begins.test(line));
        const length = form ? lengthOf(lines.slice(at), form.begins) : 1;
        if (heading) blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, text: heading[2] ?? "" });
        else if (form) blocks.push(form.block(lines.slice(at, at + length)));
        else if (line.trim() !== "") blocks.push({ kind: "text", text: line.trim() });
        at += length;
    }
    return blocks;
}

function lengthOf(lines: readonly string[], pattern: RegExp): number {
    const end = lines.findIndex((line) => !pattern.test(line));
    return end === -1 ? lines.length : end;
}

function tableOf(lines: readonly string[]): Block {
    const [head = [], ...rows] = lines.map((line) =>
        line
            .trim()
            .slice(1, -1)
            .split("|")
            .map((cell) => cell.trim()),
    );
    return { kind: "table", head, rows: rows.filter((cells) => !cells.every((cell) => /^:?-+:?$/.test(cell))) };
}
