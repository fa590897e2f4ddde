import type { Json } from "../../../plan/document";
import { NotRehearsed } from "../../account/gateway";
import type { Output } from "./options";

/** As `aws` prints it: text is a line for each list, its values apart by tabs. */
export function print(answer: Json, output: Output): string {
    if (output === "json") return `${JSON.stringify(answer, null, 4)}\n`;
    if (isPlain(answer)) return `${plain(answer)}\n`;
    if (Array.isArray(answer) && answer.every(isPlain)) return `${answer.map(plain).join("\t")}\n`;
    throw new NotRehearsed("aws --output text of nested values; take one value with --query, or use json");
}

function isPlain(value: Json): value is null | boolean | number | string {
    return value === null || typeof value !== "object";
}

function plain(value: Json): string {
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    return String(value);
}

/** Names and numbers of a JMESPath, which is what scripts use of it. */
const PATH = /^[A-Za-z_]\w*(\[-?\d+\])*(\.[A-Za-z_]\w*(\[-?\d+\])*)*$/;

export function pick(answer: Json, query: string): Json {
    if (!PATH.test(query))
        throw new NotRehearsed(`aws --query ${query}; take a path such as images[0].imageDigest, or use jq`);
    let found: Json = answer;
    for (const [, name, index] of query.matchAll(/([A-Za-z_]\w*)|\[(-?\d+)\]/g)) {
        if (name !== undefined) found = (found as Readonly<Record<string, Json>> | null)?.[name] ?? null;
        else found = Array.isArray(found) ? ((found as Json[]).at(Number(index)) ?? null) : null;
    }
    return found;
}
