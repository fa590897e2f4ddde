// Says in words what may stand at a place of the configuration.
import { choicesOf, isMap, type Outline, tagOf, valuesOf } from "./outline";
import { shownKey } from "./problem";

export function allowedBy(outline: Outline): string {
    if (outline.allowed) return outline.allowed;
    const values = valuesOf(outline);
    if (values) return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(", ")}`;
    const tag = tagOf(outline);
    const choices = choicesOf(outline);
    if (choices && tag) {
        const kinds = choices.map(
            (choice) =>
                `{ ${[`${tag}: ${choice.properties?.[tag]?.const as string}`, ...neededBy(choice, tag)].join(", ")} }`,
        );
        return `a map such as ${kinds.join(" or ")}`;
    }
    if (choices) return choices.map(allowedBy).join(", or ");
    switch (outline.type) {
        case "boolean":
            return "true or false";
        case "integer":
            return `a whole number${range(outline)}`;
        case "number":
            return `a number${range(outline)}`;
        case "array":
            return `a list${count(outline, "entry", "entries")}${outline.items ? `, each ${allowedBy(outline.items)}` : ""}`;
        case "object":
            return isMap(outline.additionalProperties)
                ? `a map of names to values, each ${allowedBy(outline.additionalProperties)}`
                : `a map of ${Object.keys(outline.properties ?? {}).join(", ")}`;
        case "string":
            return text(outline);
        default:
            return outline.description ? phrase(outline.description) : "another value";
    }
}

const neededBy = (outline: Outline, tag: string): string[] =>
    (outline.required ?? []).filter((key) => key !== tag).map((key) => `${shownKey(key)}: …`);

function text(outline: Outline): string {
    const meaning = outline.description ? `: ${phrase(outline.description)}` : "";
    if (outline.format === "email") return "a mail address";
    if (outline.pattern) return `text that matches /${outline.pattern}/${meaning}`;
    return `text${count(outline, "character", "characters")}${meaning}`;
}

/** A description as part of a sentence: its first sentence, no full stop, and no capital unless it is a name's. */
function phrase(description: string): string {
    const first = description.split(/\. |; /)[0] ?? "";
    return first.replace(/\.$/, "").replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Outline): string {
    const bounded = (limit: number | undefined): number | undefined =>
        limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : undefined;
    const [low, high] = [bounded(minimum), bounded(maximum)];
    const parts = [
        low !== undefined && high !== undefined
            ? `from ${low} to ${high}`
            : low !== undefined
              ? `of at least ${low}`
              : "",
        exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : "",
        high !== undefined && low === undefined ? `up to ${high}` : "",
        exclusiveMaximum !== undefined ? `below ${exclusiveMaximum}` : "",
        multipleOf !== undefined ? `in steps of ${multipleOf}` : "",
    ];
    return parts
        .filter(Boolean)
        .map((part) => ` ${part}`)
        .join("");
}

function count({ minItems, maxItems, minLength, maxLength }: Outline, one: string, many: string): string {
    const [low, high] = [minItems ?? minLength, maxItems ?? maxLength];
    const named = (n: number): string => `${n} ${n === 1 ? one : many}`;
    if (low !== undefined && high !== undefined)
        return low === high ? ` of ${named(low)}` : ` of ${low} to ${named(high)}`;
    return low !== undefined ? ` of at least ${named(low)}` : high !== undefined ? ` of at most ${named(high)}` : "";
}
