// Types the lines that an error prints: what `pulumi config set` and `rm` do to a configuration.
// https://www.pulumi.com/docs/iac/cli/commands/pulumi_config_set/

type Config = Record<string, unknown>;

/** The configuration after every command of a printed error was typed. */
export function typed(message: string, raw: Readonly<Config>): Config {
    const lines = message.replace(/ \\\n +/g, " ").split("\n");
    const commands = lines.flatMap((line) => /^ +(?:fix: )?(pulumi config .*)$/.exec(line)?.[1] ?? []);
    if (commands.length === 0) throw new Error(`nothing to type in ${message}`);
    const config = structuredClone(raw);
    for (const command of commands) run(command, config);
    return config;
}

function run(command: string, config: Config): void {
    const words = [...command.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(([, quoted, bare = ""]) =>
        quoted === undefined ? bare : quoted.replaceAll("'\\''", "'"),
    );
    const [verb, ...rest] = words.slice(2);
    const isText = rest.includes("string") && rest.includes("--type");
    const [key = "", value = ""] = rest.filter(
        (word, index) =>
            !word.startsWith("--") && !["--type", "--stack", "--config-file"].includes(rest[index - 1] ?? ""),
    );
    const path = steps(key);
    const holder = path.slice(0, -1).reduce<Config>((at, step) => (at[step] ??= {}) as Config, config);
    const last = path.at(-1) ?? "";
    if (verb === "set") holder[last] = isText || path.length === 1 ? value : retyped(value);
    else delete holder[last];
}

/** `fairlead:services.web["a b"][0]` as the keys that lead there. */
function steps(key: string): string[] {
    const [first = "", ...rest] = [...key.matchAll(/^[^.[]+|\.([^.[]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g)].map(
        ([whole, name, index, quoted]) => name ?? index ?? quoted ?? whole,
    );
    return [first, ...rest];
}

/** Below the top level, Pulumi takes digits for a number and true for a boolean. */
const retyped = (value: string): unknown => (/^(true|false|0|-?[1-9]\d*)$/.test(value) ? JSON.parse(value) : value);
