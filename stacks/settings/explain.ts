// Turns what zod found into what its reader can act on. Zod's own sentences name neither the value nor the way out.
import type { z } from "zod";

import { nearestName } from "../../text/nearest";
import { allowedBy } from "./allowed";
import { removing, setting } from "./fixing-line";
import { isMap, keysAt, type Outline, outlineAt, type Path, placesOf, valueAt } from "./outline";
import { isUnspoken, pathText, type Problem, shown, shownKey } from "./problem";
import { leavesOf, sampleOf, suggestionFor } from "./sample";

export type Issue = z.core.$ZodIssue;

/** What an issue is about: the document it was found in, and what may stand there. */
interface Subject {
    readonly project: string;
    readonly environment: string;
    readonly document: unknown;
    readonly outline: Outline;
}

export function explain(issue: Issue, subject: Subject): readonly Problem[] {
    const path = issue.path as Path;
    switch (issue.code) {
        case "unrecognized_keys":
            return issue.keys.map((key) => unknownKey([...path, key], key, subject));
        case "invalid_key":
            return [unusableName(path, subject)];
        case "custom":
            return [{ ...wrongValue(path, subject), allowed: issue.message }];
        case "invalid_type":
        case "invalid_value":
        case "invalid_format":
        case "invalid_union":
        case "invalid_element":
        case "too_small":
        case "too_big":
        case "not_multiple_of":
            return [wrongValue(path, subject)];
        default:
            return closed(issue);
    }
}

/** A new zod with a new code fails to compile here, instead of printing a riddle. */
function closed(issue: never): never {
    throw new Error(`zod reports an issue that explain.ts does not know: ${JSON.stringify(issue)}`);
}

function wrongValue(path: Path, { project, document, outline }: Subject): Problem {
    const here = outlineAt(outline, document, path) ?? {};
    const received = valueAt(document, path);
    const suggestion = received === undefined ? sampleOf(here) : suggestionFor(here, received);
    const leaves = leavesOf(suggestion);
    const lines = leaves.map(([below, value]) => setting(project, [...path, ...below], value));
    const isList = Array.isArray(suggestion) && leaves.length === 0;
    return {
        path,
        is: received === undefined ? "is not set" : described(received, here, path),
        allowed: allowedBy(here),
        fix: lines.length > 0 && !isList ? lines : [...removal(project, path, received)],
    };
}

/** What stands there, and, where the value alone would not show it, why it is wrong. */
function described(received: unknown, here: Outline, path: Path): string {
    if (received === null) return "is null, a key without a value";
    const is = `is ${shown(received, path)}`;
    if (typeof received === "string" && here.type !== undefined && here.type !== "string") return `${is}, a text`;
    if (typeof received !== "number" || here.type !== "string") return is;
    const quoted = suggestionFor(here, received);
    const hasLostZeros = typeof quoted === "string" && quoted.startsWith("0") && Number(quoted) === received;
    return hasLostZeros ? `${is}, a number, which has lost its leading zeros` : `${is}, a number`;
}

const removal = (project: string, path: Path, received: unknown): string[] =>
    received === undefined ? [] : [removing(project, path)];

function unusableName(path: Path, { project, environment, document, outline }: Subject): Problem {
    const holder = outlineAt(outline, document, path.slice(0, -1));
    const name = String(path.at(-1));
    const better = usable(name, holder?.propertyNames);
    return {
        path,
        is: "is not a usable name",
        allowed: allowedBy(holder?.propertyNames ?? {}),
        fix: [better ? `rename ${shownKey(name)} to ${better} in Pulumi.${environment}.yaml` : removing(project, path)],
    };
}

/** The name with what is not allowed in it taken out, if that makes it allowed. */
function usable(name: string, names: Outline | undefined): string | undefined {
    const pattern = new RegExp(names?.pattern ?? "");
    const lower = name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .slice(0, names?.maxLength)
        .replace(/^[-\d]+|-+$/g, "");
    const upper = name.replace(/\W+/g, "_").replace(/^(?=\d)/, "_");
    return [lower, upper].find((candidate) => candidate !== "" && pattern.test(candidate));
}

function unknownKey(path: Path, key: string, subject: Subject): Problem {
    const { project, environment, document, outline } = subject;
    const parent = path.slice(0, -1);
    const siblings = keysAt(outline, document, parent);
    const similar = nearestName(key, siblings);
    const place = similar === undefined ? rightPlace(path, key, subject) : undefined;
    const meant = similar !== undefined ? [...parent, similar] : place?.path;
    const value = valueAt(document, path);
    return {
        path,
        is: "is not a setting",
        allowed:
            similar !== undefined
                ? `${similar}, if that was meant; known here: ${siblings.join(", ")}`
                : place
                  ? `${place.said}; known here: ${siblings.join(", ")}`
                  : siblings.length > 0
                    ? siblings.join(", ")
                    : "no setting at all",
        fix:
            similar !== undefined && typeof value === "object"
                ? [`rename ${shownKey(key)} to ${similar} in Pulumi.${environment}.yaml`]
                : [
                      removing(project, path),
                      ...(meant && valueAt(document, meant) === undefined ? moved(project, meant, value) : []),
                  ],
        also: meant ? [meant] : [],
    };
}

const moved = (project: string, to: Path, value: unknown): string[] =>
    isUnspoken(to) || isMap(value) || Array.isArray(value) || value === null || value === undefined
        ? []
        : [setting(project, to, value as string | number | boolean)];

/** Where this very key would be right: under another kind, or at another place of the same line. */
function rightPlace(
    path: Path,
    key: string,
    { project, outline, document }: Subject,
): { path?: Path; said: string } | undefined {
    const parent = path.slice(0, -1);
    const places = placesOf(outline, key).map((place) => ({
        ...place,
        path: place.path.map((step, index) => (step === "*" ? (path[index] ?? "*") : step)),
    }));
    const otherKind = places.find((place) => place.within && samePath(place.path.slice(0, -1), parent));
    if (otherKind)
        return { said: `${key} belongs to ${shownKey(String(parent.at(-1)))}: { ${otherKind.within ?? ""}, … }` };
    const shared = (place: Path): number => place.findIndex((step, index) => step !== path[index]);
    const [best] = places
        .map((place) => place.path)
        .filter((place) => !place.includes("*") && keysAt(outline, document, place.slice(0, -1)).includes(key))
        .sort((a, b) => shared(b) - shared(a));
    return best && { path: best, said: `${key} is known as ${pathText(project, best)}` };
}

const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, index) => step === b[index]);
