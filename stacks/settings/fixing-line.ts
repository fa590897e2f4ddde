// The lines that put a setting right. How Pulumi reads what is typed there:
// https://www.pulumi.com/docs/iac/cli/commands/pulumi_config_set/
import type { Path } from "./outline";
import type { Context } from "./parse";
import { pathText } from "./problem";

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
