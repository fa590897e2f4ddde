// What a build gives: the files that the buildspec names, as CodeBuild looks for them.
import {
    chmodSync,
    existsSync,
    lstatSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    readlinkSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { minimatch } from "minimatch";

import type { Artifacts } from "./buildspec";
import { KIND, LINK, readZip, writeZip } from "./zip";

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
    const found = new Map<string, string>();
    for (const base of bases) {
        for (const wanted of selected.files ?? []) {
            for (const path of matching(base, normal(expand(wanted)))) {
                const fromFolder = relative(folder, join(base, path));
                if (excluded.some((pattern) => [path, fromFolder].some((each) => fits(each, pattern)))) continue;
                found.set(selected["discard-paths"] === true ? basename(path) : path, join(base, path));
            }
        }
    }
    // Unlike an assignment, this keeps a file that is called `__proto__`.
    return Object.fromEntries(found);
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
        return isFile(join(base, path)) ? [path] : [];
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
        return entry.isFile() || isFile(join(base, path)) ? [path] : [];
    });
}

/** A link that leads nowhere is none; one that leads in a circle is said. */
function isFile(path: string): boolean {
    try {
        return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    } catch (error) {
        throw new ClientError(`cannot read ${basename(path)}: ${(error as Error).message.replace(/, stat .*$/, "")}`);
    }
}

function normal(path: string): string {
    return path.replace(/^\.\/(?=.)/, "").replace(/(?<=.)\/+$/, "");
}

// Artifacts as zips, from files and to files.

/** Where a file lies, by what it is called inside. */
type Packed = Readonly<Record<string, string>>;

export function pack(files: Packed, { links = false } = {}): Buffer {
    return writeZip(
        Object.entries(files)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, file]) => {
                const { mode } = links ? lstatSync(file) : statSync(file);
                const isLink = (mode & KIND) === LINK;
                return { name, mode, bytes: isLink ? Buffer.from(readlinkSync(file)) : readFileSync(file) };
            }),
    );
}

export function unpack(zip: Buffer, folder: string): void {
    const entries = readZip(zip);
    mkdirSync(folder, { recursive: true });
    for (const { name, mode, bytes } of entries) {
        const path = join(folder, name);
        mkdirSync(name.endsWith("/") ? path : dirname(path), { recursive: true });
        if (name.endsWith("/")) continue;
        if ((mode & KIND) === LINK) symlinkSync(Buffer.from(bytes).toString(), path);
        else writeFileSync(path, bytes);
        if ((mode & KIND) !== LINK && (mode & 0o111) !== 0) chmodSync(path, 0o755);
    }
}
