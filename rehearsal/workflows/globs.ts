// Patterns of files as the actions of the toolkit take them: one a line, `**` for folders, `!` takes back.
// https://github.com/actions/toolkit/tree/main/packages/glob
import { posix } from "node:path";

import { matchesParts, partsOf } from "../containers/glob.cjs";
import type { RoomFiles } from "../jobs/room-files";

export interface Globbed {
    /** The folder that all patterns lie below. */
    readonly root: string;
    /** From the root of the job on, in order. */
    readonly files: readonly string[];
}

/** A pattern that names a folder means all that is in it. */
export async function globbed(text: string, files: RoomFiles, hidden = true): Promise<Globbed> {
    const lines = text.split("\n").map((line) => line.trim());
    const patterns = lines.filter((line) => line !== "" && !line.startsWith("#"));
    const found = new Set<string>();
    const bases: string[] = [];
    for (const pattern of patterns) {
        const negative = pattern.startsWith("!");
        const path = posix.resolve(files.cwd, (negative ? pattern.slice(1) : pattern).replace(/\/+$/, ""));
        if (negative) {
            for (const file of [...found]) if (fits(file, path)) found.delete(file);
            continue;
        }
        const base = baseOf(path);
        const kind = await files.kind(base);
        if (base === path && kind === "file") {
            found.add(path);
            bases.push(posix.dirname(path));
            continue;
        }
        bases.push(base);
        if (kind !== "folder") continue;
        for (const each of await files.list(base)) {
            const file = posix.join(base, each.path);
            if (each.leadsTo !== "file" || (!hidden && isHidden(each.path))) continue;
            if (base === path || fits(file, path)) found.add(file);
        }
    }
    return { root: commonOf(bases), files: [...found].sort() };
}

/** Also what lies below a folder that fits. */
function fits(file: string, pattern: string): boolean {
    const parts = partsOf(pattern.replaceAll("[!", "[^"));
    const names = partsOf(file);
    return names.some((_, at) => matchesParts(parts, names.slice(0, at + 1)));
}

function baseOf(path: string): string {
    const parts = path.split("/");
    const first = parts.findIndex((part) => /[*?[]/.test(part));
    return first === -1 ? path : parts.slice(0, first).join("/") || "/";
}

function isHidden(path: string): boolean {
    return path.split("/").some((part) => part.startsWith("."));
}

function commonOf(folders: readonly string[]): string {
    const [first = "/", ...others] = folders;
    return others.reduce((common, folder) => {
        let shared = common;
        while (shared !== "/" && folder !== shared && !folder.startsWith(`${shared}/`)) shared = posix.dirname(shared);
        return shared;
    }, first);
}
