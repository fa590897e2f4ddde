// What may stand in the list of an event pattern: plain values, and the comparisons that EventBridge knows.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
import { BlockList, isIP } from "node:net";

import type { Json } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { Refused } from "../account/gateway";

/** A single value of an event; lists and objects are made of them. */
export type Leaf = string | number | boolean | null;

export type Comparison =
    | { readonly says: string; readonly holds: (value: Leaf) => boolean }
    /** `exists: false`, the only one that nothing satisfies. */
    | { readonly says: string; readonly holds: "nothing" };

/** Reads one item of such a list; `at` is where it stands, for the error message. */
export function comparisonOf(item: Json, at: string): Comparison {
    if (Array.isArray(item)) return refuse(at, item, "a value or a comparison");
    if (!isRecord(item)) return { says: JSON.stringify(item), holds: (value) => value === item };
    const [[name, operand] = ["", undefined], ...more] = Object.entries(item);
    const read = COMPARISONS[name];
    if (!read || more.length > 0) return refuse(at, item, `one of ${Object.keys(COMPARISONS).join(", ")}`);
    return read(operand as Json, `${at}.${name}`);
}

type Read = (operand: Json, at: string) => Comparison;
type Holds = (value: string) => boolean;

const COMPARISONS: Readonly<Record<string, Read>> = {
    prefix: affix("begins with", (wanted) => (value) => value.startsWith(wanted)),
    suffix: affix("ends with", (wanted) => (value) => value.endsWith(wanted)),
    "equals-ignore-case": (operand, at) => onTexts(...ignoringCase(operand, at)),
    wildcard: (operand, at) => onTexts(...wildcard(operand, at)),
    exists: (operand, at) => {
        if (typeof operand !== "boolean") return refuse(at, operand, "true or false");
        return operand ? { says: "any value", holds: () => true } : { says: "no value", holds: "nothing" };
    },
    numeric,
    cidr,
    "anything-but": anythingBut,
};

function onTexts(says: string, holds: Holds): Comparison {
    return { says, holds: (value) => typeof value === "string" && holds(value) };
}

/** A beginning or an end; its case counts unless it says otherwise. */
function affix(says: string, compare: (wanted: string) => Holds): Read {
    return (operand, at) => onTexts(...oneAffix(says, compare)(operand, at));
}

function oneAffix(says: string, compare: (wanted: string) => Holds): (operand: Json, at: string) => [string, Holds] {
    return (operand, at) => {
        if (!isRecord(operand)) {
            const wanted = textOf(operand, at);
            return [`a text that ${says} "${wanted}"`, compare(wanted)];
        }
        const wanted = textOf(only(operand, "equals-ignore-case", at), `${at}.equals-ignore-case`);
        const holds = compare(folded(wanted));
        return [`a text that ${says} "${wanted}" in any case`, (value) => holds(folded(value))];
    };
}

function ignoringCase(operand: Json, at: string): [string, Holds] {
    const wanted = textOf(operand, at);
    return [`"${wanted}" in any case`, (value) => folded(value) === folded(wanted)];
}

/** `*` is any text; `\*` and `\\` are the characters themselves. */
function wildcard(operand: Json, at: string): [string, Holds] {
    const wanted = textOf(operand, at);
    if (/(?<!\\)(\\\\)*\*\*/.test(wanted)) return refuse(at, operand, "a text without two wildcards in a row");
    if (/\\(?![*\\])/.test(wanted.replace(/\\[*\\]/g, "")))
        return refuse(at, operand, "a text in which \\ stands before * or \\ only");
    const source = wanted.replace(/\\[*\\]|[.+?^${}()|[\]]|\*/g, (found) => {
        if (found === "*") return ".*";
        return found.startsWith("\\") ? found : `\\${found}`;
    });
    const expression = new RegExp(`^${source}$`, "s");
    return [`a text like "${wanted}"`, (value) => expression.test(value)];
}

export const ORDERS: Readonly<Record<string, (value: number, wanted: number) => boolean>> = {
    "=": (value, wanted) => value === wanted,
    "<": (value, wanted) => value < wanted,
    "<=": (value, wanted) => value <= wanted,
    ">": (value, wanted) => value > wanted,
    ">=": (value, wanted) => value >= wanted,
};
/** EventBridge compares numbers up to this size. */
const LARGEST = 5e9;

function numeric(operand: Json, at: string): Comparison {
    const allowed = '["=", n], ["<", n], [">", n] with <= and >= as well, or a range as [">", n, "<=", m]';
    if (!Array.isArray(operand)) return refuse(at, operand, allowed);
    const [first, bottom, second, top, ...more] = operand as readonly Json[];
    const isNumber = (value: Json | undefined) => typeof value === "number" && Math.abs(value) <= LARGEST;
    const single = operand.length === 2 && typeof first === "string" && first in ORDERS && isNumber(bottom);
    const range =
        operand.length === 4 &&
        more.length === 0 &&
        [">", ">="].includes(first as string) &&
        ["<", "<="].includes(second as string) &&
        isNumber(bottom) &&
        isNumber(top) &&
        Number(bottom) < Number(top);
    if (!single && !range) return refuse(at, operand, allowed);
    const parts = range ? [[first, bottom] as const, [second, top] as const] : [[first, bottom] as const];
    return {
        says: `a number ${parts.map((part) => part.join(" ")).join(" and ")}`,
        holds: (value) =>
            typeof value === "number" &&
            parts.every(([operator, wanted]) => ORDERS[String(operator)]?.(value, Number(wanted)) === true),
    };
}

function cidr(operand: Json, at: string): Comparison {
    const [network = "", bits = ""] = textOf(operand, at).split("/");
    const family = isIP(network);
    if (family === 0 || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
        return refuse(at, operand, 'a block like "10.0.0.0/16"');
    const list = new BlockList();
    list.addSubnet(network, Number(bits), family === 4 ? "ipv4" : "ipv6");
    return onTexts(`an address in ${network}/${bits}`, (value) => {
        const version = isIP(value);
        return version !== 0 && list.check(value, version === 4 ? "ipv4" : "ipv6");
    });
}

/** What `anything-but` can turn around, beside plain values; each takes one text or a list of them. */
const EXCLUDABLE: Readonly<Record<string, (operand: Json, at: string) => [string, Holds]>> = {
    prefix: oneAffix("begins with", (wanted) => (value) => value.startsWith(wanted)),
    suffix: oneAffix("ends with", (wanted) => (value) => value.endsWith(wanted)),
    "equals-ignore-case": ignoringCase,
    wildcard,
};

function anythingBut(operand: Json, at: string): Comparison {
    if (isRecord(operand)) {
        const [[name, excluded] = ["", undefined], ...more] = Object.entries(operand);
        const read = EXCLUDABLE[name];
        if (!read || more.length > 0)
            return refuse(at, operand, `values, or one of ${Object.keys(EXCLUDABLE).join(", ")}`);
        const all = listOf(excluded as Json).map((item) => {
            if (item === "") return refuse(`${at}.${name}`, item, "a text that is not empty");
            return read(item, `${at}.${name}`);
        });
        return {
            says: `anything but ${all.map(([says]) => says).join(" or ")}`,
            holds: (value) => typeof value !== "string" || !all.some(([, holds]) => holds(value)),
        };
    }
    const values = listOf(operand);
    const kinds = new Set(values.map((value) => typeof value));
    if (kinds.size !== 1 || !["string", "number"].some((kind) => values.every((value) => typeof value === kind)))
        return refuse(at, operand, "texts or numbers, not both");
    return {
        says: `anything but ${values.map((value) => JSON.stringify(value)).join(" or ")}`,
        holds: (value) => !values.includes(value),
    };
}

function listOf(value: Json): readonly Json[] {
    return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function textOf(value: Json, at: string): string {
    return typeof value === "string" ? value : refuse(at, value, "a text");
}

function only(record: Readonly<Record<string, unknown>>, key: string, at: string): Json {
    if (Object.keys(record).join() !== key) return refuse(at, record as Json, `a text, or { "${key}": … }`);
    return record[key] as Json;
}

function folded(text: string): string {
    return text.toLowerCase();
}

/** As EventBridge answers `PutRule`. */
export function refuse(at: string, found: Json, allowed: string): never {
    throw new Refused(
        "InvalidEventPatternException",
        `Event pattern is not valid. Reason: ${at} is ${JSON.stringify(found)}, allowed is ${allowed}`,
    );
}
