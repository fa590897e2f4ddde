// A name that is not allowed, and one that is. What stands below it is judged all the same, as if it had the other.
import type { z } from "zod";

import { isMap, type Outline, outlineAt, type Path, takesName, valueAt } from "./outline";
import type { Problem } from "./problem";

/** The name with what is not allowed in it taken out, and another than its neighbours have. */
export function usableName(path: Path, document: unknown, outline: Outline): string {
    const [holder, name] = [path.slice(0, -1), String(path.at(-1))];
    const here = outlineAt(outline, document, holder) ?? {};
    const most = here.propertyNames?.maxLength ?? 60;
    const taken = Object.keys(valueAt(document, holder) ?? {});
    const lower = name
        .toLowerCase()
        .replace(/[äöü]/g, (letter) => `${letter.normalize("NFD").charAt(0)}e`)
        .replaceAll("ß", "ss")
        .normalize("NFD")
        .replace(/\p{M}/gu, "")
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^[-\d]+|-+$/g, "");
    const upper = name.replace(/\W+/g, "_").replace(/^(?=\d)/, "_");
    const cut = [lower, upper, "my-name"].flatMap((each) => [each.slice(0, most), each.slice(0, most - 3)]);
    const tidy = cut.map((each) => each.replace(/-+$/, ""));
    const free = [...tidy, ...tidy.flatMap((each) => [2, 3, 4, 5].map((count) => `${each}-${count}`))];
    const isFree = (each: string): boolean => each !== "" && takesName(here, each) && !taken.includes(each);
    return free.find(isFree) ?? "my-name";
}

/** What the schema says of a document, and of what stands below the names in it that are not allowed. */
export interface Named<T> {
    readonly result: z.ZodSafeParseResult<T>;
    /** With paths as they were written. */
    readonly issues: readonly z.core.$ZodIssue[];
    /** With names that are allowed. */
    readonly document: Record<string, unknown>;
    readonly asWritten: (problem: Problem) => Problem;
}

/** Of a document that nothing is wrong with. */
export const allRight = <T>(result: z.ZodSafeParseResult<T>, document: Record<string, unknown>): Named<T> => ({
    result,
    issues: [],
    document,
    asWritten: (problem) => problem,
});

/** Names below names below names: no setting has them deeper. */
const ROUNDS = 4;

export function judgeNamed<T>(schema: z.ZodType<T>, document: Record<string, unknown>, outline: Outline): Named<T> {
    const named = structuredClone(document);
    const renames: { readonly to: Path; readonly name: string }[] = [];
    const original = (path: Path): Path =>
        path.map((key, at) => {
            const isRenamed = (to: Path): boolean => to.length === at + 1 && to.every((step, n) => step === path[n]);
            return renames.find(({ to }) => isRenamed(to))?.name ?? key;
        });
    const issues: z.core.$ZodIssue[] = [];
    let result = schema.safeParse(named);
    for (let round = 0; round < ROUNDS; round++) {
        const bad = (result.error?.issues ?? []).filter(({ code }) => code === "invalid_key");
        if (bad.length === 0) break;
        for (const issue of bad) {
            const [holder, name] = [issue.path.slice(0, -1) as Path, String(issue.path.at(-1))];
            issues.push({ ...issue, path: [...original(holder), name] });
            const better = usableName([...holder, name], named, outline);
            rename(valueAt(named, holder), name, better);
            renames.push({ to: [...holder, better], name });
        }
        result = schema.safeParse(named);
    }
    const others = (result.error?.issues ?? []).filter(({ code }) => code !== "invalid_key");
    issues.push(...others.map((issue) => ({ ...issue, path: [...original(issue.path as Path)] })));
    const asWritten = (problem: Problem): Problem => ({
        ...problem,
        path: original(problem.path),
        also: problem.also?.map(original),
        fix: problem.fix.map((fix) => (typeof fix === "string" ? fix : { ...fix, path: original(fix.path) })),
    });
    return { result, issues, document: named, asWritten };
}

/** At the same place among its neighbours. */
function rename(holder: unknown, from: string, to: string): void {
    if (!isMap(holder)) return;
    for (const [key, value] of Object.entries(holder)) {
        delete holder[key];
        holder[key === from ? to : key] = value;
    }
}
