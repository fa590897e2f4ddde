import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";

import { nearestName } from "../text/nearest";

/** Where a command speaks: results go to `out`, everything said to a person about them to `err`. */
export interface Streams {
    readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean };
    readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** One row of the command table. Its code is loaded only when it is called: `--help` answers at once. */
export interface Command {
    readonly summary: string;
    load(): Promise<CommandModule>;
}
interface CommandModule {
    readonly help: string;
    /** Answers the exit code. */
    run(args: readonly string[], streams: Streams): Promise<number>;
}

export const EXIT = {
    ok: 0,
    /** What was asked for failed: the program, its settings, a check. */
    failed: 1,
    /** The question itself was wrong. */
    usage: 2,
    /** What was named needs something that this machine does not have. */
    notHere: 3,
} as const;

/** The command was called wrongly; its message says how to call it. */
export class UsageError extends Error {}

type Known = NonNullable<ParseArgsConfig["options"]>;
type Parsed<K extends Known> = ReturnType<
    typeof parseArgs<{ options: K; strict: true; allowPositionals: true }>
>["values"];

/** Reads a command's options; what is unknown is answered with the nearest that is known. */
export function readArguments<K extends Known>(command: string, args: readonly string[], known: K): Parsed<K> {
    try {
        const { values, positionals, tokens } = parseArgs({
            args: [...args],
            options: known,
            strict: true,
            allowPositionals: true,
            tokens: true,
        });
        // Node takes the last one, and says nothing of those before.
        const named = tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []));
        const twice = named.find((name, at) => known[name]?.multiple !== true && named.indexOf(name) !== at);
        if (twice !== undefined) throw new UsageError(`${command} takes --${twice} once`);
        const [bare] = positionals;
        if (bare === undefined) return values;
        const meant = "stack" in known && !("stack" in values) ? `; did you mean --stack ${bare}?` : "";
        throw new UsageError(`${command} takes options only, not "${bare}"${meant}`);
    } catch (error) {
        if (error instanceof UsageError) throw error;
        const { message } = error as Error;
        const unknown = /^Unknown option '--?([\w-]+)'/.exec(message)?.[1];
        if (unknown === undefined) throw new UsageError(message.replace(/\.$/, ""));
        const meant = nearestName(unknown, Object.keys(known));
        throw new UsageError(
            `there is no option --${unknown}${meant === undefined ? "" : `; did you mean --${meant}?`}`,
        );
    }
}

/** Where settings are read from, if not from this project's own folder. */
export interface SettingsPlace {
    /** The file of one stack. */
    readonly configFile?: string;
    /** A folder with a `Pulumi.<stack>.yaml` of each. */
    readonly configDir?: string;
}

interface SettingsOptions {
    readonly "config-file"?: string;
    readonly "config-dir"?: string;
}

/** The stacks that were named, or all that have settings at this place. */
export function stacksAt(
    given: SettingsOptions & { readonly stack?: readonly string[] },
): SettingsPlace & { readonly stacks: readonly string[] } {
    const { "config-file": configFile, "config-dir": configDir, stack } = given;
    const isThere = configDir === undefined || existsSync(configDir);
    const stacks = stack ?? (isThere ? stacksIn(configFile, configDir) : []);
    return { ...settingsPlace(given, stacks), stacks };
}

/** Reads it from what was typed; a file is of one stack, and a folder has to be there. */
export function settingsPlace(given: SettingsOptions, stacks: readonly string[]): SettingsPlace {
    const { "config-file": configFile, "config-dir": configDir } = given;
    if (configFile !== undefined && configDir !== undefined)
        throw new UsageError("--config-file and --config-dir say the same in two ways; leave one out");
    if (configFile !== undefined && stacks.length !== 1)
        throw new UsageError(
            `--config-file belongs to one stack: say which with --stack, or name the folder: --config-dir ${dirname(configFile)}`,
        );
    if (configDir !== undefined && !(existsSync(configDir) && statSync(configDir).isDirectory()))
        throw new UsageError(`--config-dir ${configDir}: there is no such folder`);
    return { configFile, configDir };
}

/** The settings of one stack; nothing where they lie in the project's own folder. */
export const settingsFileOf = ({ configFile, configDir }: SettingsPlace, stack: string): string | undefined =>
    configFile ?? (configDir === undefined ? undefined : join(configDir, `Pulumi.${stack}.yaml`));

/** Stacks that have a file of settings: all of a folder's, or the one that is named. */
function stacksIn(configFile: string | undefined, configDir = process.cwd()): readonly string[] {
    const files = configFile === undefined ? readdirSync(configDir) : [basename(configFile)];
    return files.flatMap((file) => /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1] ?? []).sort();
}
