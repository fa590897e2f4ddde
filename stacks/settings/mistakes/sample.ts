// Values that would be right: for the line that fixes a setting, and to look past a wrong one at the rest.
import { z } from "zod";

import { nearestName } from "../../../text/nearest";
import { once } from "./once";
import { rewritten, wordsOf } from "./rewritten";
import {
    choicesOf,
    chosen,
    isMap,
    type Key,
    type Outline,
    outlineAt,
    own,
    type Path,
    tagOf,
    valueAt,
    valuesOf,
} from "./outline";

/** A right value, as near as can be to the one received. */
export function suggestionFor(outline: Outline, received: unknown): unknown {
    const values = valuesOf(outline);
    if (values) return nearest(values, received);
    const meant = [retyped, rewritten, completed, enclosed].flatMap((way): unknown[] => way(outline, received));
    const right = meant.find((candidate) => isRight(outline, candidate));
    if (right !== undefined) return right;
    if (outline.examples || outline.default !== undefined || typeof received !== "number") return sampleOf(outline);
    return outline.type === "integer" || outline.type === "number" ? clamped(outline, received) : sampleOf(outline);
}

/** Any right value. */
export function sampleOf(outline: Outline): unknown {
    if (outline.examples) return outline.examples[0];
    if (outline.default !== undefined) return outline.default;
    const values = valuesOf(outline);
    if (values) return values[0];
    const [choice] = choicesOf(outline) ?? [];
    if (choice) return sampleOf(choice);
    switch (outline.type) {
        case "object":
            return Object.fromEntries(
                Object.entries(outline.properties ?? {})
                    .filter(([key]) => outline.required?.includes(key))
                    .map(([key, child]) => [key, sampleOf(child)]),
            );
        case "array":
            return Array.from({ length: outline.minItems ?? 0 }, () => sampleOf(outline.items ?? {}));
        case "integer":
        case "number":
            return clamped(outline, 1);
        case "boolean":
            return false;
        default:
            return "…";
    }
}

/** The single values of which a sample consists, each with its place. */
export function leavesOf(
    value: unknown,
    at: readonly (string | number)[] = [],
): [readonly (string | number)[], string | number | boolean][] {
    if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...at, index]));
    if (typeof value === "object" && value !== null) {
        return Object.entries(value).flatMap(([key, child]) => leavesOf(child, [...at, key]));
    }
    return [[at, value as string | number | boolean]];
}

/** Whether a value may stand where the outline speaks of. */
export const isRight = (outline: Outline, value: unknown): boolean => schemaOf(outline).safeParse(value).success;
const schemaOf = once((outline: Outline) => z.fromJSONSchema(outline as z.core.JSONSchema.JSONSchema));

/** What was received, with quotes too many or too few. */
function retyped({ type, pattern = "" }: Outline, received: unknown): unknown[] {
    if (received === null) return [""];
    if (typeof received === "number" || typeof received === "boolean") {
        const digits = Number(pattern.match(/^\^\\d\{(\d+)\}\$$/)?.[1] ?? 0);
        return [String(received).padStart(digits, "0")];
    }
    if (typeof received !== "string" || received === "") return [];
    if (type === "boolean") return yes.test(received) ? [true] : no.test(received) ? [false] : [];
    return [Number(received)];
}
const yes = /^(true|yes|on)$/i;
const no = /^(false|no|off)$/i;

/** What was received, with what it lacks beside an example: an address its `/32`, a path its first slash, a map a key. */
function completed(outline: Outline, received: unknown): unknown[] {
    if (isMap(received)) return [{ ...(sampleOf(outline) as object), ...received }];
    if (typeof received !== "string") return [];
    const examples = (outline.examples ?? []).filter((example) => typeof example === "string");
    return examples.flatMap((example) => [
        ...(/^\w/.test(received) ? [(example.match(/^\W/)?.[0] ?? "") + received] : []),
        received + (example.match(/\/\w+$/)?.[0] ?? ""),
    ]);
}

/** What was received, in the list or the map that it should have stood in. */
function enclosed(outline: Outline, received: unknown): unknown[] {
    if (outline.items)
        return Array.isArray(received) ? [] : [wordsOf(outline, received) ?? [suggestionFor(outline.items, received)]];
    if (typeof received === "object") return [];
    const tag = tagOf(outline);
    const choices = choicesOf(outline);
    const named = choices?.filter((choice) => tag && choice.properties?.[tag]?.const === received) ?? [];
    return [
        ...named.map(sampleOf),
        ...(choices ?? [outline]).flatMap((choice) =>
            (choices ? (choice.required ?? []) : Object.keys(choice.properties ?? {})).map((key) => ({
                ...(sampleOf(choice) as object),
                [key]: wordsOf(choice.properties?.[key] ?? {}, received) ?? received,
            })),
        ),
        // Whoever says yes wants what it is by default.
        ...(received === true && outline.type === "object" ? [{}] : []),
    ];
}

function clamped({ minimum, exclusiveMinimum, maximum, type }: Outline, value: number): number {
    const low = minimum ?? (exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : -Infinity);
    const inside = Math.min(Math.max(value, low), maximum ?? Infinity);
    return type === "integer" ? Math.trunc(inside) : inside;
}

function nearest(values: readonly unknown[], received: unknown): unknown {
    const numbers = values.filter((value) => typeof value === "number");
    const number = typeof received === "string" ? parseFloat(received) : received;
    if (numbers.length > 0 && typeof number === "number" && !Number.isNaN(number)) {
        return numbers.sort((a, b) => Math.abs(a - number) - Math.abs(b - number))[0];
    }
    const texts = values.map(String);
    const similar = typeof received === "string" ? nearestName(received, texts) : undefined;
    return similar === undefined ? values[0] : values[texts.indexOf(similar)];
}

/** Mistakes hide each other three deep at most: a missing kind, its missing setting, and that one's entries. */
const rounds = 4;

/**
 * Looks past what is wrong: replaces it by something right, so that the rules can still judge the rest. Without this,
 * every corrected typing error would bring up the next problem.
 */
export function draftOf<T>(schema: z.ZodType<T>, outline: Outline, document: unknown): T | undefined {
    const draft = structuredClone(document);
    for (let round = 0; round < rounds; round++) {
        const result = schema.safeParse(draft);
        if (result.success) return result.data;
        for (const issue of result.error.issues) {
            const path = issue.path as Path;
            if (issue.code === "unrecognized_keys") issue.keys.forEach((key) => remove(draft, [...path, key]));
            else if (issue.code === "invalid_key") remove(draft, path);
            else replace(draft, path, outline);
        }
    }
    return undefined;
}

function replace(draft: unknown, path: Path, outline: Outline): void {
    const here = outlineAt(outline, draft, path);
    if (valueAt(draft, path) !== undefined && !isNeeded(outline, draft, path)) return remove(draft, path);
    const holder = valueAt(draft, path.slice(0, -1));
    if (here && typeof holder === "object" && holder !== null) {
        (holder as Record<Key, unknown>)[path.at(-1) as Key] = structuredClone(sampleOf(here));
    }
}

/** In a list, or where no choice was made, nothing can be left out. */
function isNeeded(outline: Outline, draft: unknown, path: Path): boolean {
    const parent = path.slice(0, -1);
    const holder = outlineAt(outline, draft, parent);
    const made = holder && chosen(holder, valueAt(draft, parent));
    return (
        typeof path.at(-1) === "number" || made === undefined || (made.required?.includes(String(path.at(-1))) ?? false)
    );
}

function remove(draft: unknown, path: Path): void {
    const holder = valueAt(draft, path.slice(0, -1));
    if (isMap(holder) && own(holder, path.at(-1) as Key) !== undefined) delete holder[String(path.at(-1))];
}
