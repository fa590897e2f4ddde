// Text with `${{ … }}` in it.

interface Part {
    readonly expression: boolean;
    readonly text: string;
}

const OPEN = "${{";

/** In their order; an opening without its end stays text, which `unended` finds. */
export function partsOf(text: string): readonly Part[] {
    const parts: Part[] = [];
    let from = 0;
    for (let at = text.indexOf(OPEN); at !== -1; at = text.indexOf(OPEN, from)) {
        const end = endOf(text, at + OPEN.length);
        if (end === undefined) break;
        if (at > from) parts.push({ expression: false, text: text.slice(from, at) });
        parts.push({ expression: true, text: text.slice(at + OPEN.length, end) });
        from = end + 2;
    }
    if (from < text.length || parts.length === 0) parts.push({ expression: false, text: text.slice(from) });
    return parts;
}

/** Whether an expression begins and does not end: GitHub refuses such a file. */
export function unended(text: string): boolean {
    const last = partsOf(text).at(-1);
    return last?.expression === false && last.text.includes(OPEN);
}

/** The end is the first pair of braces that is in no text of the expression; a quote inside of one is written twice. */
function endOf(text: string, from: number): number | undefined {
    let quoted = false;
    for (let at = from; at < text.length; at++) {
        if (text[at] === "'") quoted = !quoted;
        else if (!quoted && text.startsWith("}}", at)) return at;
    }
    return undefined;
}
