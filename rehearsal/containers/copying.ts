// COPY and ADD: from a folder into what becomes a layer. https://docs.docker.com/reference/dockerfile/#copy
import { createHash } from "node:crypto";
import {
    chmodSync,
    copyFileSync,
    existsSync,
    lchownSync,
    lstatSync,
    lutimesSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    readlinkSync,
    type Stats,
    statSync,
    symlinkSync,
} from "node:fs";
import { basename, dirname, join, posix } from "node:path";

import type { Identity } from "./users";

/** What is copied. */
export interface Copied {
    readonly root: string;
    readonly ignored: Ignored;
    /** Relative to the root, wildcards in them. */
    readonly sources: readonly string[];
}

/** Where it goes, and what becomes of it. */
interface Arrival {
    /** Absolute, with a slash at its end where it is a folder. */
    readonly at: string;
    /** Its own, where it comes from another stage. */
    readonly owner?: Identity;
    readonly mode?: number;
}

interface Entry {
    readonly from: string;
    /** Below the source it was found by; empty for the source itself. */
    readonly below: string;
    readonly stats: Stats;
}

/** Says the same for the same files, whenever and wherever they were checked out. */
export function fingerprint(copied: Copied): string {
    const hash = createHash("sha256");
    for (const source of found(copied)) {
        for (const { from, below, stats } of entries(copied, source)) {
            hash.update(`${source}/${below} ${stats.mode} ${stats.size}\n`);
            if (stats.isFile()) hash.update(readFileSync(from));
            if (stats.isSymbolicLink()) hash.update(readlinkSync(from));
        }
    }
    return hash.digest("hex");
}

/** Copies into `draft`, the root of a layer. */
export function copyInto(draft: string, copied: Copied, arrival: Arrival): void {
    const sources = found(copied);
    const folder = arrival.at.endsWith("/");
    if (sources.length > 1 && !folder)
        throw new Error(`asked to copy ${sources.length} files to ${arrival.at}, which is one name; end it with a /`);
    for (const source of sources) {
        const isFolder = statSync(join(copied.root, source)).isDirectory();
        // The content of a folder arrives, not the folder.
        const at = folder && !isFolder ? join(arrival.at, posix.basename(source)) : arrival.at;
        makeFolders(draft, posix.dirname(posix.normalize(at)));
        const arrived = entries(copied, source).map((entry) => ({ entry, to: join(draft, at, entry.below) }));
        for (const { entry, to } of arrived) place(entry, to);
        // A folder's time is that of its last change, so folders come after what lies in them.
        for (const { entry, to } of arrived.reverse()) finish(entry, to, arrival);
    }
}

/** Folders above what was copied, as docker makes them. */
export function makeFolders(draft: string, at: string): void {
    let path = draft;
    for (const name of at.split("/").filter((part) => part !== "")) {
        path = join(path, name);
        mkdirSync(path, { recursive: true });
        lutimesSync(path, 0, 0);
    }
}

function place({ from, stats }: Entry, to: string): void {
    if (stats.isDirectory()) mkdirSync(to, { recursive: true });
    else if (stats.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else copyFileSync(from, to);
}

function finish({ stats }: Entry, to: string, { owner, mode }: Arrival): void {
    if (process.getuid?.() === 0) lchownSync(to, owner?.uid ?? stats.uid, owner?.gid ?? stats.gid);
    if (!stats.isSymbolicLink()) chmodSync(to, mode ?? stats.mode & 0o7777);
    // When a file was checked out is chance: the same commit shall be the same layer.
    lutimesSync(to, 0, 0);
}

/** The paths that the sources name; one that names nothing is an error, in docker's words. */
function found({ root, ignored, sources }: Copied): readonly string[] {
    return sources.flatMap((source) => {
        const clean = posix.join("/", source).slice(1).replace(/\/$/, "");
        const paths = /[*?[]/.test(clean) ? globbed(root, "", clean.split("/")) : [clean];
        const kept = paths.filter(
            (path) => statSync(join(root, path), { throwIfNoEntry: false }) && !leftOut(ignored, path),
        );
        if (kept.length === 0) throw new Error(`failed to compute cache key: "/${clean}": not found`);
        return kept;
    });
}

function leftOut(ignored: Ignored, path: string): boolean {
    return path !== "" && ignored.has(path) && !ignored.keepsSome;
}

function globbed(root: string, at: string, [first, ...rest]: readonly string[]): string[] {
    if (first === undefined) return [at];
    const matches = new RegExp(`^${globSource(first)}$`);
    const here = statSync(join(root, at), { throwIfNoEntry: false })?.isDirectory()
        ? readdirSync(join(root, at)).sort()
        : [];
    return here.filter((name) => matches.test(name)).flatMap((name) => globbed(root, posix.join(at, name), rest));
}

/** A source and everything in it, folders first. A source that is a link is what it leads to. */
function entries({ root, ignored }: Copied, source: string): Entry[] {
    const below = (path: string): Entry[] => {
        const from = join(root, source, path);
        const stats = path === "" ? statSync(from) : lstatSync(from);
        const left = path !== "" && ignored.has(posix.join(source, path));
        if (!stats.isDirectory())
            return left || !(stats.isFile() || stats.isSymbolicLink()) ? [] : [{ from, below: path, stats }];
        if (left && !ignored.keepsSome) return [];
        const inside = readdirSync(from)
            .sort()
            .flatMap((name) => below(posix.join(path, name)));
        return left && inside.length === 0 ? [] : [{ from, below: path, stats }, ...inside];
    };
    return below("");
}

// What of a folder is sent to the builder. https://docs.docker.com/build/concepts/context/#dockerignore-files

interface Pattern {
    readonly excludes: boolean;
    readonly matches: RegExp;
}

/** Which paths of a context, relative to it, are left out. */
export interface Ignored {
    has(path: string): boolean;
    /** Whether something below what is left out may stay. */
    readonly keepsSome: boolean;
}

export const NOTHING: Ignored = { has: () => false, keepsSome: false };

/** A Dockerfile's own list goes before the context's. */
export function ignoredOf(context: string, dockerfile: string): Ignored {
    const own = join(dirname(dockerfile), `${basename(dockerfile)}.dockerignore`);
    const file = [own, join(context, ".dockerignore")].find((path) => existsSync(path));
    return file === undefined ? NOTHING : ignoredBy(readFileSync(file, "utf8"));
}

export function ignoredBy(list: string): Ignored {
    const patterns = list
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line): Pattern => {
            const excludes = !line.startsWith("!");
            return { excludes, matches: patternOf(excludes ? line : line.slice(1).trim()) };
        });
    return {
        // The last pattern decides; one that names a folder speaks for all that lies in it.
        has: (path) => patterns.findLast(({ matches }) => matches.test(path))?.excludes ?? false,
        keepsSome: patterns.some(({ excludes }) => !excludes),
    };
}

function patternOf(pattern: string): RegExp {
    const clean = posix.normalize(pattern).replace(/^\/+|\/+$/g, "");
    return new RegExp(`^${globSource(clean)}(/|$)`);
}

/** Go's filepath.Match, and `**` for any number of folders. */
export function globSource(glob: string): string {
    return glob.replace(
        /\*\*\/|\*\*|\*|\?|\[(\^?)((?:\\.|[^\]\\])+)\]|\\(.)|[.+^${}()|\]\\/]/g,
        (found, not?: string, set?: string, escaped?: string) => {
            if (found === "**/") return "(?:.*/)?";
            if (found === "**") return ".*";
            if (found === "*") return "[^/]*";
            if (found === "?") return "[^/]";
            if (set !== undefined) return `[${not ?? ""}${set}]`;
            return `\\${escaped ?? found}`;
        },
    );
}
