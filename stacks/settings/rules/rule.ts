// What a rule is: one sentence that AWS, or our own promises, demand of a configuration whose shape is right.
import type { Refusal } from "../../../components/setting-rules";
import { asWritten } from "../models";
import { type Path, valueAt } from "../mistakes/outline";
import type { Context } from "../context";
import type { Kinds } from "../parts";
import { type Fix, removing, setting } from "../mistakes/fix";
import { settingsFile } from "../mistakes/place";
import { type Problem, shown } from "../mistakes/problem";
import type { Drafted } from "../schema";

export interface About extends Context {
    readonly region?: string;
    readonly kinds: Kinds;
    /** The configuration as it was written, before defaults. */
    readonly document: Readonly<Record<string, unknown>>;
}

/** Of the stack itself, which may be put right by what is typed. */
export type StackRefusal = Omit<Refusal, "fix"> & { readonly fix?: Fix };

export type Rule = (settings: Drafted, about: About) => readonly Problem[];

/** What was judged: the settings below `path`. */
export interface Judged {
    readonly path: Path;
    readonly settings: object;
    /** The line that is meant by a refusal without a path. */
    readonly line?: string;
    /** What has to be typed as well, where none of these settings were written down. */
    readonly first?: readonly Fix[];
}

/** A refusal as it is printed: with its place in the stack's file, and the line that puts it right. */
export function problemOf(
    refusal: StackRefusal,
    { path, settings, line = "", first = [] }: Judged,
    about: About,
): Problem {
    const { at, is, allowed, change, instead, fix, also = [], alsoStack = [] } = refusal;
    const isLine = at.length === 0;
    const written = (place: Path): Path => asWritten(place, about);
    const place = written(isLine ? ["services", line] : [...path, ...at]);
    const [key = "", own = "", ...part] = path;
    const changed = change ? written([key, change.line ?? own, ...part, ...change.at]) : place;
    const received = valueAt(settings, at);
    return {
        path: place,
        is: is ?? (received === undefined ? "is not set" : `is ${shown(received, place)}`),
        allowed,
        fix:
            fix !== undefined
                ? [fix]
                : isLine
                  ? [`rename ${line} in ${settingsFile(about)}`]
                  : instead === undefined
                    ? [removing(about.project, changed)]
                    : [...first, setting(about.project, changed, instead)],
        also: [...also.map((below) => [...path, ...below]), ...alsoStack].map(written),
    };
}

/** A rule about the stack itself, in the same words as those of kinds; its paths begin at the top. */
export function refusing(rule: (settings: Drafted, about: About) => readonly StackRefusal[]): Rule {
    return (settings, about) =>
        rule(settings, about).map((refusal) => problemOf(refusal, { path: [], settings }, about));
}
