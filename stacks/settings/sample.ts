// Values that would be right: for the line that fixes a setting, and to look past a wrong one at the rest.
import { nearestName } from "../../text/nearest";
import { choicesOf, type Outline, valuesOf } from "./outline";

/** A right value, as near as can be to the one received. */
export function suggestionFor(outline: Outline, received: unknown): unknown {
    const values = valuesOf(outline);
    if (values) return nearest(values, received);
    const asReceived = converted(outline, received);
    if (asReceived !== undefined) return asReceived;
    if (outline.examples || outline.default !== undefined || typeof received !== "number") return sampleOf(outline);
    return outline.type === "integer" || outline.type === "number" ? clamped(outline, received) : sampleOf(outline);
}

/** Any right value. */
export function sampleOf(outline: Outline): unknown {
    if (outline.examples) return outline.examples[0];
    if (outline.default !== undefined) return outline.default;
    const values = valuesOf(outline);
    if (values) return values[0];
    const [choice] = choicesOf(outline) ?? [];
    if (choice) return sampleOf(choice);
    switch (outline.type) {
        case "object":
            return Object.fromEntries(
                Object.entries(outline.properties ?? {})
                    .filter(([key]) => outline.required?.includes(key))
                    .map(([key, child]) => [key, sampleOf(child)]),
            );
        case "array":
            return Array.from({ length: outline.minItems ?? 0 }, () => sampleOf(outline.items ?? {}));
        case "integer":
        case "number":
            return clamped(outline, 1);
        case "boolean":
            return false;
        default:
            return "…";
    }
}

/** The single values of which a sample consists, each with its place. */
export function leavesOf(
    value: unknown,
    at: readonly (string | number)[] = [],
): [readonly (string | number)[], string | number | boolean][] {
    if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...at, index]));
    if (typeof value === "object" && value !== null) {
        return Object.entries(value).flatMap(([key, child]) => leavesOf(child, [...at, key]));
    }
    return [[at, value as string | number | boolean]];
}

/** What was received, of the right type: quotes too many, or too few. */
function converted({ type, pattern, minimum = -Infinity, maximum = Infinity }: Outline, received: unknown): unknown {
    if (type === "boolean" && (received === "true" || received === "false")) return received === "true";
    if ((type === "integer" || type === "number") && typeof received === "string" && /^\d+(\.\d+)?$/.test(received)) {
        const number = Number(received);
        return number >= minimum && number <= maximum && (type === "number" || Number.isInteger(number))
            ? number
            : undefined;
    }
    if (type === "string" && typeof received === "number" && Number.isSafeInteger(received)) {
        const digits = Number((pattern ?? "").match(/^\^\\d\{(\d+)\}\$$/)?.[1] ?? 0);
        const text = String(received).padStart(digits, "0");
        return pattern && new RegExp(pattern).test(text) ? text : undefined;
    }
    return undefined;
}

function clamped({ minimum, exclusiveMinimum, maximum, type }: Outline, value: number): number {
    const low = minimum ?? (exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : -Infinity);
    const inside = Math.min(Math.max(value, low), maximum ?? Infinity);
    return type === "integer" ? Math.trunc(inside) : inside;
}

function nearest(values: readonly unknown[], received: unknown): unknown {
    if (typeof received === "number") {
        const numbers = values.filter((value) => typeof value === "number");
        const [best] = numbers.sort((a, b) => Math.abs(a - received) - Math.abs(b - received));
        return best ?? values[0];
    }
    if (typeof received === "string" && values.includes(Number(received))) return Number(received);
    const texts = values.map(String);
    const similar = typeof received === "string" ? nearestName(received, texts) : undefined;
    return similar === undefined ? values[0] : values[texts.indexOf(similar)];
}
