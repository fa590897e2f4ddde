// Path filters as Pulumi Deployments reads them: https://www.pulumi.com/docs/deployments/concepts/settings/path-filtering/

/** One changed file that passes is enough. An exclude filter always wins; their order says nothing. */
export function anyPasses(filters: readonly string[], changed: readonly string[]): boolean {
    const includes = filters.filter((filter) => !filter.startsWith("!")).map(patternOf);
    const excludes = filters.filter((filter) => filter.startsWith("!")).map((filter) => patternOf(filter.slice(1)));
    return changed.some(
        (path) =>
            (includes.length === 0 || includes.some((pattern) => pattern.test(path))) &&
            !excludes.some((pattern) => pattern.test(path)),
    );
}

/**
 * A pattern covers the whole path. The page shows names and `**` alone; `*` within a name is what globs have in common. Of
 * anything further it does not say whether it is a sign or a letter, so that is refused before it is taken for either.
 */
function patternOf(filter: string): RegExp {
    const parts = filter.split(/(\*\*\/|\*\*|\*)/);
    return new RegExp(`^${parts.map((part) => SIGNS[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("")}$`);
}

const SIGNS: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*" };

/** What filters may consist of here: letters, `*`, `**`, and `!` in front. */
export const PATH_FILTER = /^!?[\w@.+*-]+(\/[\w@.+*-]+)*$/;
