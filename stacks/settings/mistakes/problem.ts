// One wrong setting, and how it is printed: what stands there, what may stand there, what to type.
import { RunError } from "@pulumi/pulumi/errors";

import { printable } from "../../../text/printable";
import { wrap } from "../../../text/wrap";
import type { Context } from "../context";
import { type Fix, linesOf } from "./fix";
import { isMap, type Path } from "./outline";
import { keysTo, lineAt, pathText } from "./place";

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
    readonly fix: readonly Fix[];
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
    const { environment } = context;
    const title =
        problems.length === 1
            ? `1 setting of stack ${environment} is wrong`
            : `${problems.length} settings of stack ${environment} are wrong`;
    const blocks = problems.map((problem) =>
        [
            ...wrapped("", `${placeOf(problem, context)} ${problem.is}`),
            ...wrapped("  allowed: ", problem.allowed),
            ...linesOf(problem.fix, context),
        ].join("\n"),
    );
    return [title, ...blocks].join("\n\n");
}

/** The path, and where the file has it. */
function placeOf({ path, where }: Problem, context: Context): string {
    const line = lineAt(where === undefined ? keysTo(context.project, path) : [where], context);
    return `${where ?? pathText(context.project, path)}${line === undefined ? "" : ` (${line})`}`;
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
