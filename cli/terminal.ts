/** How wide a page of text is: what a terminal shows that nobody has widened. */
export const WIDTH = 80;

/** Breaks a text between words; a word longer than a line is broken where it must be. */
export function wrap(text: string, first: string, rest = " ".repeat(first.length), width = WIDTH): string[] {
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
            const cut = near > room / 2 ? near : room;
            lines.push(line + word.slice(0, cut));
            word = word.slice(cut);
            line = rest;
        }
        line += empty ? word : ` ${word}`;
        empty = false;
    }
    return [...lines, line].map((each) => each.trimEnd());
}

/** Left and right text of one line; the right one goes below where both do not fit. */
export function spread(left: string, right: string, width = WIDTH): string[] {
    const gap = width - left.length - right.length;
    return gap >= 2
        ? [left + " ".repeat(gap) + right]
        : [...wrap(left.trimStart(), /^ */.exec(left)?.[0] ?? ""), ...wrap(right, "        ")];
}

export interface Paint {
    bold(text: string): string;
    red(text: string): string;
}

/** Colours where somebody watches, none in a file, a pipe or where they are declined (no-color.org). */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
    const on = stream.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
    const code = (open: number, close: number) => (text: string) =>
        on ? `\u001b[${open}m${text}\u001b[${close}m` : text;
    return { bold: code(1, 22), red: code(31, 39) };
}
