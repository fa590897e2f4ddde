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
import { unzipSync, type Zippable, zipSync } from "fflate";
import { minimatch } from "minimatch";

import { NotRehearsed } from "../account/gateway";
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

// Artifacts as zips, with what Unix knows of a file: whether it may be executed, and where a link leads.

/** Where a file lies, and what it is called inside. */
type Packed = Readonly<Record<string, string>>;

/** fflate holds everything in memory. */
const LIMIT = 200 * 1024 * 1024;
const UNIX = 3;
const LINK = 0o120000;
const KIND = 0o170000;
/** The same files make the same bytes, whenever they were written. */
const ALWAYS = new Date(1980, 0, 1);

export function pack(files: Packed, { links = false } = {}): Buffer {
    const total = Object.values(files).reduce((sum, file) => sum + lstatSync(file).size, 0);
    if (total > LIMIT)
        throw new NotRehearsed(`artifacts of more than ${LIMIT / 1024 / 1024} MB; this one has ${total} bytes`);
    const entries: Zippable = {};
    for (const name of Object.keys(files).sort()) {
        const file = files[name] ?? "";
        const { mode } = links ? lstatSync(file) : statSync(file);
        const isLink = (mode & KIND) === LINK;
        const bytes = isLink ? Buffer.from(readlinkSync(file)) : readFileSync(file);
        entries[name] = [bytes, { os: UNIX, attrs: mode * 0x10000, mtime: ALWAYS, level: 1 }];
    }
    return Buffer.from(zipSync(entries));
}

export function unpack(zip: Buffer, folder: string): void {
    const modes = modesOf(zip);
    const files = Object.entries(
        unzipSync(zip, { filter: ({ name, originalSize }) => refuseHuge(name, originalSize) }),
    );
    mkdirSync(folder, { recursive: true });
    for (const [name, bytes] of files) {
        const path = resolve(folder, name);
        if (relative(folder, path).startsWith(".."))
            throw new Error(`the artifact holds ${name}, which lies outside of it`);
        const mode = modes.get(name) ?? 0;
        mkdirSync(name.endsWith("/") ? path : dirname(path), { recursive: true });
        if (name.endsWith("/")) continue;
        if ((mode & KIND) === LINK) symlinkSync(Buffer.from(bytes).toString(), path);
        else writeFileSync(path, bytes);
        if ((mode & KIND) !== LINK && (mode & 0o111) !== 0) chmodSync(path, 0o755);
    }
}

function refuseHuge(name: string, size: number): boolean {
    if (size > LIMIT)
        throw new NotRehearsed(`files of more than ${LIMIT / 1024 / 1024} MB in artifacts; ${name} is one`);
    return true;
}

/** What the list at the end of a zip says of each file, which fflate does not tell. */
function modesOf(zip: Buffer): ReadonlyMap<string, number> {
    const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
    const modes = new Map<string, number>();
    let at = end === -1 ? zip.length : zip.readUInt32LE(end + 16);
    while (at + 46 <= zip.length && zip.readUInt32LE(at) === 0x02014b50) {
        const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
            number,
            number,
            number,
        ];
        const madeOn = zip.readUInt8(at + 5);
        if (madeOn === UNIX) modes.set(zip.toString("utf8", at + 46, at + 46 + name), zip.readUInt16LE(at + 40));
        at += 46 + name + extra + comment;
    }
    return modes;
}
