// What stands too far to the left or to the right: a part of a line beside the lines, settings beside the key that they are
// settings of, a setting of the stack below another one.
import { nearestName } from "../../../text/nearest";
import type { Context } from "../context";
import type { Mended } from "./mend";
import { isMap, keysAt, keysOf, type Outline, outlineAt, own, type Path, takesName } from "./outline";
import { keysTo, lineAt, settingsFile } from "./place";
import { shownKey } from "./problem";
import { isRight } from "./sample";

/** Settings of the stack that stand below another one, with their namespace: nobody reads them there. */
export function tooFarRight(document: Record<string, unknown>, outline: Outline, context: Context): readonly Mended[] {
    const found: Mended[] = [];
    const visit = (holder: Record<string, unknown>, path: Path): void => {
        for (const [key, value] of Object.entries(holder)) {
            const name = key.replace(`${context.project}:`, "");
            const isFree = isBlank(document[name]) && keysOf(outline).includes(name);
            if (name !== key && isFree && path.length > 0) {
                delete holder[key];
                document[name] = value;
                found.push(outdented([...path, key], name, context));
            } else if (isMap(value)) visit(value, [...path, key]);
        }
    };
    visit(document, []);
    return found;
}

function outdented(path: Path, name: string, context: Context): Mended {
    const key = `${context.project}:${name}`;
    return {
        problem: {
            path: [name],
            is: `stands below ${context.project}:${path[0]}, where nobody reads it`,
            allowed: `${key} beside the other settings of the stack`,
            fix: [
                `in ${inFile(path, context)}, move ${key}: to the left, below config:, with all that stands below it`,
            ],
        },
        moved: [{ from: path, to: [name] }],
    };
}

/** Settings beside the key that they are settings of: it is empty without them, or a line, which is no neighbour of its parts. */
export function tooFarLeft(document: Record<string, unknown>, outline: Outline, context: Context): readonly Mended[] {
    const found: Mended[] = [];
    const visit = (holder: Record<string, unknown>, path: Path): void => {
        const here = outlineAt(outline, document, path);
        if (!here) return;
        const place = { holder, here, path, document, outline, context };
        const owned = Object.keys(holder).map((key) => ({ key, owner: ownerOf(key, place) }));
        for (const owner of new Set(owned.flatMap((each) => each.owner ?? []))) {
            const keys = owned.filter((each) => each.owner === owner).map(({ key }) => key);
            for (const key of keys) {
                holder[owner] = { ...(isMap(holder[owner]) ? holder[owner] : {}), [key]: holder[key] };
                delete holder[key];
            }
            found.push(indented(path, keys, { owner, areLines: isMap(here.additionalProperties) }, context));
        }
        for (const [key, value] of Object.entries(holder)) if (isMap(value)) visit(value, [...path, key]);
    };
    visit(document, []);
    return found;
}

function indented(
    path: Path,
    keys: readonly string[],
    { owner, areLines }: { readonly owner: string; readonly areLines: boolean },
    context: Context,
): Mended {
    const places = keys.map((key) => [...path, key]);
    const [[first = path], shown] = [places, keys.map((key) => shownKey(key))];
    const [names, it] = [shown.join(", "), keys.length > 1 ? "them" : "it"];
    const above = path.length === 0 ? `${context.project}:${owner}` : shownKey(owner);
    const also = keys.length > 1 ? `, and so ${keys.length > 2 ? "do" : "does"} ${shown.slice(1).join(", ")}` : "";
    return {
        problem: {
            path: first,
            is: areLines
                ? `stands beside the lines of ${String(path.at(-1))}, where it would be a line of its own${also}`
                : `stands beside ${above}, which is empty${also}`,
            allowed: areLines
                ? keys.length > 1
                    ? `${names} are settings of a line`
                    : `${names} is a setting of a line`
                : `${names} below ${above}:`,
            fix: [
                `in ${inFile(first, context)}, indent ${shown.map((each) => `${each}:`).join(" and ")} ${areLines ? `like the other settings of ${above}` : `further than ${above}:`}, with all that stands below ${it}`,
            ],
        },
        moved: places.map((from) => ({ from, to: [...path, owner, ...from.slice(-1)] })),
    };
}

const inFile = (path: Path, context: Context): string =>
    lineAt(keysTo(context.project, path), context) ?? settingsFile(context);

interface Place {
    readonly holder: Record<string, unknown>;
    readonly here: Outline;
    readonly path: Path;
    readonly document: unknown;
    readonly outline: Outline;
    readonly context: Context;
}

function ownerOf(key: string, place: Place): string | undefined {
    const { holder, here, path, document, outline, context } = place;
    const value = holder[key];
    const known = keysAt(outline, document, path);
    if (!isMap(here.additionalProperties)) {
        if (known.includes(key) || nearestName(key, known) !== undefined) return undefined;
        return known.find((name) => {
            const below = outlineAt(outline, document, [...path, name]);
            return below && isEmptyHere(name, place) && belongsIn(below, key, value);
        });
    }
    // A line is called like one of its own settings, and holds what that setting would.
    const parts = keysAt(outline, document, [...path, "*"]);
    if (!parts.includes(key) || !looksLikeAPart(value, parts)) return undefined;
    // Pulumi hands on the keys of a map by the alphabet: what stands above what, the file itself says.
    const lineOf = (name: string): number => context.written?.lineOf(keysTo(context.project, [...path, name])) ?? 0;
    const written = Object.keys(holder).sort((one, other) => lineOf(one) - lineOf(other));
    const before = written.slice(0, written.indexOf(key));
    const owner = before.findLast((name) => !parts.includes(name));
    return owner !== undefined && own(holder[owner], key) === undefined ? owner : undefined;
}

/** Pulumi hands on no key without a value, and a key that is declared with its default. */
const isEmptyHere = (name: string, { holder, path, context }: Place): boolean =>
    holder[name] === null ||
    (path.length === 0 &&
        isBlank(holder[name]) &&
        context.written?.lineOf(keysTo(context.project, [name])) !== undefined);

const isBlank = (value: unknown): boolean =>
    value === undefined || (typeof value === "object" && Object.keys(value ?? {}).length === 0);

function belongsIn(below: Outline, key: string, value: unknown): boolean {
    if (keysOf(below).includes(key)) return true;
    const entry = below.additionalProperties;
    if (!takesName(below, key) || !isMap(entry)) return false;
    return isRight(entry, value) || (isMap(value) && Object.keys(value).some((name) => keysOf(entry).includes(name)));
}

/** A line holds parts; what holds none of them, and says which kind it is, is a part itself. */
const looksLikeAPart = (value: unknown, parts: readonly string[]): boolean =>
    isMap(value) && own(value, "kind") !== undefined && !Object.keys(value).some((key) => parts.includes(key));
