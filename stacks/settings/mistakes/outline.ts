// Finds its way through the JSON Schema of the settings: what is allowed at a path, and where a key would be right.
import { z } from "zod";

import { once } from "./once";

export type Key = string | number;
export type Path = readonly Key[];

/** The part of JSON Schema that zod writes, plus our own `allowed`, `lookUp`, `isFolder` and `notMade`. */
export interface Outline {
    readonly type?: string;
    readonly description?: string;
    readonly allowed?: string;
    /** A command that tells the value, where an example would be somebody else's; `{login}` is what stands there, `{repository}` the one beside it. */
    readonly lookUp?: string;
    /** A folder, by its path from the project. */
    readonly isFolder?: boolean;
    /** Values that there are none of yet, and why. */
    readonly notMade?: Readonly<Record<string, string>>;
    readonly examples?: readonly unknown[];
    readonly default?: unknown;
    readonly const?: unknown;
    readonly enum?: readonly unknown[];
    readonly pattern?: string;
    readonly format?: string;
    readonly minimum?: number;
    readonly exclusiveMinimum?: number;
    readonly maximum?: number;
    readonly exclusiveMaximum?: number;
    readonly multipleOf?: number;
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly minItems?: number;
    readonly maxItems?: number;
    readonly properties?: Readonly<Record<string, Outline>>;
    readonly required?: readonly string[];
    readonly additionalProperties?: boolean | Outline;
    readonly propertyNames?: Outline;
    readonly items?: Outline;
    readonly anyOf?: readonly Outline[];
    readonly oneOf?: readonly Outline[];
}

export const outlineOf = once(
    (schema: z.ZodType): Outline => z.toJSONSchema(schema, { io: "input", target: "draft-7" }) as Outline,
);

export const choicesOf = (outline: Outline): readonly Outline[] | undefined => outline.oneOf ?? outline.anyOf;

/** The values a closed list allows, however the list was written. */
export function valuesOf(outline: Outline): readonly unknown[] | undefined {
    if (outline.const !== undefined) return [outline.const];
    if (outline.enum) return outline.enum;
    const values = choicesOf(outline)?.map(valuesOf);
    return values?.every((list) => list !== undefined) ? values.flat() : undefined;
}

/** The key that tells the choices apart, `kind` nearly everywhere. */
export function tagOf(outline: Outline): string | undefined {
    const [first, ...others] = choicesOf(outline) ?? [];
    const isTag = (key: string): boolean =>
        [first, ...others].every((choice) => choice?.properties?.[key]?.const !== undefined);
    return Object.keys(first?.properties ?? {}).find(isTag);
}

/** The choice that the value names, or, where it names none, nothing. */
export function chosen(outline: Outline, value: unknown): Outline | undefined {
    if (!choicesOf(outline)) return outline;
    const tag = tagOf(outline);
    if (tag === undefined || !isMap(value)) return undefined;
    return choicesOf(outline)?.find((choice) => choice.properties?.[tag]?.const === own(value, tag));
}

/** What is said about the value at `path`; absent where nothing may stand. */
export function outlineAt(outline: Outline, document: unknown, path: Path): Outline | undefined {
    if (path.length === 0) return outline;
    const [key, ...rest] = path as [Key, ...Key[]];
    const child = chosen(outline, document) ?? tagsOnly(outline);
    const next = typeof key === "number" ? child.items : (own(child.properties, key) ?? entryOf(child));
    return next && outlineAt(next, valueAt(document, [key]), rest);
}

const entryOf = (outline: Outline): Outline | undefined =>
    typeof outline.additionalProperties === "object" ? outline.additionalProperties : undefined;

/** Stands for a choice not made: only its tag is known, with all of its values. */
function tagsOnly(outline: Outline): Outline {
    const tag = tagOf(outline);
    const values = choicesOf(outline)?.map((choice) => choice.properties?.[tag ?? ""]?.const);
    return tag === undefined ? {} : { properties: { [tag]: { enum: values, notMade: outline.notMade } } };
}

/** Keys known at `path`, those of every choice where none was made. */
export function keysAt(outline: Outline, document: unknown, path: Path): readonly string[] {
    const here = outlineAt(outline, document, path);
    const made = here && chosen(here, valueAt(document, path));
    return Object.keys((made ?? (here && tagsOnly(here)))?.properties ?? {});
}

/** Keys known in any of the choices. */
export const keysOf = (outline: Outline): readonly string[] => [
    ...Object.keys(outline.properties ?? {}),
    ...(choicesOf(outline) ?? []).flatMap(keysOf),
];

/** Whether names are given freely there, and this one may be. */
export function takesName({ additionalProperties, propertyNames }: Outline, name: string): boolean {
    const { pattern = "", maxLength = Infinity } = propertyNames ?? {};
    return isMap(additionalProperties) && new RegExp(pattern).test(name) && name.length <= maxLength;
}

/** One of several choices, by what says so there: `kind: worker`. */
export interface Choice {
    readonly at: Path;
    readonly says: string;
}

/** Everywhere a key of this name would be right; `*` stands for a line's name or a place in a list. */
export function placesOf(
    outline: Outline,
    key: string,
    at: Path = [],
    within?: Choice,
): { path: Path; within?: Choice }[] {
    const tag = tagOf(outline);
    const inChoices = (choicesOf(outline) ?? []).flatMap((choice) =>
        placesOf(
            choice,
            key,
            at,
            tag === undefined ? undefined : { at, says: `${tag}: ${String(choice.properties?.[tag]?.const)}` },
        ),
    );
    const inside = Object.entries(outline.properties ?? {}).flatMap(([name, child]) => [
        ...(name === key ? [{ path: [...at, name], within }] : []),
        ...placesOf(child, key, [...at, name], within),
    ]);
    const entry = entryOf(outline) ?? outline.items;
    return [...inside, ...inChoices, ...(entry ? placesOf(entry, key, [...at, "*"], within) : [])];
}

export const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);

/** Never a property inherited from Object, whatever the key is called. */
export const own = (value: unknown, key: Key): unknown =>
    typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<Key, unknown>)[key]
        : undefined;

export const valueAt = (value: unknown, path: Path): unknown => path.reduce(own, value);
