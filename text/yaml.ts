// YAML and JSON as others write them: values of a known size, or the reason why not. The parser that is used recurses, compares
// each key of a map with every other, and follows aliases; what would exhaust it is refused before.
import {
    type Document,
    type DocumentOptions,
    Lexer,
    LineCounter,
    parseDocument,
    type ParseOptions,
    type SchemaOptions,
    type YAMLParseError,
} from "yaml";

import { inWords } from "./yaml-errors";

/** What is written by hand has not a fifth of either. */
const DEEPEST = 100;
const MOST_TOKENS = 50_000;
const MOST_VALUES = 100_000;

export interface YamlProblem {
    readonly line?: number;
    readonly says: string;
}

/** It is no YAML, or more than anybody writes. */
export class UnreadableYaml extends Error {
    constructor(public readonly problems: readonly YamlProblem[]) {
        super(problems.map(({ line, says }) => (line === undefined ? says : `line ${line}: ${says}`)).join("\n"));
    }
}

export interface YamlRead {
    readonly value: unknown;
    readonly document: Document;
    /** Counted from 1. */
    readonly lineAt: (offset: number) => number;
}

export function readYaml(text: string, options: ParseOptions & DocumentOptions & SchemaOptions = {}): YamlRead {
    if (text.includes("\0")) throw new UnreadableYaml([{ says: "it is UTF-16, or no text; save it as UTF-8" }]);
    refuseUnmerged(text);
    refuseEndless(text);
    const lineCounter = new LineCounter();
    const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
    try {
        // Pretty errors repeat the line, and nobody knows what stands there.
        const document = parseDocument(text, { ...options, lineCounter, logLevel: "error", prettyErrors: false });
        if (document.errors.length > 0)
            throw new UnreadableYaml(
                untilItIsLost(document.errors).map((error) => {
                    const line = lineAt(error.pos[0]);
                    return { line, says: inWords(error) + unspacedIn(text.split("\n")[line - 1] ?? "") };
                }),
            );
        const value: unknown = document.toJS();
        return { value: ofKnownSize(value), document, lineAt };
    } catch (error) {
        if (error instanceof UnreadableYaml) throw error;
        // An alias of nothing, of itself, or of so much that it multiplies.
        throw new UnreadableYaml([{ says: (error as Error).message }]);
    }
}

/** A key that stands there twice hides nothing. Behind anything else, the parser takes what is right for wrong. */
function untilItIsLost(errors: readonly YAMLParseError[]): readonly YAMLParseError[] {
    const inOrder = [...errors].sort((one, other) => one.pos[0] - other.pos[0]);
    const lost = inOrder.findIndex(({ code }) => code !== "DUPLICATE_KEY");
    return lost === -1 ? inOrder : inOrder.slice(0, lost + 1);
}

/** What makes a key of a word. https://yaml.org/spec/1.2.2/#733-plain-style */
const unspacedIn = (line: string): string =>
    /^\s*(- )?[\w:-]*\w:[^\s/\\:]\S*$/.test(line.trimEnd()) ? "; a colon needs a space after it" : "";

/** What git leaves where two changes met: https://git-scm.com/docs/git-merge#_how_conflicts_are_presented */
function refuseUnmerged(text: string): void {
    const lines = text.split("\n");
    const begins = lines.findIndex((line) => line.startsWith("<<<<<<< "));
    if (begins === -1 || !lines.some((line) => line.startsWith(">>>>>>> "))) return;
    throw new UnreadableYaml([
        { line: begins + 1, says: "git could not merge this and left both versions; keep one, and take its marks out" },
    ]);
}

/** Goes through the words of a text, not the values: it neither recurses nor remembers. */
function refuseEndless(text: string): void {
    let [tokens, line, column, flow] = [0, 1, 0, 0];
    const columns: number[] = [];
    for (const token of new Lexer().lex(text)) {
        if (++tokens > MOST_TOKENS) throw unreadable(`is longer than ${MOST_TOKENS} words and signs`, line);
        if (token === "[" || token === "{") flow++;
        else if (token === "]" || token === "}") flow = Math.max(0, flow - 1);
        // Whatever begins further to the right may be inside of what begins to the left of it.
        else if (flow === 0 && token.charCodeAt(0) > 32) {
            while ((columns.at(-1) ?? -1) >= column) columns.pop();
            columns.push(column);
        }
        if (flow + columns.length > DEEPEST) throw unreadable(`is nested more than ${DEEPEST} levels deep`, line);
        const end = token.lastIndexOf("\n");
        line += token.split("\n").length - 1;
        column = end === -1 ? column + token.length : token.length - end - 1;
    }
}

/** Whoever writes an object into a text asks it for these, and gets what somebody else wrote. */
const TAKEN = ["toString", "valueOf"];

/**
 * The same value. Refuses what contains itself or, by aliases, far more than was written, and what could not be told of any more.
 * A program may write more.
 */
export function ofKnownSize<T>(value: T, most = MOST_VALUES): T {
    const left: [value: unknown, depth: number][] = [[value, 0]];
    for (let seen = 0, next = left.pop(); next !== undefined; next = left.pop()) {
        const [each, depth] = next;
        if (depth > DEEPEST)
            throw unreadable(`is nested more than ${DEEPEST} levels deep, or contains itself by an alias`);
        if (++seen > most) throw unreadable(`has more than ${most} values`);
        if (typeof each !== "object" || each === null) continue;
        const taken = TAKEN.find((key) => Object.hasOwn(each, key));
        if (taken !== undefined) throw unreadable(`has a key called ${taken}, which no object here may have`);
        for (const inner of Object.values(each)) left.push([inner, depth + 1]);
    }
    return value;
}

function unreadable(why: string, line?: number): UnreadableYaml {
    return new UnreadableYaml([{ line, says: `the text ${why}` }]);
}
