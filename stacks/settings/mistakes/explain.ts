// Turns what zod found into what its reader can act on. Zod's own sentences name neither the value nor the way out.
import { stringify } from "yaml";
import type { z } from "zod";

import { allowedBy } from "./allowed";
import { isMap, keysAt, type Outline, outlineAt, type Path, valueAt } from "./outline";
import type { Subject } from "../context";
import { type Fix, removing, setting } from "./fix";
import { folderMeant, lookingUp } from "./looked-up";
import { keysTo, lineAt, settingsFile } from "./place";
import { isUnspoken, type Problem, shown, shownKey, unspoken } from "./problem";
import { isRight, leavesOf, sampleOf, suggestionFor } from "./sample";
import { unknownKey } from "./unknown-key";
import { usableName } from "./usable-names";

export type Issue = z.core.$ZodIssue;

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

function wrongValue(path: Path, subject: Subject): Problem {
    const { document, outline } = subject;
    const here = outlineAt(outline, document, path) ?? {};
    const received = valueAt(document, path);
    const isNothing = received === undefined || (typeof received === "string" && isUnspoken(path));
    const eaten = eatenByYaml(received, here, path, subject);
    const sample = isNothing
        ? sampleOf(here)
        : (eaten ?? folderMeant(here, received, subject) ?? suggestionFor(here, received));
    const told = lookingUp(here, path, sample, subject);
    const tooMany = Array.isArray(received) ? received.slice(here.maxItems ?? received.length) : [];
    return {
        path,
        is:
            received === undefined
                ? "is not set"
                : eaten !== undefined
                  ? `is ${eaten} without quotes, which YAML reads as the number ${Number(received)}`
                  : described(received, here, path, isChosen(path, subject)),
        allowed: allowedBy(here),
        fix:
            tooMany.length > 0
                ? tooMany.map(() => removing(subject.project, [...path, here.maxItems ?? 0]))
                : told.length > 0
                  ? told
                  : fixesOf(path, received, asTheStackSays(sample, path, subject), subject),
    };
}

/** The letters that are right, where YAML made a number of them: digits with a zero before them are octal to Pulumi. */
function eatenByYaml(received: unknown, here: Outline, path: Path, subject: Subject): string | undefined {
    if (here.type !== "string" || isUnspoken(path)) return undefined;
    const written = subject.written?.sourceOf(keysTo(subject.project, path));
    return written !== undefined && written !== String(received) && /^\d+$/.test(written) && isRight(here, written)
        ? written
        : undefined;
}

function fixesOf(path: Path, received: unknown, suggestion: unknown, subject: Subject): Fix[] {
    const { project } = subject;
    const isNothing = received === undefined || received === null;
    const at = lineAt(keysTo(project, path), subject) ?? settingsFile(subject);
    const isEmpty = leavesOf(suggestion).length === 0 && received !== true;
    if (isEmpty) return received === undefined ? [] : [removing(project, path)];
    // Pulumi's own editing keeps the quotes around what it writes anew, and what stands in quotes stays a text.
    if (typeof received === "string" && IN_QUOTES.test(received) && typeof suggestion !== "string")
        return [`in ${at}, write without quotes`, inYaml(path, suggestion, project)];
    // A command reaches into what stands there; it does not put a map where a text is, and a list it would shorten.
    return isNothing || shapeOf(received) === shapeOf(suggestion)
        ? leavesOf(suggestion).map(([below, value]) => setting(project, [...path, ...below], value))
        : [`in ${at}, write`, inYaml(path, suggestion, project)];
}

/** Without quotes, YAML would have read a number or a boolean. */
const IN_QUOTES = /^(true|false|-?\d+(\.\d+)?)$/;

function inYaml(path: Path, value: unknown, project: string): string {
    const key = path.at(-1) ?? "";
    const name = path.length === 1 ? `${project}:${key}:` : typeof key === "number" ? "-" : `${key}:`;
    return `${name} ${stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim()}`;
}

/** What the stack says of itself is likelier than an example: its own account, where another's is missing. */
function asTheStackSays(value: unknown, at: Path, subject: Subject): unknown {
    if (Array.isArray(value)) return value.map((item, index) => asTheStackSays(item, [...at, index], subject));
    if (isMap(value)) {
        const entries = Object.entries(value);
        return Object.fromEntries(entries.map(([key, item]) => [key, asTheStackSays(item, [...at, key], subject)]));
    }
    const isKnown = keysAt(subject.outline, subject.document, []).includes(String(at.at(-1)));
    const own = at.length > 1 && isKnown ? valueAt(subject.document, at.slice(-1)) : undefined;
    const there = outlineAt(subject.outline, subject.document, at);
    if (own !== undefined && there && isRight(there, own)) return own;
    return typeof value === "string" && there?.examples?.includes(value) ? placedHere(value, subject) : value;
}

/** An example's ARN lies in the example's region and account. */
function placedHere(example: string, { outline, document, region }: Subject): string {
    const [said, there] = [valueAt(document, ["account"]), outlineAt(outline, document, ["account"])];
    const account = typeof said === "string" && there && isRight(there, said) ? said : undefined;
    return example.replace(
        /^(arn:[^:]+:[^:]+:)([^:]+):(\d{12}):/,
        (_, service: string, anywhere: string, anybody: string) =>
            `${service}${region ?? anywhere}:${account ?? anybody}:`,
    );
}

const shapeOf = (value: unknown): string => (Array.isArray(value) ? "list" : isMap(value) ? "map" : "single");

/** Whether the key is no setting but a name that was chosen, by somebody who may have meant a setting: `password`, for one. */
function isChosen(path: Path, { outline, document }: Subject): boolean {
    const holder = outlineAt(outline, document, path.slice(0, -1));
    return isMap(holder?.additionalProperties) && holder.properties?.[String(path.at(-1))] === undefined;
}

/** What stands there, and, where the value alone would not show it, why it is wrong. */
function described(received: unknown, here: Outline, path: Path, isChosen: boolean): string {
    if (received === null) return "is null, a key without a value";
    if (typeof received === "string" && (isChosen || isMap(here.additionalProperties)))
        return `is ${unspoken(received)}`;
    const is = `is ${shown(received, path)}`;
    const why = typeof received === "string" ? here.notMade?.[received] : undefined;
    if (why !== undefined) return `${is}, and ${why}`;
    if (typeof received === "string" && here.type !== undefined && here.type !== "string") return `${is}, a text`;
    if (typeof received !== "number" || here.type !== "string") return is;
    const quoted = suggestionFor(here, received);
    const hasLostZeros = quoted !== String(received) && Number(quoted) === received;
    return hasLostZeros ? `${is}, a number, which has lost its leading zeros` : `${is}, a number`;
}

function unusableName(path: Path, subject: Subject): Problem {
    const holder = outlineAt(subject.outline, subject.document, path.slice(0, -1));
    const better = usableName(path, subject.document, subject.outline);
    return {
        path,
        is: "is not a usable name",
        allowed: allowedBy(holder?.propertyNames ?? {}),
        fix: [`rename ${shownKey(String(path.at(-1)))} to ${better} in ${settingsFile(subject)}`],
    };
}
