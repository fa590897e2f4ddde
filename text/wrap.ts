// Text for people, as the commands and the errors of the settings print it. Knows neither of them.

/** How wide a page of text is: what a terminal shows of its usual width, and what the terminals of CI show. */
export const pageWidth = 80;

/** Breaks a text between words, and where it breaks itself; a word longer than a line is broken where it must be. */
export function wrap(text: string, first: string, rest = " ".repeat(first.length), width = pageWidth): string[] {
    return text.split("\n").flatMap((line, at) => wrapLine(line, at === 0 ? first : rest, rest, width));
}

/** A message as a page: words stay whole, so that a path can be copied, and so do lines that are laid out already. */
export function fill(text: string, first: string, rest = "  "): string {
    const lines = text.split("\n").map((line, at) => [at === 0 ? first : "", line] as const);
    return lines.map(([start, line]) => (/^\s/.test(line) ? start + line : filled(line, start, rest))).join("\n");
}

function filled(line: string, start: string, rest: string): string {
    const lines = [start];
    for (const word of line.split(" ")) {
        const last = lines.length - 1;
        const so = lines[last] ?? "";
        const isFirst = so === start || so === rest;
        if (isFirst) lines[last] = so + word;
        else if (so.length + 1 + word.length > pageWidth) lines.push(rest + word);
        else lines[last] = `${so} ${word}`;
    }
    return lines.join("\n");
}

/** At most so much of a text, and no half of a letter that takes two. */
export function beginning(text: string, length: number): string {
    return text.slice(0, Math.max(0, length)).replace(/[\ud800-\udbff]$/, "");
}

function wrapLine(text: string, first: string, rest: string, width: number): string[] {
    const lines: string[] = [];
    let line = first;
    let empty = true;
    for (let word of text.split(" ")) {
        if (!empty && line.length + 1 + word.length > width) {
            lines.push(line);
            line = rest;
            empty = true;
        }
        while (line.length + word.length + (empty ? 0 : 1) > width) {
            const room = width - line.length;
            // Names are broken behind a separator where one is near, so that the parts can still be read.
            const near = Math.max(...["/", ":", "-", ",", "."].map((mark) => word.lastIndexOf(mark, room - 1) + 1));
            const cut = beginning(word, near > room / 2 ? near : room).length || 2;
            lines.push(line + word.slice(0, cut));
            word = word.slice(cut);
            line = rest;
        }
        line += empty ? word : ` ${word}`;
        empty = false;
    }
    return [...lines, line].map((each) => each.trimEnd());
}
