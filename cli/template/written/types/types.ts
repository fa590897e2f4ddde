// What is known of one type of resource of a plan: what CloudFormation calls it, and its properties there.
import type { Json, JsonObject, PlannedResource } from "../../../../plan/document";
import { isRecord } from "../../../../plan/plans";
import { wordIn } from "../../types/types";

export type Properties = (resource: PlannedResource) => JsonObject;

/** A resource of its own, or a part of another: what it adds there, found by the input that names the whole. */
export type Written =
    | {
          readonly type: string;
          readonly properties: Properties;
          /** What AWS makes up, by the plan's name of it: what CloudFormation answers to `Ref` (""), or to `Fn::GetAtt`. */
          readonly decided?: Readonly<Record<string, string>>;
      }
    | {
          readonly partOf: (resource: PlannedResource) => { readonly type: string; readonly name: string };
          readonly adds: (resource: PlannedResource, so: JsonObject) => JsonObject;
      };

export type WrittenTypes = Readonly<Record<string, Written>>;

/** The name that a resource has, whoever made it up. */
export function nameOf(resource: PlannedResource): string {
    const { id = "" } = resource;
    // Where the id is an ARN or an address, the name is its end.
    return wordIn(resource, "name") || (/^arn:|^https:/.test(id) ? (id.split(/[/:]/).at(-1) ?? "") : id);
}

/** Every member begins with a capital, as CloudFormation's do; members below those named in `kept` are the owner's. */
export function capitals(value: Json, kept: readonly string[] = []): Json {
    if (Array.isArray(value)) return value.map((each: Json) => capitals(each, kept));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [
            key.charAt(0).toUpperCase() + key.slice(1),
            kept.includes(key) ? each : capitals(each, kept),
        ]),
    );
}

/** A document that the plan has as a text. */
export function documentIn({ inputs }: PlannedResource, key: string): Json | undefined {
    const text = inputs[key];
    return typeof text === "string" ? (JSON.parse(text) as Json) : text;
}

/** `{ name: value }` as a list of `Key` and `Value`. */
export function tagsIn({ inputs: { tags } }: PlannedResource): Json | undefined {
    if (!isRecord(tags)) return undefined;
    return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
