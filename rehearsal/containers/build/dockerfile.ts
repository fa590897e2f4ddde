// A Dockerfile as stages of steps. What the library reads is kept; what it gets wrong (blanks inside JSON, comments
// between the lines of a command) is read from the raw text.
import { Copy, DockerfileParser, type Instruction, Run } from "dockerfile-ast";
import type { ModifiableInstruction } from "dockerfile-ast/lib/modifiableInstruction";
import type { PropertyInstruction } from "dockerfile-ast/lib/propertyInstruction";

import { documentsIn, type HereDocument } from "./here-documents";
import { nearestName } from "../../../text/nearest";

export interface Step {
    readonly keyword: string;
    /** All of it, on one line. */
    readonly whole: string;
    /** Counted from 1. */
    readonly line: number;
    /** Everything after the keyword and its flags, on one line. */
    readonly text: string;
    readonly flags: readonly { readonly name: string; readonly value: string }[];
    /** `NAME=value` of ENV, ARG and LABEL, quotes and variables still in the value. */
    readonly pairs: readonly (readonly [name: string, value: string | undefined])[];
    /** Files of COPY and ADD that stand here. */
    readonly documents: readonly HereDocument[];
}

export interface Stage {
    readonly name: string;
    readonly from: Step;
    /** The image or stage it begins with, variables still in it. */
    readonly base: string;
    readonly steps: readonly Step[];
}

export interface Recipe {
    /** As a message names it. */
    readonly file: string;
    /** ARG before the first FROM. */
    readonly args: readonly Step[];
    readonly stages: readonly Stage[];
}

/** Something Docker would do and process mode does not: by line, with the way out. */
export class NotInProcessMode extends Error {
    constructor(
        public readonly file: string,
        public readonly line: number,
        public readonly what: string,
        wayOut = "rehearse with --engine docker, which builds and runs it with Docker or podman",
        /** The language that this machine lacks, where that is all. */
        public readonly lacks?: string,
    ) {
        super(`${file}:${line}: ${what}; ${wayOut}`);
    }

    /** The same where an engine was looked for. */
    public unanswered(): NotInProcessMode {
        const wayOut =
            "neither docker nor podman answers here; start one of them, or point DOCKER_HOST at one, and rehearse with --engine docker";
        return new NotInProcessMode(this.file, this.line, this.what, wayOut, this.lacks);
    }
}

/** https://docs.docker.com/reference/dockerfile/#overview, and what it deprecates. */
const KEYWORDS = [
    ...["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"],
    ...["ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"],
];

export function readDockerfile(source: string, file: string): Recipe {
    const parsed = DockerfileParser.parse(source);
    const escape = parsed.getEscapeCharacter();
    const steps = parsed.getInstructions().map((instruction) => stepOf(instruction, escape));
    const misspelt = steps.find(({ keyword }) => !KEYWORDS.includes(keyword));
    if (misspelt) {
        const { keyword, line } = misspelt;
        const meant = nearestName(keyword, KEYWORDS);
        const help = meant === undefined ? `there are ${KEYWORDS.join(", ")}` : `did you mean ${meant}?`;
        throw new Error(`${file}:${line}: there is no instruction ${keyword}; ${help}`);
    }
    const first = steps.findIndex(({ keyword }) => keyword === "FROM");
    if (first === -1) throw new Error(`${file}: no build stage, found no FROM; begin with the image it builds on`);
    const early = steps.slice(0, first).find(({ keyword }) => keyword !== "ARG");
    if (early) throw new Error(`${file}:${early.line}: ${early.keyword} stands before the first FROM; only ARG may`);

    const stages: Stage[] = [];
    for (const [n, from] of steps.entries()) {
        if (from.keyword !== "FROM") continue;
        const next = steps.findIndex(({ keyword }, at) => at > n && keyword === "FROM");
        const [base = "", as, name] = from.text.split(/\s+/);
        if (base === "" || (as !== undefined && (as.toUpperCase() !== "AS" || name === undefined)))
            throw new Error(`${file}:${from.line}: FROM ${from.text} is not FROM <image> [AS <name>]`);
        stages.push({
            name: name?.toLowerCase() ?? `stage-${stages.length}`,
            from,
            base,
            steps: steps.slice(n + 1, next === -1 ? undefined : next),
        });
    }
    return { file, args: steps.slice(0, first), stages };
}

function stepOf(instruction: Instruction, escape: string): Step {
    const { getFlags } = instruction as Partial<ModifiableInstruction>;
    const { getProperties } = instruction as Partial<PropertyInstruction>;
    const flags = getFlags?.call(instruction) ?? [];
    const raw = instruction.getRawArgumentsContent() ?? "";
    const keyword = instruction.getKeyword();
    const isScript = instruction instanceof Run && instruction.getHeredocs().length > 0;
    const copied = instruction instanceof Copy || keyword === "ADD" ? documentsIn(raw) : undefined;
    const documents = copied?.documents ?? [];
    const lines = documents.length > 0 ? (copied?.line ?? "") : raw;
    const text = isScript ? scriptOf(raw) : onOneLine(lines, escape);
    return {
        keyword,
        whole: [keyword, ...flags.map(String), text].join(" "),
        documents,
        line: instruction.getRange().start.line + 1,
        text,
        flags: flags.map((flag) => ({
            name: flag.getName(),
            value: flag.getValue() ?? "",
        })),
        pairs: (getProperties?.call(instruction) ?? []).map((property) => [
            property.getName(),
            property.getUnescapedValue() ?? undefined,
        ]),
    };
}

/** Without the line ends that are escaped, and without the comments between such lines. */
function onOneLine(raw: string, escape: string): string {
    const [first = "", ...rest] = raw.split(/\r?\n/);
    const lines = [first, ...rest.filter((line) => !/^\s*(#|$)/.test(line))];
    return lines
        .map((line) => {
            const trimmed = line.trimEnd();
            return trimmed.endsWith(escape) ? trimmed.slice(0, -1) : `${line}\n`;
        })
        .join("")
        .trim();
}

/** The lines that a shell runs: those of the document where it is all there is, else the command that reads it. */
function scriptOf(raw: string): string {
    const [first = "", ...rest] = raw.split(/\r?\n/);
    const [, tabs] = /^<<(-?)(["']?)\w+\2\s*$/.exec(first) ?? [];
    if (tabs === undefined) return [first, ...rest].join("\n");
    const lines = rest.slice(0, -1);
    return lines.map((line) => (tabs === "-" ? line.replace(/^\t+/, "") : line)).join("\n");
}

/** The exec form; undefined where the text is no list of texts and is therefore meant for a shell. */
export function execForm({ text }: Step): readonly string[] | undefined {
    if (!text.startsWith("[")) return undefined;
    try {
        const list = JSON.parse(text) as unknown;
        return Array.isArray(list) && list.every((item) => typeof item === "string") ? list : undefined;
    } catch {
        return undefined;
    }
}

// Words of a Dockerfile: quotes, escapes and variables, as the instructions that replace variables read them.
// https://docs.docker.com/reference/dockerfile/#environment-replacement

const MODIFIER = /^(:?)([-+?])([\s\S]*)$/;
const NAME = /^[A-Za-z_]\w*/;

export type Variables = Readonly<Record<string, string>>;

/** One word, with its variables filled in and its quotes gone. */
export function expand(word: string, variables: Variables): string {
    let text = "";
    let quote = "";
    for (let at = 0; at < word.length; at += 1) {
        const letter = word.charAt(at);
        if (letter === quote) quote = "";
        else if (quote === "" && (letter === '"' || letter === "'")) quote = letter;
        else if (letter === "\\" && quote !== "'" && at + 1 < word.length) {
            at += 1;
            const keeps = quote === '"' && !'"$\\'.includes(word.charAt(at));
            text += `${keeps ? "\\" : ""}${word.charAt(at)}`;
        } else if (letter === "$" && quote !== "'") {
            const { value, length } = variableAt(word.slice(at + 1), variables);
            text += value;
            at += length;
        } else text += letter;
    }
    return text;
}

/** Lines of a file: quotes are the file's own, and a backslash keeps a variable or a backslash as it is. */
export const expandLines = (lines: string, variables: Variables): string =>
    lines.replace(/\\([\\$])|\$(\{[^}\n]*\}|[A-Za-z_]\w*)/g, (found, kept: string | undefined) =>
        kept === undefined ? variableAt(found.slice(1), variables).value : kept,
    );

function variableAt(rest: string, variables: Variables): { readonly value: string; readonly length: number } {
    if (!rest.startsWith("{")) {
        const name = NAME.exec(rest)?.[0];
        return name === undefined ? { value: "$", length: 0 } : { value: variables[name] ?? "", length: name.length };
    }
    const end = closing(rest);
    const inside = rest.slice(1, end);
    const name = NAME.exec(inside)?.[0] ?? "";
    return { value: modified(name, inside.slice(name.length), variables), length: end + 1 };
}

function modified(name: string, modifier: string, variables: Variables): string {
    const value = variables[name];
    if (name !== "" && modifier === "") return value ?? "";
    const [, colon, sign, word = ""] = MODIFIER.exec(modifier) ?? [];
    if (name === "" || sign === undefined)
        throw new Error(`\${${name}${modifier}} is no variable that can be replaced here`);
    const set = value !== undefined && (colon === "" || value !== "");
    if (sign === "+") return set ? expand(word, variables) : "";
    if (set) return value;
    if (sign === "-") return expand(word, variables);
    throw new Error(`${name}: ${expand(word, variables) || "is not set"}`);
}

function closing(rest: string): number {
    let depth = 0;
    for (let at = 0; at < rest.length; at += 1) {
        if (rest.charAt(at) === "{") depth += 1;
        if (rest.charAt(at) === "}" && --depth === 0) return at;
    }
    throw new Error(`$${rest} has no closing brace`);
}
