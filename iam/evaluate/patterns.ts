// Texts in policies: wildcards, and variables that the request fills in.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
import type { Context } from "../evaluate";
import { Undecided } from "./undecided";

/** A text of a policy, tried on a text of the request. */
export type Compare = (value: string, pattern: string, context: Context) => boolean;

/** `*` is any text, `?` one character. */
export const like: Compare = (value, pattern, context) => {
    if (!/[*?$]/.test(pattern)) return value === pattern;
    return expressionOf(pattern, context).test(value);
};

/** In an ARN a wildcard does not reach over the colons of the first five parts. */
export const likeArn: Compare = (value, pattern, context) => {
    const [values, patterns] = [partsOf(value), partsOf(pattern)];
    return values.length === patterns.length && values.every((part, at) => like(part, patterns[at] ?? "", context));
};

/** What a statement names as resources; a short one, as `arn:aws:logs:*`, stands for all that begin so. */
export const likeResource: Compare = (value, pattern, context) =>
    (partsOf(pattern).length === partsOf("arn:::::").length ? likeArn : like)(value, pattern, context);

/** A text of a policy with its variables filled in. */
export function written(pattern: string, context: Context): string {
    return pattern.includes("${") ? filled(pattern, context, String) : pattern;
}

/** Of the same few hundred texts, some hundred thousand times where all of an estate is asked. */
const taken = new Map<string, readonly string[]>();

function partsOf(arn: string): readonly string[] {
    const known = taken.get(arn);
    if (known) return known;
    const all = arn.split(":");
    const parts = all.length < 6 ? all : [...all.slice(0, 5), all.slice(5).join(":")];
    taken.set(arn, parts);
    return parts;
}

const compiled = new Map<string, RegExp>();

function expressionOf(pattern: string, context: Context): RegExp {
    const known = compiled.get(pattern);
    if (known) return known;
    const wild = (text: string) => escaped(text).replace(/\\\*/g, ".*").replace(/\\\?/g, ".");
    const expression = new RegExp(`^${filled(pattern, context, escaped, wild)}$`, "s");
    // One with variables means something else to every request.
    if (!pattern.includes("${")) compiled.set(pattern, expression);
    return expression;
}

type Write = (text: string) => string;

/** What a request fills in is never a wildcard, whatever it holds. */
function filled(pattern: string, context: Context, write: Write, writeRest: Write = write): string {
    return pattern
        .split(/(\$\{[^}]*\})/)
        .map((piece) =>
            piece.startsWith("${") && piece.endsWith("}") ? write(valueOf(piece, context)) : writeRest(piece),
        )
        .join("");
}

function valueOf(variable: string, context: Context): string {
    const [, name = "", otherwise] = /^\$\{\s*([^,}]+?)\s*(?:,\s*'([^']*)'\s*)?\}$/.exec(variable) ?? [];
    if (["*", "?", "$"].includes(name)) return name;
    const key = Object.keys(context).find((known) => known.toLowerCase() === name.toLowerCase());
    const value = key === undefined ? otherwise : context[key];
    if (typeof value !== "string") throw new Undecided(`what ${variable} stands for is not known`);
    return value;
}

function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
