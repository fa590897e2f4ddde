// GitHub's patterns for branches, tags and paths.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet

/** The last pattern that fits decides; one that begins with ! takes back what those before it let in. */
export function accepts(patterns: readonly string[], name: string): boolean {
    return patterns.reduce((taken, pattern) => {
        const negative = pattern.startsWith("!");
        return fits(negative ? pattern.slice(1) : pattern, name) ? !negative : taken;
    }, false);
}

/** Where a pattern cannot take anything back. */
export function matches(patterns: readonly string[], name: string): boolean {
    return patterns.some((pattern) => fits(pattern, name));
}

function fits(pattern: string, name: string): boolean {
    return follows(partsOf(pattern), [...name]);
}

interface Part {
    readonly is: (letter: string) => boolean;
    readonly least: 0 | 1;
    /** 1, or without end. */
    readonly most: number;
    /** The letter that it has to end in, where it is not empty. */
    readonly endsIn?: string;
}

const anything = () => true;
const withinFolder = (letter: string) => letter !== "/";

function partsOf(pattern: string): readonly Part[] {
    const parts: Part[] = [];
    const words = pattern.match(/(?<![^/])\*\*\/|\*\*|\\.|\[[^\]]+\]|[^]/gsu) ?? [];
    for (const word of words) {
        const before = parts.at(-1);
        // Whole folders, or none.
        if (word === "**/") parts.push({ is: anything, least: 0, most: Infinity, endsIn: "/" });
        else if (word === "**") parts.push({ is: anything, least: 0, most: Infinity });
        else if (word === "*") parts.push({ is: withinFolder, least: 0, most: Infinity });
        else if (word === "?" && before) parts.splice(-1, 1, { ...before, least: 0 });
        else if (word === "+" && before) parts.splice(-1, 1, { ...before, most: Infinity });
        else parts.push({ is: oneOf(word), least: 1, most: 1 });
    }
    return parts;
}

function oneOf(word: string): Part["is"] {
    if (word.length > 1 && word.startsWith("\\")) return (letter) => letter === word.slice(1);
    if (word.length < 3 || !word.startsWith("[")) return (letter) => letter === word;
    const ranges = [...word.slice(1, -1).matchAll(/(.)-(.)|(.)/gsu)];
    return (letter) =>
        ranges.some(([, from, to, one]) =>
            one === undefined ? letter >= String(from) && letter <= String(to) : letter === one,
        );
}

/** All places in the name that the parts so far may end at, part by part: no pattern takes longer than both are long. */
function follows(parts: readonly Part[], name: readonly string[]): boolean {
    let ends = new Set([0]);
    for (const { is, least, most, endsIn } of parts) {
        const next = new Set(least === 0 ? ends : []);
        for (let at = 0, run = false; at < name.length; at++) {
            run = (run && most === Infinity) || ends.has(at);
            run &&= is(name[at] ?? "");
            if (run && (endsIn === undefined || name[at] === endsIn)) next.add(at + 1);
        }
        ends = next;
    }
    return ends.has(name.length);
}
