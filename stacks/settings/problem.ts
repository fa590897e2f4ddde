// One wrong setting, and how it is printed: what stands there, what may stand there, what to type.
import { RunError } from "@pulumi/pulumi/errors";

import { printable } from "../../text/printable";
import { pageWidth, wrap } from "../../text/wrap";
import { isMap, type Path } from "./outline";
import type { Context } from "./context";

export interface Problem {
    /** Where, below the project's namespace; for what stands in no stack file, see `where`. */
    readonly path: Path;
    /** Replaces the printed path. */
    readonly where?: string;
    /** Completes the path to a sentence: `is 80800`, `is not set`. */
    readonly is: string;
    /** Everything that may stand there, or what has to be true. */
    readonly allowed: string;
    /** Commands to type, or the one change to make. */
    readonly fix: readonly string[];
    /** Other settings this one depends on: while they are wrong, this problem is not worth telling. */
    readonly also?: readonly Path[];
}

/** Thrown once, with every problem there is. Pulumi prints it without a stack trace, as it does every RunError. */
export class SettingsError extends RunError {
    public override readonly name = "SettingsError";

    constructor(
        public readonly problems: readonly Problem[],
        context: Context,
    ) {
        super(printable(formatProblems(problems, context)));
    }
}

function formatProblems(problems: readonly Problem[], context: Context): string {
    const { project, environment } = context;
    const title =
        problems.length === 1
            ? `1 setting of stack ${environment} is wrong`
            : `${problems.length} settings of stack ${environment} are wrong`;
    const blocks = problems.map((problem) =>
        [
            ...wrapped("", `${problem.where ?? pathText(project, problem.path)} ${problem.is}`),
            ...wrapped("  allowed: ", problem.allowed),
            ...problem.fix.flatMap((line, index) =>
                command(index === 0 ? "  fix: " : "       ", forStack(line, context)),
            ),
        ].join("\n"),
    );
    return [title, ...blocks].join("\n\n");
}

/** As `pulumi config set --path` reads it. */
export function pathText(project: string, path: Path): string {
    const [first, ...rest] = path;
    const plain = /^[A-Za-z_][\w-]*$/;
    const step = (key: string | number): string =>
        typeof key === "number" ? `[${key}]` : plain.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    const start = first === undefined ? "…" : plain.test(String(first)) ? String(first) : JSON.stringify(String(first));
    return `${project}:${start}${rest.map(step).join("")}`;
}

/** Values of these keys are not repeated, as they may be what should never have been written down. */
const unspokenKeys = new Set(["secrets", "environment"]);

export const isUnspoken = (path: Path): boolean =>
    path.slice(0, -1).some((key) => unspokenKeys.has(String(key))) ||
    /^(password|privateKey)[A-Z]/.test(String(path.at(-1)));

export const unspoken = (text: string): string => `a text of ${text.length} characters, not repeated here`;

/** A value as a reader recognises it, never longer than a line. */
export function shown(value: unknown, path: Path = []): string {
    if (typeof value === "string" && isUnspoken(path)) return unspoken(value);
    if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
    if (isMap(value)) {
        const keys = Object.keys(value);
        return keys.length === 0
            ? "an empty map"
            : shortened(`a map of ${keys.map((key) => shownKey(key)).join(", ")}`);
    }
    return shortened(typeof value === "string" ? JSON.stringify(value) : String(value));
}

export const shownKey = (key: string): string => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));

const shortened = (text: string): string => (text.length > 50 ? `${text.slice(0, 49)}…` : text);

const wrapped = (start: string, text: string): string[] =>
    wrap(text, start, " ".repeat(start.length === 0 ? 4 : start.length));

/** Stays a command that can be pasted: it is continued between its words, whole ones even where they are too long. */
function command(start: string, text: string): string[] {
    if (!text.startsWith("pulumi ")) return wrapped(start, text);
    const [first = "", ...words] =
        text.match(/(?:'(?:[^']|'\\'')*'|--(?:stack|config-file|type) (?:'[^']*'|\S+)|\S)+/g) ?? [];
    const lines = [start + first];
    for (const [index, word] of words.entries()) {
        const line = lines[lines.length - 1] ?? "";
        const room = pageWidth - (index < words.length - 1 ? " \\".length : 0);
        if (line.length + 1 + word.length <= room) lines[lines.length - 1] = `${line} ${word}`;
        else lines.push(" ".repeat(start.length + 2) + word);
    }
    return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}

// The lines that put a setting right. How Pulumi reads what is typed there:
// https://www.pulumi.com/docs/iac/cli/commands/pulumi_config_set/

/** Below the top level, digits become a number and true a boolean, unless told otherwise. */
const wouldChangeType = /^(true|false|0|-?[1-9]\d*)$/;

/** Pulumi stops where a hard-to-guess value goes below such a key, unless told that it may be read. */
const looksSecret = /pass|pwd|secret|token/i;

export function setting(project: string, path: Path, value: string | number | boolean): string {
    const nested = path.length > 1;
    const type =
        nested && typeof value === "string" && wouldChangeType.test(value)
            ? "string"
            : nested && typeof value === "number" && !Number.isInteger(value)
              ? "float"
              : undefined;
    const flags = [
        ...(nested ? ["--path"] : []),
        ...(type ? [`--type ${type}`] : looksSecret.test(path.join(".")) ? ["--plaintext"] : []),
    ];
    return ["pulumi config set", ...flags, key(project, path), typeof value === "string" ? quoted(value) : value].join(
        " ",
    );
}

/** Without the value: Pulumi asks for it, so that it is in no history of a shell. */
export function encrypting(project: string, path: Path): string {
    return `pulumi config set --secret --path ${key(project, path)}`;
}

export function removing(project: string, path: Path): string {
    return ["pulumi config rm", ...(path.length > 1 ? ["--path"] : []), key(project, path)].join(" ");
}

/** A command as it has to be typed whichever stack is selected: with two of them, the other one is too easily changed. */
export function forStack(command: string, { environment, configFile }: Context): string {
    const file =
        configFile === undefined
            ? ""
            : ` --config-file ${/^[\w./-]+$/.test(configFile) ? configFile : quoted(configFile)}`;
    return command
        .replace(/^pulumi config \w+/, (verb) => `${verb} --stack ${environment}${file}`)
        .replace(/^pulumi stack \w+/, (verb) => `${verb} --stack ${environment}`);
}

/** The file a person opens to change a setting by hand. */
export const settingsFile = ({ environment, configFile }: Context): string =>
    configFile ?? `Pulumi.${environment}.yaml`;

const key = (project: string, path: Path): string =>
    path.length > 1 ? quoted(pathText(project, path)) : pathText(project, path);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
