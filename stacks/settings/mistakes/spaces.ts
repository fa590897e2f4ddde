// A colon that no space follows: YAML reads `{kind:ecs}` as one key, kind:ecs, without a value, and `kind:ecs` as a text.
// https://yaml.org/spec/1.2.2/#733-plain-style
import { readYaml } from "../../../text/yaml";

import type { Context } from "../context";
import type { Mended } from "./mend";
import { isMap, type Key, keysOf, type Outline, outlineAt, type Path, takesName } from "./outline";
import { keysTo, lineAt, settingsFile } from "./place";
import { isUnspoken } from "./problem";
import { isRight } from "./sample";

interface Pair {
    /** As YAML read it. */
    readonly word: string;
    readonly name: string;
    readonly value: unknown;
    /** What stands in the file. */
    readonly from: Path;
}

export function unspaced(document: Record<string, unknown>, outline: Outline, context: Context): readonly Mended[] {
    const found: Mended[] = [];
    const visit = (holder: Record<Key, unknown>, path: Path): void => {
        for (const [name, child] of Object.entries(holder)) {
            const key = Array.isArray(holder) ? Number(name) : name;
            const at = [...path, key];
            const pairs = foldedIn(child, outlineAt(outline, document, at), at);
            if (pairs.length > 0) {
                holder[key] = Object.fromEntries(pairs.map((pair) => [pair.name, pair.value]));
                found.push(told(at, pairs, context));
            } else if (typeof child === "object" && child !== null) visit(child as Record<Key, unknown>, at);
        }
        const pairs = isMap(holder) ? keysIn(holder, outlineAt(outline, document, path), path) : [];
        for (const { word, name, value } of pairs) {
            delete holder[word];
            holder[name] = value;
        }
        if (pairs.length > 0) found.push(told(path, pairs, context));
    };
    visit(document, []);
    return found;
}

/** Of a map in braces. */
const keysIn = (holder: Record<string, unknown>, here: Outline | undefined, path: Path): Pair[] =>
    Object.keys(holder)
        .filter((word) => holder[word] === null)
        .flatMap((word) => pairOf(word, [...path, word]))
        .filter(({ name }) => here && !(name in holder) && (keysOf(here).includes(name) || takesName(here, name)));

/** Lines below each other, which YAML folds into one text, where a map was wanted. */
function foldedIn(text: unknown, here: Outline | undefined, path: Path): Pair[] {
    if (typeof text !== "string" || !here || isRight(here, text)) return [];
    const words = text.split(/\s+/);
    const pairs = words.flatMap((word) => pairOf(word, path));
    return pairs.length === words.length && pairs.every(({ name }) => keysOf(here).includes(name)) ? pairs : [];
}

function pairOf(word: string, from: Path): Pair[] {
    const [, name, text] = word.match(/^([A-Za-z_][\w-]*):(\S+)$/) ?? [];
    if (name === undefined || text === undefined) return [];
    try {
        return [{ word, name, value: readYaml(text).value, from }];
    } catch {
        return [{ word, name, value: text, from }];
    }
}

/** What is not repeated elsewhere is not repeated here. */
function told(path: Path, pairs: readonly Pair[], context: Context): Mended {
    const places = pairs.map(({ name }) => [...path, name]);
    const [place = path] = places;
    const line = lineAt(keysTo(context.project, pairs[0]?.from ?? path), context) ?? settingsFile(context);
    const others = pairs.slice(1).map(({ name }) => `${name}:`);
    const lines = pairs.map(({ word, name }) => `${name}: ${word.slice(name.length + 1)}`);
    return {
        problem: {
            path: place,
            is: `has no space after its colon${others.length > 0 ? `, nor has ${others.join(", nor ")}` : ""}`,
            allowed: "a space after the colon; without it, YAML reads key and value as one word",
            fix: places.some(isUnspoken)
                ? [`in ${line}, put a space after the colon`]
                : [`in ${line}, write`, ...lines],
        },
        moved: pairs.map(({ from }, index) => ({ from, to: places[index] ?? path })),
    };
}
