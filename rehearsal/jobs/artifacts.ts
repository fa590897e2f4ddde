// What a build gives: the files that the buildspec names, as CodeBuild looks for them.
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve } from "node:path";

import { minimatch } from "minimatch";

import { pack, type Packed } from "./archive";
import type { Artifacts } from "./buildspec";

/** CodeBuild's own words for the phase that looks for them. */
export class ClientError extends Error {}

type Selection = Pick<Artifacts, "files" | "base-directory" | "exclude-paths" | "discard-paths">;

/** The zip of one artifact. `expand` fills in the variables of the build. */
export function zipOf(selected: Artifacts, folder: string, expand: (text: string) => string): Buffer {
    const files = filesOf(selected, folder, expand);
    if (Object.keys(files).length === 0) throw new ClientError("no matching artifact paths found");
    return pack(files, { links: selected["enable-symlinks"] === true });
}

export function filesOf(selected: Selection, folder: string, expand: (text: string) => string): Packed {
    const bases = basesOf(selected["base-directory"], folder, expand);
    const excluded = (selected["exclude-paths"] ?? []).map((path) => normal(expand(path)));
    const found: Record<string, string> = {};
    for (const base of bases) {
        for (const wanted of selected.files ?? []) {
            for (const path of matching(base, normal(expand(wanted)))) {
                const fromFolder = relative(folder, join(base, path));
                if (excluded.some((pattern) => [path, fromFolder].some((each) => fits(each, pattern)))) continue;
                found[selected["discard-paths"] === true ? basename(path) : path] = join(base, path);
            }
        }
    }
    return found;
}

/** `my-directory*` stands for every folder of that beginning; the folders themselves are left out of the artifact. */
function basesOf(wanted: string | undefined, folder: string, expand: (text: string) => string): readonly string[] {
    if (wanted === undefined) return [folder];
    const path = normal(expand(wanted));
    const bases = /[*?[]/.test(path)
        ? readdirSync(folder)
              .filter((name) => fits(name, path))
              .map((name) => join(folder, name))
        : [resolve(folder, path)];
    const there = bases.filter((base) => existsSync(base) && statSync(base).isDirectory());
    if (there.length === 0) throw new ClientError(`no matching base directory path found for ${path}`);
    return there;
}

function matching(base: string, wanted: string): readonly string[] {
    const path = isAbsolute(wanted) ? relative(base, wanted) : wanted;
    if (!/[*?[]/.test(path)) {
        const found = statSync(join(base, path), { throwIfNoEntry: false });
        return found?.isFile() === true ? [path] : [];
    }
    return everyFile(base).filter((file) => fits(file, path));
}

function fits(path: string, pattern: string): boolean {
    return minimatch(path, pattern, { dot: true, nobrace: true, noext: true, nocomment: true, nonegate: true });
}

/** Below links to folders nothing is looked for: they may lead anywhere, also back. */
function everyFile(base: string, below = ""): readonly string[] {
    return readdirSync(join(base, below), { withFileTypes: true }).flatMap((entry) => {
        const path = below === "" ? entry.name : `${below}/${entry.name}`;
        if (entry.isDirectory()) return everyFile(base, path);
        const isFile = entry.isFile() || statSync(join(base, path), { throwIfNoEntry: false })?.isFile() === true;
        return isFile ? [path] : [];
    });
}

function normal(path: string): string {
    return path.replace(/^\.\/(?=.)/, "").replace(/(?<=.)\/+$/, "");
}
