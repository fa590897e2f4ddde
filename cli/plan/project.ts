import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { readYaml } from "../../text/yaml";
import { hexOf, type Autonaming } from "./names";

/** The mistake is the reader's settings or program, not this command: its message says all there is to say. */
export class PlanError extends Error {
    /** What is wrong with several stacks, as one message: a reader mends all of it at once. */
    public static ofAll(reasons: readonly unknown[]): unknown {
        const other = reasons.find((reason) => !(reason instanceof PlanError));
        const messages = reasons.map((reason) => (reason as Error).message);
        return other ?? new PlanError([...new Set(messages)].join("\n\nerror: "));
    }
}

/** What Pulumi's own CLI would have handed to the program. */
export interface Project {
    readonly root: string;
    /** Where the program runs: Pulumi changes into the folder that `main` names. */
    readonly folder: string;
    readonly name: string;
    /** The module that is the program. */
    readonly program: string;
    readonly stack: string;
    /** `namespace:key` to text; objects as JSON. */
    readonly config: Readonly<Record<string, string>>;
    readonly secretKeys: readonly string[];
    /** What stands in for each secret; a plan that shows one of these shows too much. */
    readonly secretTexts: readonly string[];
    readonly autonaming: Autonaming;
    /** The settings' file as it was asked for, where it is not `Pulumi.<stack>.yaml`. */
    readonly configFile?: string;
}

export interface ProjectRequest {
    readonly stack: string;
    /** Module to run instead of the project's own, or the folder of another project. */
    readonly program?: string;
    /** Settings to read instead of `Pulumi.<stack>.yaml`. */
    readonly configFile?: string;
    /** Settings that win over every file. @default none */
    readonly overrides?: Readonly<Record<string, unknown>>;
    /** Where to look for the project. @default the working directory */
    readonly cwd?: string;
}

interface ProjectFile {
    readonly name?: string;
    readonly main?: string;
    readonly runtime?: string | { readonly name?: string };
    readonly stackConfigDir?: string;
    readonly config?: Record<string, unknown>;
}
const declarationKeys = new Set(["type", "default", "value", "description", "secret", "items"]);

/** Reads a project and one stack's settings, as `pulumi up -s <stack>` does. */
export function readProject(request: ProjectRequest): Project {
    const cwd = resolve(request.cwd ?? process.cwd());
    const asked = request.program === undefined ? undefined : resolve(cwd, request.program);
    if (asked !== undefined && !existsSync(asked)) throw noProgram(asked);
    const isFolder = asked !== undefined && statSync(asked).isDirectory();
    if (isFolder && !existsSync(join(asked, "Pulumi.yaml")))
        throw new PlanError(
            `${relative(cwd, asked)} has no Pulumi.yaml; name the folder of a Pulumi project, or a file in it`,
        );
    const root = projectRoot(asked === undefined ? cwd : isFolder ? asked : dirname(asked));
    const file = readFile(join(root, "Pulumi.yaml")) as ProjectFile;
    checkRuntime(root, file);
    const name = file.name ?? "";
    const values: Record<string, unknown> = {};
    for (const [key, declared] of Object.entries(file.config ?? {})) {
        const value = declaredValue(declared);
        if (value !== undefined) {
            values[qualified(key, name)] = value;
        }
    }
    for (const [key, value] of Object.entries(stackConfig(root, file, request, cwd))) {
        values[qualified(key, name)] = value;
    }
    for (const [key, value] of Object.entries(request.overrides ?? {})) {
        values[qualified(key, name)] = value;
    }
    const autonaming = (values["pulumi:autonaming"] ?? {}) as Autonaming;
    delete values["pulumi:autonaming"];
    return {
        root,
        name,
        ...(asked === undefined || isFolder ? entryOf(root, file) : { program: asked, folder: root }),
        stack: request.stack,
        ...settle(values),
        autonaming,
        configFile: request.configFile,
    };
}

export function noProgram(path: string): PlanError {
    return new PlanError(`no program at ${relative(process.cwd(), path) || "."}; name one with --program`);
}

/** Other languages have a runner of their own, which asks an engine. */
function checkRuntime(root: string, { runtime }: ProjectFile): void {
    const name = typeof runtime === "object" ? runtime.name : runtime;
    if (name === undefined || name === "nodejs") return;
    throw new PlanError(
        `${relative(process.cwd(), join(root, "Pulumi.yaml"))} says runtime: ${name}, and a plan runs programs in TypeScript or JavaScript (runtime: nodejs) alone`,
    );
}

/** As Pulumi finds it: `main` names a file, or the folder to run in; there, what package.json calls main, or index. */
function entryOf(root: string, { main = "." }: ProjectFile): Pick<Project, "program" | "folder"> {
    const named = resolve(root, main);
    if (existsSync(named) && !statSync(named).isDirectory()) return { program: named, folder: root };
    const manifest = join(named, "package.json");
    const { main: entry } = existsSync(manifest) ? (readFile(manifest) as { main?: unknown }) : {};
    const candidates = [...(typeof entry === "string" ? [entry] : []), "index.ts", "index.js"];
    const found = candidates.map((each) => join(named, each)).find((each) => existsSync(each));
    return { program: found ?? (existsSync(named) ? join(named, "index.ts") : named), folder: named };
}

function projectRoot(from: string): string {
    for (let folder = from; ; folder = dirname(folder)) {
        if (existsSync(join(folder, "Pulumi.yaml"))) {
            return folder;
        }
        if (dirname(folder) === folder) {
            throw new PlanError(`no Pulumi.yaml in ${from} or above it; run this inside a Pulumi project`);
        }
    }
}

function stackConfig(root: string, file: ProjectFile, request: ProjectRequest, cwd: string): Record<string, unknown> {
    const folder = resolve(root, file.stackConfigDir ?? ".");
    const path =
        request.configFile === undefined
            ? join(folder, `Pulumi.${request.stack}.yaml`)
            : resolve(cwd, request.configFile);
    if (!existsSync(path)) {
        // A stack may have no settings, and where no stack has any, none is misspelt.
        const stacks = stacksAt(request.configFile === undefined ? folder : dirname(path));
        if (request.configFile === undefined && stacks.length === 0) return {};
        const known = stacks.length === 0 ? "there are none yet" : `stacks here: ${stacks.sort().join(", ")}`;
        throw new PlanError(
            `no settings for stack "${request.stack}": ${relative(cwd, path)} does not exist (${known})`,
        );
    }
    const { config, ...beside } = readFile(path) as { config?: Record<string, unknown> | null };
    // Pulumi reads none of these, and says nothing.
    const lost = Object.keys(beside).filter((key) => key.includes(":"));
    if (lost.length > 0) {
        throw new PlanError(
            `${relative(cwd, path)} has ${lost.join(", ")} beside config:, where nobody reads it; indent it below config:`,
        );
    }
    const given = config ?? {};
    if (!isMap(given)) throw notAMap(path, "config:", given);
    return given;
}

function stacksAt(folder: string): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((entry) => /^Pulumi\.(.+)\.yaml$/.exec(entry)?.[1] ?? []);
}

function readFile(path: string): object {
    const shown = relative(process.cwd(), path);
    if (statSync(path).isDirectory()) throw new PlanError(`${shown} is a folder; name the file in it`);
    const read = (): unknown => {
        try {
            return readYaml(readFileSync(path, "utf8")).value;
        } catch (error) {
            throw new PlanError(`${shown} is not valid YAML: ${(error as Error).message.trim()}`);
        }
    };
    const given = read() ?? {};
    if (!isMap(given)) throw notAMap(path, "the file", given);
    return given;
}

function isMap(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Taken apart all the same, each letter or item of it would be a setting of its own. */
function notAMap(path: string, what: string, given: unknown): PlanError {
    const is = Array.isArray(given) ? "a list" : `a ${typeof given}`;
    const fix = `write keys with values, such as ${what === "config:" ? "" : "config: { "}aws:region: eu-west-1${what === "config:" ? "" : " }"}`;
    return new PlanError(`${relative(process.cwd(), path)}: ${what} is ${is}, not a map; ${fix}`);
}

/** `Pulumi.yaml` either declares a key (type, default, …) or simply gives its value. */
function declaredValue(declared: unknown): unknown {
    if (declared !== null && typeof declared === "object" && !Array.isArray(declared)) {
        const keys = Object.keys(declared);
        if (keys.every((key) => declarationKeys.has(key))) {
            const { value, default: fallback } = declared as { value?: unknown; default?: unknown };
            return value ?? fallback;
        }
    }
    return declared;
}

function qualified(key: string, project: string): string {
    return key.includes(":") ? key : `${project}:${key}`;
}

/** Text for every key; what is encrypted becomes a stand-in that looks like nothing else, so that a leak is seen. */
function settle(values: Record<string, unknown>): Pick<Project, "config" | "secretKeys" | "secretTexts"> {
    const config: Record<string, string> = {};
    const secretKeys: string[] = [];
    const secretTexts: string[] = [];
    for (const [key, value] of Object.entries(values)) {
        const before = secretTexts.length;
        const plain = withoutCiphertext(value, key, secretTexts);
        if (plain === undefined || plain === null) {
            continue;
        }
        config[key] = typeof plain === "object" ? JSON.stringify(plain) : String(plain);
        if (secretTexts.length > before) {
            secretKeys.push(key);
        }
    }
    return { config, secretKeys, secretTexts };
}

function withoutCiphertext(value: unknown, path: string, secretTexts: string[]): unknown {
    if (Array.isArray(value)) {
        return value.map((item, index) => withoutCiphertext(item, `${path}[${index}]`, secretTexts));
    }
    if (value === null || typeof value !== "object") {
        return value;
    }
    const entries = Object.entries(value);
    if (entries.length === 1 && entries[0]?.[0] === "secure" && typeof entries[0][1] === "string") {
        const text = `standin${hexOf(path, 16)}`;
        secretTexts.push(text);
        return text;
    }
    return Object.fromEntries(
        entries.map(([key, item]) => [key, withoutCiphertext(item, `${path}.${key}`, secretTexts)]),
    );
}
