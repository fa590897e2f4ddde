// A stack's file as it was written: on which line something stands, and the letters of it before YAML made a value of them.
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";

import { readYaml, type YamlRead } from "../../../text/yaml";
import type { Context, Written } from "../context";
import type { Path } from "./outline";
import { settingsFile } from "./place";

/** Below `config:` of the stack's own file, where Pulumi takes a key without a namespace for the project's; knows nothing
 * where that cannot be read. */
export function writtenIn(own: Context): Written {
    let file: YamlRead | undefined;
    let isRead = false;
    const read = (): YamlRead | undefined => {
        if (!isRead) file = readable(settingsFile(own));
        isRead = true;
        return file;
    };
    const found = (keys: Path) => {
        const yaml = read();
        const [first = "", ...rest] = keys;
        const bare = String(first).replace(`${own.project}:`, "");
        return yaml && (find(yaml, ["config", ...keys]) ?? find(yaml, ["config", bare, ...rest]));
    };
    return {
        lineOf(keys) {
            const offset = found(keys)?.key.range?.[0];
            return offset === undefined ? undefined : read()?.lineAt(offset);
        },
        sourceOf(keys) {
            const value = found(keys)?.value;
            return isScalar(value) && value.type === "PLAIN" ? value.source : undefined;
        },
    };
}

function readable(file: string): YamlRead | undefined {
    try {
        return readYaml(readFileSync(file, "utf8"));
    } catch {
        return undefined;
    }
}

/** The value, and what begins its line: its key, or in a list the value itself. */
function find({ document }: YamlRead, keys: Path): { readonly key: Node; readonly value: unknown } | undefined {
    let value: unknown = document.contents;
    let begins: unknown = value;
    for (const key of keys) {
        const holder = isAlias(value) ? value.resolve(document) : value;
        if (isMap(holder)) {
            const pair = holder.items.find((each) => isScalar(each.key) && String(each.key.value) === String(key));
            [begins, value] = [pair?.key, pair?.value];
        } else {
            value = isSeq(holder) && typeof key === "number" ? holder.items[key] : undefined;
            begins = value;
        }
        if (begins === undefined || begins === null) return undefined;
    }
    return { key: begins as Node, value };
}

/** Whether there is a `pulumi` to type. */
export function hasPulumi(env: NodeJS.ProcessEnv = process.env): boolean {
    const names = ["pulumi", "pulumi.exe"];
    return (env["PATH"] ?? "").split(delimiter).some((folder) => names.some((name) => existsSync(join(folder, name))));
}
