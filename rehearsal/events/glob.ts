// Patterns of triggers, as CodePipeline reads them: https://docs.aws.amazon.com/codepipeline/latest/userguide/syntax-glob.html

/** The pattern as an expression of the whole text; nothing where it is no pattern: a bracket that never closes, a group in a group. */
export function globOf(pattern: string): RegExp | undefined {
    let expression = "";
    let rest = pattern;
    let inGroup = false;
    while (rest !== "") {
        const [taken, read] = next(rest, inGroup);
        if (taken === undefined || read === undefined) return undefined;
        if (taken === "{") inGroup = true;
        if (taken === "}" && inGroup) inGroup = false;
        expression += read;
        rest = rest.slice(taken.length);
    }
    return inGroup ? undefined : new RegExp(`^${expression}$`, "su");
}

/** What stands at the beginning of a pattern, and how an expression says it. */
function next(rest: string, inGroup: boolean): readonly [taken?: string, read?: string] {
    if (rest.startsWith("**")) return ["**", ".*"];
    const [one = ""] = rest;
    switch (one) {
        case "*":
            return [one, "[^/]*"];
        case "?":
            return [one, "[^/]"];
        case "\\": {
            const [, escaped] = rest;
            return escaped === undefined ? [] : [one + escaped, literal(escaped)];
        }
        case "[":
            return bracket(rest);
        case "{":
            return inGroup ? [] : [one, "(?:"];
        case "}":
            return [one, inGroup ? ")" : "\\}"];
        case ",":
            return [one, inGroup ? "|" : ","];
        default:
            return [one, literal(one)];
    }
}

/** One character of a set; `*`, `?` and `\` stand for themselves in it, and it never crosses a folder. */
function bracket(rest: string): readonly [taken?: string, read?: string] {
    const [taken, not, set] = /^\[(!?)((?:[^\]/])+)\]/u.exec(rest) ?? [];
    if (taken === undefined || set === undefined) return [];
    const escaped = set.replace(/[\\^[\]]/g, "\\$&").replace(/^-|-$/g, "\\-");
    try {
        new RegExp(`[${escaped}]`, "u");
    } catch {
        return [];
    }
    return [taken, not === "!" ? `[^/${escaped}]` : `[${escaped}]`];
}

function literal(character: string): string {
    return character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
}
