// Functions of a template that make texts and lists of what they are given.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
import type { Json } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { blocksOf } from "./address-blocks";
import type { Carry, Resolved } from "./scope";
import { invalid, isListType, type Parameter } from "./template";

/** Whether a parameter's text is a list, with commas. */
export const isList = (parameter: Parameter | undefined): boolean =>
    parameter !== undefined && isListType(parameter.type);

export const LIST_FUNCTIONS: Readonly<Record<string, Carry>> = {
    "Fn::Join": (said, _, resolved) => {
        const [by, list] = pair(said, "Fn::Join");
        const parts = resolved(list);
        if (typeof by !== "string" || !Array.isArray(parts))
            throw invalid(
                "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined",
            );
        return parts.map((part: Json) => textOf(part, "Fn::Join")).join(by);
    },
    "Fn::Select": (said, _, resolved) => {
        const [at, list] = pair(said, "Fn::Select");
        const parts = resolved(list);
        const index = resolved(at);
        const found = Array.isArray(parts) ? (parts as Json[])[Number(index)] : undefined;
        if (found === undefined)
            throw invalid(`Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`);
        return found;
    },
    "Fn::Split": (said, _, resolved) => {
        const [by, text] = pair(said, "Fn::Split");
        return textOf(resolved(text), "Fn::Split").split(String(by));
    },
    "Fn::Base64": (said, _, resolved) => Buffer.from(textOf(resolved(said), "Fn::Base64")).toString("base64"),
    "Fn::GetAZs": (said, { pseudo }, resolved) => {
        const found = resolved(said ?? "");
        // Nothing at all is the region of the stack as well, and so is an empty list.
        const named = found === null || (Array.isArray(found) && found.length === 0) ? "" : found;
        const region = textOf(named, "Fn::GetAZs") || (pseudo["AWS::Region"] ?? "");
        return ["a", "b", "c"].map((zone) => `${region}${zone}`);
    },
    "Fn::FindInMap": (said, { template }, resolved) => {
        if (!Array.isArray(said) || said.length !== 3)
            throw invalid("Template error: every Fn::FindInMap object requires three parameters");
        const keys = (said as readonly Json[]).map((key) => textOf(resolved(key), "Fn::FindInMap"));
        const found = keys.reduce<Json | undefined>(
            (at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined),
            template.mappings,
        );
        if (found === undefined) throw invalid(`Template error: Unable to get mapping for ${keys.join("::")}`);
        return found;
    },
    "Fn::Cidr": (said, _, resolved) => {
        const [block, count, bits = 8] = (Array.isArray(said) ? (said as readonly Json[]) : []).map(resolved);
        const blocks = blocksOf(String(block), Number(count), Number(bits));
        if (blocks) return blocks;
        throw invalid("Template error: every Fn::Cidr object requires a block of IPv4 addresses and how many of it");
    },
};

function pair(said: Json, name: string): readonly [Json, Json] {
    if (Array.isArray(said) && said.length === 2) return said as unknown as readonly [Json, Json];
    throw invalid(`Template error: ${name} requires two arguments`);
}

export function textOf(value: Resolved, where: string): string {
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    throw invalid(`Template error: ${where} is not a string where one is needed`);
}
