// Does to a stack's file what a printed fix says, word for word, as whoever reads it would.
import { parse, parseDocument } from "yaml";

/** Every fix of a message, with its lines put together again; lines of YAML stay lines. */
export function fixesOf(message: string): readonly string[] {
    return message.split("\n\n").flatMap((block) => {
        const [, said] = block.split("\n  fix: ");
        if (said === undefined) return [];
        const [head = "", ...yaml] = said.split(/(?<=\bwrite(?: without\n? *quotes)?)\n/);
        return [[head.replace(/\n\s+/g, " "), ...yaml.map((each) => each.replace(/^ {7}/gm, ""))].join("\n")];
    });
}

/** Those that count lines come first, and new names last: the others speak of old ones. */
export function applied(text: string, fixes: readonly string[]): string {
    const rank = (fix: string): number =>
        fix.startsWith("rename") ? 3 : /^in \S+:\d+, (write|put|indent)/.test(fix) ? 1 : 2;
    return [...fixes].sort((one, other) => rank(one) - rank(other)).reduce(done, text);
}

function done(text: string, fix: string): string {
    const [said = "", ...yaml] = fix.split("\n");
    for (const [pattern, does] of HANDS) {
        const match = pattern.exec(said);
        if (match) return does(text, match.slice(1), yaml);
    }
    throw new Error(`nobody could do this: ${fix}`);
}

type Hand = (text: string, words: readonly string[], yaml: readonly string[]) => string;

const HANDS: readonly (readonly [RegExp, Hand])[] = [
    [/^in \S+:(\d+), write(?: without quotes)?$/, (text, [line], yaml) => replaced(text, Number(line), yaml)],
    [/^in \S+(?::\d+)?, below (.+) write$/, (text, [keys = ""], yaml) => written(text, keysOf(keys), yaml.join("\n"))],
    [/^in \S+:(\d+), put a space after the colon/, (text, [line]) => onLine(text, Number(line), spaced)],
    [
        /^in \S+:(\d+), indent (.+?): (?:further|like)/,
        (text, [line, keys = ""]) => keys.split(": and ").reduce((so, key) => shifted(so, Number(line), key, 2), text),
    ],
    [/^in \S+:(\d+), move (.+): to the left, below config:/, (text, [line, key = ""]) => outdented(text, line, key)],
    [/^move (\S+) to (\S+) in/, (text, [key = "", path = ""]) => moved(text, key, path)],
    [
        /^rename (\S+) to (\S+) in/,
        (text, [from = "", to = ""]) => text.replaceAll(new RegExp(`"?\\b${from}\\b"?:`, "g"), `${to}:`),
    ],
    [/^take (.+) out of/, (text, [keys = ""]) => edited(text, (document) => document.deleteIn(below(keysOf(keys))))],
];

/** The keys of lists count from one, as their readers do. */
const keysOf = (said: string): string[] =>
    said === "config:"
        ? []
        : said
              .split(": ")
              .map((key) => key.replace(/:$/, "").replace(/^- \((\d+)\.\)$/, (_, count) => String(Number(count) - 1)));
const below = (keys: readonly string[]): string[] => ["config", ...keys];

function onLine(text: string, line: number, change: (line: string) => string): string {
    return text
        .split("\n")
        .map((each, index) => (index === line - 1 ? change(each) : each))
        .join("\n");
}

const spaced = (line: string): string => line.replace(/(\w):(?=[^\s/])/g, "$1: ").replace(/(fairlead|aws): /, "$1:");

/** A key and its value, on that line or the next ones, whatever stood for it. */
function replaced(text: string, line: number, yaml: readonly string[]): string {
    return yaml.reduce((so, pair) => {
        const bare = pair.trim();
        const key = bare.slice(0, bare.search(/: /));
        const lines = so.split("\n");
        const at = lines.findIndex((each, index) => index >= line - 1 && new RegExp(`\\b${key}:`).test(each));
        const isFlow = /[{[]/.test(lines[at]?.slice(0, lines[at].search(new RegExp(`\\b${key}:`))) ?? "");
        const old = new RegExp(`\\b${key}:\\s*${isFlow ? "[^,}\\]]*[^,}\\] ]" : ".*"}`);
        return onLine(so, at + 1, (each) => each.replace(old, bare));
    }, text);
}

function edited(text: string, change: (document: ReturnType<typeof parseDocument>) => void): string {
    const document = parseDocument(text);
    change(document);
    return document.toString();
}

function written(text: string, keys: readonly string[], yaml: string): string {
    return edited(text, (document) => {
        const put = (at: readonly string[], value: unknown): void => {
            if (typeof value !== "object" || value === null || Array.isArray(value)) document.setIn(at, value);
            else for (const [key, inner] of Object.entries(value)) put([...at, key], inner);
        };
        put(below(keys), parse(yaml));
    });
}

/** A key with all that stands below it. */
function shifted(text: string, line: number, key: string, by: number): string {
    const lines = text.split("\n");
    const first = lines.findIndex((each, index) => index >= line - 1 && each.trimStart().startsWith(`${key}:`));
    const depth = (each = ""): number => each.search(/\S/);
    const end = lines.findIndex((each, index) => index > first && each !== "" && depth(each) <= depth(lines[first]));
    return lines
        .map((each, index) => {
            if (index < first || (end !== -1 && index >= end) || each === "") return each;
            return by > 0 ? " ".repeat(by) + each : each.slice(-by);
        })
        .join("\n");
}

function outdented(text: string, line: string | undefined, key: string): string {
    const depth = (text.split("\n")[Number(line) - 1] ?? "").search(/\S/);
    return shifted(text, Number(line), key, 2 - depth);
}

function moved(text: string, key: string, path: string): string {
    const to = path.split(/\.(?=\w)/);
    return edited(text, (document) => {
        const from = Array.from({ length: to.length + 2 }, (_, n) => [...to.slice(0, n), key]).concat([
            [...to.slice(0, 2), "build", key],
        ]);
        const place = from.find((each) => document.hasIn(below(each))) ?? [];
        const value: unknown = document.getIn(below(place), true);
        document.deleteIn(below(place));
        document.setIn(below(to), value);
    });
}
