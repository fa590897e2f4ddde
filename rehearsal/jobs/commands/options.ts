// The command line of `aws`: general options anywhere, those of a command by its table, values in any of AWS's notations.
import type { Json } from "../../../plan/document";
import { ofKnownSize } from "../../../text/yaml";
import { NotRehearsed } from "../../account/gateway";
import type { AwsCommand, Given, JobSite, Kind } from "./types";

export class UsageError extends Error {}

export type Output = "json" | "text";

interface General {
    readonly region?: string;
    readonly output: Output;
    readonly query?: string;
    take(command: AwsCommand, options: Options, positional: readonly string[], site: JobSite): Promise<Given>;
}

type Options = ReadonlyMap<string, readonly string[]>;

/** Change nothing that a rehearsal shows. */
const SILENT = [
    "no-cli-pager",
    "no-paginate",
    "no-progress",
    "only-show-errors",
    "quiet",
    "debug",
    "no-cli-auto-prompt",
];
const SILENT_VALUES = ["cli-read-timeout", "cli-connect-timeout", "cli-binary-format", "color"];

export function readOptions(argv: readonly string[]): { words: readonly string[]; options: Options; general: General } {
    const words: string[] = [];
    const options = new Map<string, string[]>();
    let open: string[] | undefined;
    for (const word of argv) {
        const [, name, , value] = /^--([a-z0-9-]+)(=(.*))?$/s.exec(word) ?? [];
        if (name === undefined) (open ?? words).push(word);
        else if (SILENT.includes(name)) open = undefined;
        else options.set(name, (open = [...(options.get(name) ?? []), ...(value === undefined ? [] : [value])]));
    }
    const one = (name: string) => options.get(name)?.[0];
    for (const name of SILENT_VALUES) giveBack(name, options, words);
    for (const name of ["region", "output", "query"]) giveBack(name, options, words);
    const [region, output, query] = ["region", "output", "query"].map(one);
    for (const name of ["region", "output", "query", ...SILENT_VALUES]) options.delete(name);
    return { words, options, general: { region, query, output: outputOf(output), take } };
}

/** What follows the one value of an option stands for itself: `aws --region x s3api get-object …`. */
function giveBack(name: string, options: Map<string, string[]>, words: string[]): void {
    const [value, ...more] = options.get(name) ?? [];
    if (value === undefined || more.length === 0) return;
    options.set(name, [value]);
    words.push(...more);
}

function outputOf(output = "json"): Output {
    if (output === "json" || output === "text") return output;
    throw new NotRehearsed(`aws --output ${output}; use json or text`);
}

async function take(
    command: AwsCommand,
    options: Options,
    positional: readonly string[],
    site: JobSite,
): Promise<Given> {
    const given: Record<string, Json> = {};
    const loose = [...positional];
    for (const [name, values] of options) {
        const kind = command.options[name];
        if (kind === undefined) throw new NotRehearsed(`the option --${name}`);
        const single = ["text", "number", "structure", "document", "bytes"].includes(kind);
        // An option of one value leaves what follows to the command: the file of `get-object`.
        if (single || kind === "flag") loose.push(...values.slice(kind === "flag" ? 0 : 1));
        given[name] = await read(kind, name, single ? values.slice(0, 1) : values, site);
    }
    for (const name of command.required ?? []) {
        if (given[name] === undefined) throw new UsageError(`the following arguments are required: --${name}`);
    }
    const places = command.positional ?? [];
    if (loose.length > places.length) throw new UsageError(`Unknown options: ${loose.slice(places.length).join(", ")}`);
    if (loose.length < places.length)
        throw new UsageError(`the following arguments are required: ${places.slice(loose.length).join(", ")}`);
    return { ...given, positional: loose };
}

async function read(kind: Kind, name: string, values: readonly string[], site: JobSite): Promise<Json> {
    const [first] = values;
    if (kind === "flag") return true;
    if (first === undefined) throw new UsageError(`argument --${name}: expected one argument`);
    if (kind === "bytes") return (await bytesOf(first, site)).toString("base64");
    const text = await contents(first, site);
    switch (kind) {
        case "text":
            return text;
        case "number":
            return Number(text);
        case "document":
            return json(text, name);
        case "structure":
            return structure(text, name);
        case "texts":
            return text.startsWith("[") ? json(text, name) : Promise.all(values.map((value) => contents(value, site)));
        case "structures": {
            if (text.startsWith("[")) return json(text, name);
            return Promise.all(values.map(async (value) => structure(await contents(value, site), name)));
        }
    }
}

/** https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html */
async function contents(value: string, site: JobSite): Promise<string> {
    const [, path] = /^fileb?:\/\/(.*)$/s.exec(value) ?? [];
    return path === undefined ? value : (await fileAt(path, value, site)).toString("utf8");
}

/** A file as it is, or base64: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-types.html#parameter-type-blob */
async function bytesOf(value: string, site: JobSite): Promise<Buffer> {
    const [, path] = /^fileb:\/\/(.*)$/s.exec(value) ?? [];
    return path === undefined ? Buffer.from(await contents(value, site), "base64") : fileAt(path, value, site);
}

async function fileAt(path: string, value: string, site: JobSite): Promise<Buffer> {
    try {
        return await site.files.read(path);
    } catch (error) {
        throw new UsageError(`Error parsing parameter: Unable to load paramfile ${value}: ${(error as Error).message}`);
    }
}

/** `key=value,key=value`, a list as `key=value,value`, or JSON. https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html */
function structure(text: string, name: string): Json {
    if (text.startsWith("{")) return json(text, name);
    const found = new Map<string, string[]>();
    let last: string[] | undefined;
    for (const part of text.split(",")) {
        const [, key, value = ""] = /^([^=]+)=(.*)$/s.exec(part) ?? [];
        if (key === undefined && last === undefined)
            throw new UsageError(`Error parsing parameter '--${name}': ${text}`);
        if (key === undefined) last?.push(part);
        else found.set(key, (last = [value]));
    }
    return Object.fromEntries(
        [...found].map(([key, values]) => [key, values.length === 1 ? (values[0] ?? "") : values]),
    );
}

function json(text: string, name: string): Json {
    try {
        return ofKnownSize(JSON.parse(text) as Json);
    } catch {
        throw new UsageError(`Error parsing parameter '--${name}': Invalid JSON: ${text}`);
    }
}
