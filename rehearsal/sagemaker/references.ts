// What stands in a definition for a value that only a run knows: properties of other steps, parameters, the execution, texts that
// are joined, and values out of files that steps wrote.
// https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-properties.html
import type { Json, JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { at } from "../../plan/training";
import { Refused } from "../account/gateway";

export interface Known {
    readonly parameters: JsonObject;
    readonly execution: JsonObject;
    /** What is known of a step that has ended. */
    readonly steps: (name: string) => Json | undefined;
    /** The text of a property file, or of an object. */
    readonly file: (from: JsonObject) => Promise<string>;
}

/** The same with values in the place of references. Throws what fails the step that has them. */
export async function resolve(value: Json, known: Known): Promise<Json> {
    if (Array.isArray(value)) return Promise.all((value as Json[]).map((each) => resolve(each, known)));
    if (!isRecord(value)) return value;
    const [[key = "", inner = null] = [], ...more] = Object.entries(value);
    if (more.length === 0 && key === "Get" && typeof inner === "string") return look(inner, known);
    if (more.length === 0 && key === "Std:Join" && isRecord(inner)) return join(inner, known);
    if (more.length === 0 && key === "Std:JsonGet" && isRecord(inner)) return jsonGet(inner, known);
    const entries = await Promise.all(
        Object.entries(value).map(async ([name, each]) => [name, await resolve(each, known)] as const),
    );
    return Object.fromEntries(entries);
}

function look(path: string, { parameters, execution, steps }: Known): Json {
    const [, kind = "", name = "", rest = ""] = /^(\w+)\.([^.[]+)(.*)$/.exec(path) ?? [];
    const roots: Readonly<Record<string, Json | undefined>> = {
        Parameters: parameters[name],
        Execution: execution[name],
        Steps: steps(name),
    };
    const root = roots[kind];
    const found = root === undefined ? undefined : at(root, rest);
    if (found === undefined) throw new Refused("ClientError", `Unable to resolve ${path}: there is no such value`);
    return found;
}

async function join({ On: on = "", Values: values = [] }: JsonObject, known: Known): Promise<Json> {
    const parts = await resolve(values, known);
    return (Array.isArray(parts) ? (parts as Json[]) : []).map(inText).join(String(on));
}

function inText(value: Json): string {
    if (isRecord(value) || Array.isArray(value))
        throw new Refused("ClientError", `Std:Join takes texts and numbers, not ${JSON.stringify(value)}`);
    return String(value);
}

async function jsonGet(from: JsonObject, known: Known): Promise<Json> {
    const path = String(from["Path"]);
    const text = await known.file(from);
    let document: Json;
    try {
        document = JSON.parse(text) as Json;
    } catch {
        throw new Refused("ClientError", `the property file holds no JSON, so there is no ${path} in it`);
    }
    const found = at(document, `.${path}`);
    if (found === undefined || found === null || isRecord(found) || Array.isArray(found))
        throw new Refused(
            "ClientError",
            `Unable to retrieve ${path} from the property file: ${found === undefined ? "there is no such path" : "it leads to no single value"}`,
        );
    return found;
}
