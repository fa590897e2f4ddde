// What of a folder is sent to the builder. https://docs.docker.com/build/concepts/context/#dockerignore-files
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";

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
