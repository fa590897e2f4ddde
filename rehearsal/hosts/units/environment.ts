// The variables of a service. https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment
import type { Machine } from "../machine/machine";
import { type UnitFile, wordsOf } from "./file";

/** No file of variables is larger. */
const MOST = 1 << 20;

/** Answers systemd's words where a file is missing. */
export async function environmentOf(machine: Machine, file: UnitFile): Promise<Record<string, string> | string> {
    const env: Record<string, string> = {};
    for (const text of file.all("Service.Environment")) for (const word of wordsOf(text)) assign(env, word);
    for (const text of file.all("Service.EnvironmentFile")) {
        const path = text.replace(/^-/, "");
        try {
            for (const line of (await machine.files.read(path, MOST))
                .toString("utf8")
                .replace(/\\\n/g, "")
                .split("\n")) {
                if (/^\s*([#;]|$)/.test(line)) continue;
                const [, name, value = ""] = /^\s*([^=\s]+)\s*=(.*)$/.exec(line) ?? [];
                if (name !== undefined) env[name] = unquoted(value.trim());
            }
        } catch {
            if (!text.startsWith("-")) return `Failed to load environment files: No such file or directory (${path})`;
        }
    }
    return env;
}

function assign(env: Record<string, string>, word: string): void {
    const at = word.indexOf("=");
    if (at > 0) env[word.slice(0, at)] = word.slice(at + 1);
}

/** What stands in quotes is one value; what does not is taken as it is. */
function unquoted(value: string): string {
    return /^["']/.test(value) ? wordsOf(value).join(" ") : value;
}
