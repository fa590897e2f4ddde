// How properties of CloudFormation are called by Pulumi: tables of names, and what becomes of the values.
import type { Json, JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";

/** Says of a property, by its path, that nothing takes it on. */
export type Unread = (path: string) => void;
/** Makes of one value what Pulumi calls it. */
export type Take = (value: Json, path: string, unread: Unread) => Json;
/** By CloudFormation's name: Pulumi's name, and how the value is taken where it is not as it stands. `null` is known, and says nothing here. */
export type Shape = Readonly<Record<string, string | readonly [name: string, take: Take] | null>>;

/** The properties that a shape names, as Pulumi calls them. */
export function shaped(shape: Shape, properties: JsonObject, unread: Unread, path = ""): JsonObject {
    const made: Record<string, Json> = {};
    for (const [name, value] of Object.entries(properties)) {
        const here = path === "" ? name : `${path}.${name}`;
        const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
        if (known === undefined) unread(here);
        else if (typeof known === "string") made[known] = value;
        else if (known !== null) made[known[0]] = known[1](value, here, unread);
    }
    return made;
}

// CloudFormation takes numbers and truths as texts as well, and parameters are texts always.

export const number: Take = (value) =>
    typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;

export const flag: Take = (value) => (value === "true" ? true : value === "false" ? false : value);

export const string: Take = (value) =>
    typeof value === "number" || typeof value === "boolean" ? String(value) : value;

/** A document that AWS takes as a text. */
export const document: Take = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** `[{ Key, Value }]`, or a map of them. */
export const tags: Take = (value) =>
    Array.isArray(value)
        ? Object.fromEntries(objectsIn(value).map((each) => [textIn(each, "Key"), textIn(each, "Value")]))
        : value;

/** A map of names that are the owner's: every value a text. */
export const strings: Take = (value) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, textOf(each)])) : value;

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** An object with a shape of its own. */
export const one =
    (shape: Shape): Take =>
    (value, path, unread) =>
        isRecord(value) ? shaped(shape, value, unread, path) : value;

/** A list; one object stands for a list of one. */
export const each =
    (take: Take): Take =>
    (value, path, unread) =>
        listOf(value).map((item, at) => take(item, `${path}[${at}]`, unread));

export const many = (shape: Shape): Take => each(one(shape));

/** The first of a list, where Pulumi has one object. */
export const first =
    (take: Take): Take =>
    (value, path, unread) => {
        const [found = null, ...more] = listOf(value);
        for (const at of more.keys()) unread(`${path}[${at + 1}]`);
        return take(found, path, unread);
    };

/** Takes the member of this name out of each object of a list. */
export const namesIn =
    (name: string): Take =>
    (value) =>
        listOf(value).map((item) => (isRecord(item) ? (item[name] ?? null) : item));

/** Every key begins small; what lies under `kept` has keys of the owner's. */
export function camelised(value: Json, kept: readonly string[]): Json {
    if (Array.isArray(value)) return value.map((item: Json) => camelised(item, kept));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, below]) => [
            key.charAt(0).toLowerCase() + key.slice(1),
            kept.includes(key) ? below : camelised(below, kept),
        ]),
    );
}

export function listOf(value: Json | undefined): readonly Json[] {
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

/** The objects of a list. */
export const objectsIn = (value: Json | undefined): readonly JsonObject[] =>
    listOf(value).filter(isRecord) as readonly JsonObject[];

/** What stands under a key, where it is an object. */
export const objectIn = (value: JsonObject, key: string): JsonObject => {
    const found = value[key];
    return isRecord(found) ? found : {};
};

/** A text of the properties; empty where there is none. */
export const textIn = (value: JsonObject, key: string): string => {
    const found = value[key];
    return typeof found === "string" ? found : typeof found === "number" ? String(found) : "";
};

/** Without what is not said. */
export function defined(some: Readonly<Record<string, Json | undefined>>): JsonObject {
    return Object.fromEntries(
        Object.entries(some).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    );
}
