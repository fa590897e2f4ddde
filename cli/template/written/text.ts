// A plan's texts as a template has them: what is the account's, or is known once it is made, becomes a reference.
import type { Json } from "../../../plan/document";
import { isRecord } from "../../../plan/plans";

/** What stands in a text, and what stands there in the template: `AWS::Region`, a parameter, `Key.Arn`. */
export interface Named {
    readonly text: string;
    readonly reference: string;
    /** What stands beside it and stays. @default nothing */
    readonly between?: readonly [before: string, after: string];
}

/** Longest first: an ARN before the id that stands in it. */
export function byLength(names: readonly Named[]): readonly Named[] {
    return [...names].sort((one, other) => other.text.length - one.text.length);
}

/** The value with its references, at any depth; names of members stay as they are. */
export function referring(value: Json, names: readonly Named[]): Json {
    if (typeof value === "string") return ofText(value, names);
    if (Array.isArray(value)) return value.map((each: Json) => referring(each, names));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, referring(each, names)]));
}

function ofText(text: string, names: readonly Named[]): Json {
    const parts = partsOf(text, names);
    const [only] = parts;
    if (only === undefined || (parts.length === 1 && typeof only === "string")) return text;
    if (parts.length === 1) return isolated(only);
    // A script's own ${variable} would have to be escaped in Fn::Sub, and read no longer as what the job runs.
    if (text.includes("${")) return { "Fn::Join": ["", parts.map((part) => isolated(part))] };
    return { "Fn::Sub": parts.map((part) => (typeof part === "string" ? part : `\${${part.reference}}`)).join("") };
}

function isolated(part: string | Named): Json {
    if (typeof part === "string") return part;
    const [resource = "", attribute] = part.reference.split(".");
    return attribute === undefined ? { Ref: part.reference } : { "Fn::GetAtt": [resource, attribute] };
}

function partsOf(text: string, names: readonly Named[]): readonly (string | Named)[] {
    for (const name of names) {
        const at = text.indexOf((name.between ?? ["", ""]).join(name.text));
        if (at < 0) continue;
        const [before, after] = name.between ?? ["", ""];
        const rest = text.slice(at + before.length + name.text.length + after.length);
        return joined([...partsOf(text.slice(0, at), names), before, name, after, ...partsOf(rest, names)]);
    }
    return text === "" ? [] : [text];
}

/** Without empty texts, and neighbours as one. */
function joined(parts: readonly (string | Named)[]): readonly (string | Named)[] {
    return parts.reduce<readonly (string | Named)[]>((so, part) => {
        const last = so.at(-1);
        if (part === "") return so;
        return typeof part === "string" && typeof last === "string" ? [...so.slice(0, -1), last + part] : [...so, part];
    }, []);
}

/** Resources that a value of a template refers to. */
export function referredTo(value: Json): readonly string[] {
    if (Array.isArray(value)) return value.flatMap((each: Json) => referredTo(each));
    if (!isRecord(value)) return [];
    const { Ref: ref, "Fn::GetAtt": attribute, "Fn::Sub": sub } = value;
    if (typeof ref === "string") return [ref];
    if (Array.isArray(attribute)) return [String(attribute[0])];
    if (typeof sub === "string") return [...sub.matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, name = ""]) => name);
    return Object.values(value).flatMap((each) => referredTo(each));
}
