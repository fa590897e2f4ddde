// Where a setting stands: as Pulumi's commands write it, and in the file that a person opens.
import type { Context } from "../context";
import type { Path } from "./outline";

/** As `pulumi config set --path` reads it. */
export function pathText(project: string, path: Path): string {
    const [first, ...rest] = path;
    const plain = /^[A-Za-z_][\w-]*$/;
    const step = (key: string | number): string =>
        typeof key === "number" ? `[${key}]` : plain.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    const start = first === undefined ? "…" : plain.test(String(first)) ? String(first) : JSON.stringify(String(first));
    return `${project}:${start}${rest.map(step).join("")}`;
}

/** The file a person opens to change a setting by hand, where there is one. */
export const settingsFile = ({ environment, configFile, areGiven }: Context): string =>
    areGiven ? "the settings" : (configFile ?? `Pulumi.${environment}.yaml`);

/** The keys that lead to a setting below `config:` of that file. */
export const keysTo = (project: string, [first = "", ...rest]: Path): Path => [`${project}:${first}`, ...rest];

/** `Pulumi.staging.yaml:14`, of as much of the way as is written there; nothing where none of it is. */
export function lineAt(keys: Path, context: Context): string | undefined {
    for (let depth = keys.length; depth > 0; depth--) {
        const line = context.written?.lineOf(keys.slice(0, depth));
        if (line !== undefined) return `${settingsFile(context)}:${line}`;
    }
    return undefined;
}
