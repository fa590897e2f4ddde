// Ref, GetAtt and the other functions of a template, as far as templates like these need them; others are refused by name.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
import type { Json, JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { NotRehearsed } from "../account/gateway";
import { invalid, type Template } from "./template";

/** What a resource is known by once it is there. */
export interface Known {
    /** What `Ref` answers. */
    readonly ref: string;
    readonly attributes: Readonly<Record<string, Json>>;
}

/** What the functions of one template may ask. */
export interface Scope {
    readonly template: Template;
    readonly parameters: Readonly<Record<string, string>>;
    /** `AWS::Region` and its like. */
    readonly pseudo: Readonly<Record<string, string>>;
    known(logicalId: string): Known | undefined;
}

const NO_VALUE = Symbol("AWS::NoValue");
type Resolved = Json | typeof NO_VALUE;

/** The value with every function in it carried out; nothing where it is `AWS::NoValue`. */
export function resolve(value: Json, scope: Scope): Json | undefined {
    const found = resolved(value, scope);
    return found === NO_VALUE ? undefined : found;
}

/** Whether the condition of this name holds. */
export function holds(name: string, scope: Scope, asked: readonly string[] = []): boolean {
    const said = scope.template.conditions[name];
    if (said === undefined) throw invalid(`Template format error: Unresolved condition ${name}`);
    if (asked.includes(name)) throw invalid(`Template format error: Circular dependency between conditions [${name}]`);
    return decided(said, scope, [...asked, name]);
}

/** Names that a value asks for: of resources, parameters and pseudo parameters. */
export function namesIn(value: Json): readonly string[] {
    if (Array.isArray(value)) return value.flatMap((each: Json) => namesIn(each));
    if (!isRecord(value)) return [];
    const entries = Object.entries(value);
    const [[key, said] = ["", ""]] = entries;
    if (entries.length === 1 && key === "Ref") return [String(said)];
    if (entries.length === 1 && key === "Fn::GetAtt") return [attributeOf(said).logicalId];
    if (entries.length === 1 && key === "Fn::Sub") {
        const { text, own } = substitution(said);
        const named = [...text.matchAll(PLACE)].map(([, name = ""]) => name).filter((name) => !(name in own));
        return [...named.map((name) => name.split(".")[0] ?? ""), ...namesIn(own)];
    }
    return entries.flatMap(([, below]) => namesIn(below));
}

const PLACE = /\$\{(?!!)([^}]+)\}/g;

function resolved(value: Json, scope: Scope): Resolved {
    if (Array.isArray(value))
        return value.map((each: Json) => resolved(each, scope)).filter((each) => each !== NO_VALUE);
    if (!isRecord(value)) return value;
    const entries = Object.entries(value);
    const [[key, said] = ["", null]] = entries;
    if (entries.length === 1 && (key === "Ref" || key.startsWith("Fn::"))) return called(key, said, scope);
    return Object.fromEntries(
        entries.flatMap(([name, below]) => {
            const found = resolved(below, scope);
            return found === NO_VALUE ? [] : [[name, found]];
        }),
    );
}

function called(name: string, said: Json, scope: Scope): Resolved {
    const make = FUNCTIONS[name];
    if (!make)
        throw new NotRehearsed(`the function ${name} of a template; it has ${Object.keys(FUNCTIONS).join(", ")}`);
    return make(said, scope);
}

const FUNCTIONS: Readonly<Record<string, (said: Json, scope: Scope) => Resolved>> = {
    Ref: (said, scope) => reference(String(said), scope),
    "Fn::GetAtt": (said, scope) => {
        const { logicalId, attribute } = attributeOf(said);
        const { attributes } = there(logicalId, scope);
        const found = attributes[attribute];
        if (found === undefined)
            throw invalid(
                `Template error: resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
            );
        return found;
    },
    "Fn::Sub": (said, scope) => {
        const { text, own } = substitution(said);
        return text
            .replace(PLACE, (_, name: string) => {
                const mine = own[name];
                if (mine !== undefined) return textOf(resolved(mine, scope), name);
                const [, of = name, attribute] = /^([^.]+)\.(.+)$/.exec(name) ?? [];
                return textOf(
                    attribute === undefined ? reference(name, scope) : called("Fn::GetAtt", [of, attribute], scope),
                    name,
                );
            })
            .replace(/\$\{!/g, "${");
    },
    "Fn::Join": (said, scope) => {
        const [by, list] = pair(said, "Fn::Join");
        const parts = resolved(list, scope);
        if (typeof by !== "string" || !Array.isArray(parts))
            throw invalid(
                "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined",
            );
        return parts.map((part: Json) => textOf(part, "Fn::Join")).join(by);
    },
    "Fn::If": (said, scope) => {
        if (!Array.isArray(said) || said.length !== 3)
            throw invalid("Template error: Fn::If requires a list argument with three arguments");
        const [name, yes, no] = said as readonly Json[];
        return resolved((holds(String(name), scope) ? yes : no) ?? null, scope);
    },
    "Fn::Select": (said, scope) => {
        const [at, list] = pair(said, "Fn::Select");
        const parts = resolved(list, scope);
        const found = Array.isArray(parts) ? (parts as Json[])[Number(resolved(at, scope))] : undefined;
        if (found === undefined)
            throw invalid(`Template error: Fn::Select cannot select nonexistent value at index ${String(at)}`);
        return found;
    },
    "Fn::Split": (said, scope) => {
        const [by, text] = pair(said, "Fn::Split");
        return textOf(resolved(text, scope), "Fn::Split").split(String(by));
    },
};

function reference(name: string, scope: Scope): Resolved {
    if (name === "AWS::NoValue") return NO_VALUE;
    const given = scope.pseudo[name] ?? scope.parameters[name];
    if (given !== undefined) return given;
    if (name.startsWith("AWS::")) throw new NotRehearsed(`the pseudo parameter ${name}`);
    return there(name, scope).ref;
}

function there(logicalId: string, scope: Scope): Known {
    const found = scope.known(logicalId);
    if (found) return found;
    throw invalid(
        `Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template`,
    );
}

function attributeOf(said: Json): { readonly logicalId: string; readonly attribute: string } {
    const [logicalId = "", ...rest] =
        typeof said === "string" ? said.split(".") : Array.isArray(said) ? said.map(String) : [];
    const attribute = rest.join(".");
    if (logicalId === "" || attribute === "")
        throw invalid(
            "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
        );
    return { logicalId, attribute };
}

function substitution(said: Json): { readonly text: string; readonly own: JsonObject } {
    if (typeof said === "string") return { text: said, own: {} };
    const [text, own] = Array.isArray(said) ? (said as readonly Json[]) : [];
    if (typeof text === "string" && isRecord(own)) return { text, own: own };
    throw invalid(
        "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
}

function pair(said: Json, name: string): readonly [Json, Json] {
    if (Array.isArray(said) && said.length === 2) return said as unknown as readonly [Json, Json];
    throw invalid(`Template error: ${name} requires two arguments`);
}

function textOf(value: Resolved, where: string): string {
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    throw invalid(`Template error: ${where} is not a string where one is needed`);
}

/** `Fn::Equals` and what is made of it. */
function decided(said: Json, scope: Scope, asked: readonly string[]): boolean {
    const entries = isRecord(said) ? Object.entries(said) : [];
    const [[name, below] = ["", null]] = entries;
    const list = Array.isArray(below) ? (below as readonly Json[]) : [];
    switch (name) {
        case "Condition":
            return holds(String(below), scope, asked);
        case "Fn::Equals":
            if (list.length !== 2)
                throw invalid("Template error: every Fn::Equals object requires a list of 2 string parameters");
            return same(resolved(list[0] ?? null, scope), resolved(list[1] ?? null, scope));
        case "Fn::Not":
            return !decided(list[0] ?? null, scope, asked);
        case "Fn::And":
            return list.every((each) => decided(each, scope, asked));
        case "Fn::Or":
            return list.some((each) => decided(each, scope, asked));
        default:
            throw new NotRehearsed(`the condition ${JSON.stringify(said).slice(0, 80)}`);
    }
}

const same = (a: Resolved, b: Resolved): boolean =>
    a !== NO_VALUE && b !== NO_VALUE && textOf(a, "Fn::Equals") === textOf(b, "Fn::Equals");
