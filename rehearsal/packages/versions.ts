// As much of versions as decides whether a package suits: https://packaging.python.org/specifications/version-specifiers/

/** Whether a file of an index is of this version. */
export function sameVersion(file: string, version: string): boolean {
    const [, inWheel] = /^[^-]+-([^-]+)-.*\.whl$/.exec(file) ?? [];
    const [, inSource] = /-([^-]+)\.(?:tar\.gz|zip)$/.exec(file) ?? [];
    const given = inWheel ?? inSource;
    return given !== undefined && plain(given) === plain(version);
}

function plain(version: string): string {
    return version.toLowerCase().replace(/(\.0)+$/, "");
}

/** Whether a Python of this version may take it; what is not understood allows it. */
export function allows(requires: string | undefined, python: string): boolean {
    return (requires ?? "").split(",").every((each) => {
        const [, how = "", wanted = "", any] =
            /^\s*(>=|<=|>|<|===?|!=|~=)\s*(\d+(?:\.\d+)*)(\.\*)?\s*$/.exec(each) ?? [];
        if (how === "") return true;
        const order = compared(python, wanted);
        const begins = compared(python, wanted, wanted.split(".").length) === 0;
        const is = any === undefined ? order === 0 : begins;
        const above = compared(python, wanted, wanted.split(".").length - 1) === 0;
        const holds: Readonly<Record<string, boolean>> = {
            ...{ ">=": order >= 0, "<=": order <= 0, ">": order > 0, "<": order < 0 },
            ...{ "==": is, "===": is, "!=": !is, "~=": order >= 0 && above },
        };
        return holds[how] ?? true;
    });
}

/** As numbers, part by part. @param most how many parts count */
function compared(one: string, other: string, most = 4): number {
    const [mine, theirs] = [one, other].map((each) => each.split(".").map(Number)) as [number[], number[]];
    for (let at = 0; at < most; at += 1) {
        const difference = (mine[at] ?? 0) - (theirs[at] ?? 0);
        if (difference !== 0) return difference;
    }
    return 0;
}
