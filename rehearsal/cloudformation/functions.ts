// Ref, GetAtt and the other functions of a template; one that is not here is refused by its name.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
import type { Json, JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { NotRehearsed } from "../account/gateway";
import { invalid } from "./template";
import { isList, LIST_FUNCTIONS, textOf } from "./list-functions";
import { type Carry, type Known, NO_VALUE, type Resolved, type Scope } from "./scope";

/** The value with every function in it carried out; nothing where it is `AWS::NoValue`. */
export function resolve(value: Json, scope: Scope): Json | undefined {
    const found = resolved(value, scope);
    return found === NO_VALUE ? undefined : found;
}

/** Whether the condition of this name holds. */
export function holds(name: string, scope: Scope, asked: readonly string[] = []): boolean {
    const said = own(scope.template.conditions, name);
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
        const { text, given } = substitution(said);
        const named = placesIn(text).filter((name) => !Object.hasOwn(given, name));
        return [...named.map((name) => name.split(".")[0] ?? ""), ...namesIn(given)];
    }
    return entries.flatMap(([, below]) => namesIn(below));
}

/** Names between `${` and `}` in a text for `Fn::Sub`. */
export const placesIn = (text: string): readonly string[] => [...text.matchAll(PLACE)].map(([, name = ""]) => name);

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

/** What a map has under a key; nothing that every object inherits. */
function own<Value>(map: Readonly<Record<string, Value>>, key: string): Value | undefined {
    return Object.hasOwn(map, key) ? map[key] : undefined;
}

function called(name: string, said: Json, scope: Scope): Resolved {
    const make = own(FUNCTIONS, name);
    if (!make)
        throw new NotRehearsed(`the function ${name} of a template; it has ${Object.keys(FUNCTIONS).join(", ")}`);
    return make(said, scope, (value) => resolved(value, scope));
}

const FUNCTIONS: Readonly<Record<string, Carry>> = {
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
        const { text, given } = substitution(said);
        return text
            .replace(PLACE, (_, name: string) => {
                const mine = own(given, name);
                if (mine !== undefined) return textOf(resolved(mine, scope), name);
                const [, of = name, attribute] = /^([^.]+)\.(.+)$/.exec(name) ?? [];
                return textOf(
                    attribute === undefined ? reference(name, scope) : called("Fn::GetAtt", [of, attribute], scope),
                    name,
                );
            })
            .replace(/\$\{!/g, "${");
    },
    "Fn::If": (said, scope) => {
        if (!Array.isArray(said) || said.length !== 3)
            throw invalid("Template error: Fn::If requires a list argument with three arguments");
        const [name, yes, no] = said as readonly Json[];
        return resolved((holds(String(name), scope) ? yes : no) ?? null, scope);
    },
    "Fn::ImportValue": (said, scope) => {
        const name = textOf(resolved(said, scope), "Fn::ImportValue");
        if (!scope.imported)
            throw new NotRehearsed(`the import of ${name}: what other stacks export is not known here`);
        const found = scope.imported(name);
        if (found === undefined) throw invalid(`No export named ${name} found.`);
        return found;
    },
    ...LIST_FUNCTIONS,
};

function reference(name: string, scope: Scope): Resolved {
    if (name === "AWS::NoValue") return NO_VALUE;
    const given = own(scope.pseudo, name) ?? own(scope.parameters, name);
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
    if (given !== undefined && isList(own(scope.template.parameters, name)))
        return given === "" ? [] : given.split(",").map((each) => each.trim());
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

export function attributeOf(said: Json): { readonly logicalId: string; readonly attribute: string } {
    const [logicalId = "", ...rest] =
        typeof said === "string" ? said.split(".") : Array.isArray(said) ? said.map(String) : [];
    const attribute = rest.join(".");
    if (logicalId === "" || attribute === "")
        throw invalid(
            "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
        );
    return { logicalId, attribute };
}

export function substitution(said: Json): { readonly text: string; readonly given: JsonObject } {
    if (typeof said === "string") return { text: said, given: {} };
    const [text, given] = Array.isArray(said) ? (said as readonly Json[]) : [];
    if (typeof text === "string" && isRecord(given)) return { text, given };
    throw invalid(
        "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
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
