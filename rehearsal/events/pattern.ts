// Event patterns as EventBridge matches them.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
import type { Json } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { comparisonOf, refuse, type Comparison, type Leaf } from "./comparisons";

/** Everything that an event, or an object in it, must satisfy. */
export interface Pattern {
    readonly fields: readonly (readonly [name: string, wanted: Pattern | readonly Comparison[]])[];
    /** Of each group, one must hold. */
    readonly groups: readonly (readonly Pattern[])[];
}

/** Reads a pattern, or refuses it as `PutRule` would: by the place that is wrong. */
export function patternOf(document: Json, at = "the pattern"): Pattern {
    if (!isRecord(document) || Object.keys(document).length === 0)
        return refuse(at, document, "an object with at least one field");
    const below = (name: string) => (at === "the pattern" ? name : `${at}.${name}`);
    const { $or: alternatives, ...fields } = document as Readonly<Record<string, Json>>;
    return {
        fields: Object.entries(fields).map(([name, wanted]) => [name, wantedOf(wanted, below(name))]),
        groups: alternatives === undefined ? [] : [groupOf(alternatives, below("$or"), at)],
    };
}

function wantedOf(wanted: Json, at: string): Pattern | readonly Comparison[] {
    if (!Array.isArray(wanted)) return isRecord(wanted) ? patternOf(wanted, at) : refuse(at, wanted, "a list");
    if (wanted.length === 0) return refuse(at, [], "a list with at least one value");
    return (wanted as readonly Json[]).map((item) => comparisonOf(item, at));
}

function groupOf(alternatives: Json, at: string, around: string): readonly Pattern[] {
    if (!Array.isArray(alternatives) || alternatives.length < 2)
        return refuse(at, alternatives, "a list of at least two patterns");
    return (alternatives as readonly Json[]).map((alternative) => patternOf(alternative, around));
}

export function matches(pattern: Pattern, event: Json): boolean {
    return whyNot(pattern, event) === undefined;
}

/** The first thing about the event that the pattern does not want, as a sentence; nothing where it matches. */
export function whyNot(pattern: Pattern, event: Json | undefined, path = ""): string | undefined {
    // Of a list of objects, one must satisfy all that is wanted of it.
    if (Array.isArray(event)) {
        const reasons = (event as readonly Json[]).map((item, at) => whyNot(pattern, item, `${path}[${at}]`));
        if (reasons.length > 0) return reasons.includes(undefined) ? undefined : reasons[0];
    }
    const there: Readonly<Record<string, unknown>> = isRecord(event) ? event : {};
    const below = (name: string) => (path === "" ? name : `${path}.${name}`);
    for (const [name, wanted] of pattern.fields) {
        const value = there[name] as Json | undefined;
        const reason = isList(wanted) ? noneHolds(wanted, value, below(name)) : whyNot(wanted, value, below(name));
        if (reason !== undefined) return reason;
    }
    for (const group of pattern.groups) {
        const reasons = group.map((alternative) => whyNot(alternative, event, path));
        if (!reasons.includes(undefined)) return `none of ${group.length} alternatives holds: ${reasons.join("; ")}`;
    }
    return undefined;
}

/** One value of the event and one comparison are enough. */
function noneHolds(wanted: readonly Comparison[], value: Json | undefined, path: string): string | undefined {
    const leaves = leavesOf(value);
    const met = wanted.some(({ holds }) => (holds === "nothing" ? leaves.length === 0 : leaves.some(holds)));
    return met ? undefined : `${path} ${found(value)}, wanted is ${wanted.map(({ says }) => says).join(" or ")}`;
}

/** Comparisons see single values only; an object is none, whatever it holds. */
function leavesOf(value: Json | undefined): readonly Leaf[] {
    if (value === undefined) return [];
    if (Array.isArray(value)) return (value as readonly Json[]).flatMap(leavesOf);
    return isRecord(value) ? [] : [value as Leaf];
}

const LONGEST = 120;

function found(value: Json | undefined): string {
    if (value === undefined) return "is missing";
    const text = JSON.stringify(value);
    const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
    return isRecord(value) ? `is an object, ${shown}` : `is ${shown}`;
}

function isList(wanted: Pattern | readonly Comparison[]): wanted is readonly Comparison[] {
    return Array.isArray(wanted);
}
