// What others wrote, as text that a terminal, a CI log or a page can show: the one place where it becomes that. What is left
// moves no cursor, names no clipboard or link, turns no line around, and is no command to the service that keeps the log.

/** A program may colour what it says or move the cursor; here it only says it. ECMA-48, 5.4 to 5.6, each also as one byte. */
const SEQUENCES = new RegExp(
    [
        // CSI: colours, cursor, screen.
        String.raw`(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]`,
        // OSC, DCS, SOS, PM, APC, up to their end: titles, clipboards, links. Each part stops at the next beginning, so time is linear.
        String.raw`(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)`,
        String.raw`\x1b[ -/]*[0-~]`,
    ].join("|"),
    "g",
);

/** C0 without tab and newline, delete, C1. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/**
 * What is there and cannot be seen: directions, marks without width, separators of lines, tags, halves of pairs. It is spelt
 * out, since names that look alike must not be. https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 * The two joiners and what chooses between forms of a letter stay: emoji and Persian are written with them.
 */
const UNSEEN =
    /(?![\u200c\u200d\ufe00-\ufe0f])[\p{Default_Ignorable_Code_Point}\p{Format}\p{Line_Separator}\p{Paragraph_Separator}\p{Surrogate}]/gu;

/**
 * What GitHub, Azure Pipelines and TeamCity obey where it stands in a log: at the beginning of a line, to which any word comes
 * where lines are broken, or anywhere.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
 */
const COMMANDS =
    /:(?=:[^\S\n]*(?:(?:set|save|add|remove|stop|internal)-|(?:end)?group|error|warning|notice|debug|echo))|#(?=#(?:\[|vso\[|teamcity\[))/gi;

const SUSPICIOUS = /[^\n -~]|::|##/;

/** Keeps newlines; a tab is four blanks. */
export function printable(text: string): string {
    if (!SUSPICIOUS.test(text)) return text;
    return text
        .replace(SEQUENCES, "")
        .replaceAll("\t", "    ")
        .replace(CONTROLS, "")
        .replace(UNSEEN, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`)
        .replace(COMMANDS, "$& ");
}

/** Every text in it, names of keys too. */
export function printableAll<T>(value: T): T {
    if (typeof value === "string") return printable(value) as T;
    if (Array.isArray(value)) return value.map((each: unknown) => printableAll(each)) as T;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [printable(key), printableAll(each)])) as T;
}

/** JSON that says the same in letters that every terminal can show, and that no log takes for a command. */
export function printableJson(json: string): string {
    const spelt = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return json
        .replace(/[\x7f-\x9f]/g, spelt)
        .replace(UNSEEN, (letter) => [...Array(letter.length).keys()].map((at) => spelt(letter[at] ?? "")).join(""))
        .replace(/#(?=#(?:\[|vso\[|teamcity\[))/gi, spelt);
}
