/** Which paths of a context, relative to it, are left out. */
export interface Ignored {
    has(path: string): boolean;
    /** Whether something below what is left out may stay. */
    readonly keepsSome: boolean;
}

/** One name against one part of a pattern. */
export function matchesName(pattern: string, name: string): boolean;
/** A path against a pattern, both in their parts. */
export function matchesParts(patterns: readonly string[], names: readonly string[]): boolean;
export function partsOf(path: string): string[];
/** Whether a pattern names a path, or a folder that it lies in. */
export function covers(pattern: string, path: string): boolean;
/** What a .dockerignore leaves out. */
export function ignoredBy(list: string): Ignored;
