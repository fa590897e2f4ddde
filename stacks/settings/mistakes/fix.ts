// What puts a setting right: a command to type, or, for whoever has no Pulumi yet, the lines to write.
// How Pulumi reads what is typed: https://www.pulumi.com/docs/iac/cli/commands/pulumi_config_set/
import { stringify } from "yaml";

import { pageWidth, wrap } from "../../../text/wrap";
import type { Context } from "../context";
import type { Path } from "./outline";
import { keysTo, lineAt, pathText, settingsFile } from "./place";

interface Edit {
    readonly verb: "set" | "encrypt" | "remove";
    readonly project: string;
    readonly path: Path;
    readonly value?: Value;
}

type Value = string | number | boolean;

/** In words, or a change that is typed or written. */
export type Fix = string | Edit;

export function setting(project: string, path: Path, value: Value): Edit {
    return { verb: "set", project, path, value };
}

/** Without the value: Pulumi asks for it, so that it is in no history of a shell. */
export function encrypting(project: string, path: Path): Edit {
    return { verb: "encrypt", project, path };
}

export function removing(project: string, path: Path): Edit {
    return { verb: "remove", project, path };
}

/** Below the path of a problem. */
export function linesOf(fixes: readonly Fix[], context: Context): string[] {
    const byHand = context.hasPulumi === false || context.areGiven === true;
    const said = byHand ? written(fixes, context) : fixes.map((fix) => typed(fix, context));
    return said.flatMap((lines, index) => {
        const [start, rest] = index === 0 ? ["  fix: ", "       "] : ["       ", "       "];
        return lines.flatMap((line, at) =>
            line.startsWith(" ") ? [`${rest}${line}`] : command(at === 0 ? start : rest, line),
        );
    });
}

const typed = (fix: Fix, context: Context): string[] => [
    forStack(typeof fix === "string" ? fix : commandOf(fix), context),
];

/** Below the top level, digits become a number and true a boolean, unless told otherwise. */
const wouldChangeType = /^(true|false|0|-?[1-9]\d*)$/;

/** Pulumi stops where a hard-to-guess value goes below such a key, unless told that it may be read. */
const looksSecret = /pass|pwd|secret|token/i;

function commandOf({ verb, project, path, value = "" }: Edit): string {
    const nested = path.length > 1;
    const key = nested ? quoted(pathText(project, path)) : pathText(project, path);
    if (verb === "encrypt") return `pulumi config set --secret --path ${key}`;
    if (verb === "remove") return ["pulumi config rm", ...(nested ? ["--path"] : []), key].join(" ");
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
    return ["pulumi config set", ...flags, key, typeof value === "string" ? quoted(value) : value].join(" ");
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A command as it has to be typed whichever stack is selected: with two of them, the other one is too easily changed. */
function forStack(command: string, { environment, configFile }: Context): string {
    const file =
        configFile === undefined
            ? ""
            : ` --config-file ${/^[\w./-]+$/.test(configFile) ? configFile : quoted(configFile)}`;
    return command
        .replace(/^pulumi config \w+/, (verb) => `${verb} --stack ${environment}${file}`)
        .replace(/^pulumi stack \w+/, (verb) => `${verb} --stack ${environment}`);
}

/** Stays a command that can be pasted: it is continued between its words, whole ones even where they are too long. */
function command(start: string, text: string): string[] {
    if (!/^(pulumi|gh) /.test(text)) return wrap(text, start, " ".repeat(start.length));
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

// The same in a file.

/** Values for one place are written together. Only Pulumi encrypts, of a file as of a program. */
function written(fixes: readonly Fix[], context: Context): string[][] {
    const sets = fixes.filter((fix): fix is Edit => typeof fix !== "string" && fix.verb === "set");
    const [first] = sets;
    return fixes.flatMap((fix) => {
        if (typeof fix !== "string" && fix.verb === "encrypt" && context.areGiven)
            return [[`give the component the secret itself, as one of its secrets: ${fix.path.slice(1).join(".")}`]];
        if (typeof fix === "string" || fix.verb === "encrypt") return [typed(fix, context)];
        const keys = keysTo(fix.project, fix.path);
        if (fix.verb === "remove")
            return [[`take ${shownKeys(keys)} out of ${lineAt(keys, context) ?? settingsFile(context)}`]];
        return fix === first ? [inYaml(sets, context)] : [];
    });
}

/** From the first key on that is not written there yet, or the one whose value changes. */
function inYaml(sets: readonly Edit[], context: Context): string[] {
    const paths = sets.map(({ project, path }) => keysTo(project, path));
    const [one = []] = paths;
    const isThere = (depth: number): boolean => context.written?.lineOf(one.slice(0, depth)) !== undefined;
    const isShared = (depth: number): boolean =>
        paths.every((path) => path.length > depth && path[depth - 1] === one[depth - 1]);
    let depth = 0;
    while (isThere(depth + 1) && isShared(depth + 1)) depth++;
    const above = one.slice(0, depth);
    const tree: unknown = sets.map(({ value }, at) => nested((paths[at] ?? []).slice(depth), value)).reduce(merged);
    const replaces = sets.length === 1 && isThere(one.length);
    const at = lineAt(replaces ? one : above, context) ?? settingsFile(context);
    const below = depth === 0 ? "below config:" : `below ${shownKeys(above)}`;
    return [
        replaces ? `in ${at}, write` : `in ${at}, ${below} write`,
        ...stringify(tree, { lineWidth: 0, singleQuote: true })
            .trimEnd()
            .split("\n")
            .map((line) => `  ${line}`),
    ];
}

const shownKeys = (keys: Path): string =>
    keys.map((key) => (typeof key === "number" ? `- (${key + 1}.)` : `${key}:`)).join(" ");

function nested([key, ...rest]: Path, value: unknown): unknown {
    if (key === undefined) return value;
    return typeof key === "number" ? [nested(rest, value)] : { [key]: nested(rest, value) };
}

function merged(one: unknown, other: unknown): unknown {
    if (Array.isArray(one) && Array.isArray(other)) return [...(one as unknown[]), ...(other as unknown[])];
    if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return other;
    const [mine, theirs] = [one as Record<string, unknown>, other as Record<string, unknown>];
    const both = Object.entries(theirs).map(([key, value]) => [key, key in mine ? merged(mine[key], value) : value]);
    return { ...mine, ...(Object.fromEntries(both) as object) };
}
