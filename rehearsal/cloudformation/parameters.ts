// What a template lets its parameters be.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
import type { Refused } from "../account/gateway";
import { invalid, isListType, type Parameter } from "./template";

/** The same value; throws where the template does not take it. */
export function allowed(
    name: string,
    value: string,
    { type, allowedValues, allowedPattern, minLength, maxLength }: Parameter,
): string {
    const why = (what: string): Refused => invalid(`Parameter '${name}' must ${what}`);
    if (type === "Number" && !Number.isFinite(Number(value || NaN))) throw why("be a number.");
    const each = isListType(type) ? value.split(",").map((one) => one.trim()) : [value];
    if (allowedValues && !each.every((one) => allowedValues.includes(one)))
        throw why(`be one of AllowedValues [${allowedValues.join(", ")}]`);
    if (allowedPattern !== undefined && !patternOf(name, allowedPattern).test(value))
        throw why(`match pattern ${allowedPattern}`);
    if (minLength !== undefined && value.length < minLength) throw why(`contain at least ${minLength} characters`);
    if (maxLength !== undefined && value.length > maxLength) throw why(`contain at most ${maxLength} characters`);
    return value;
}

function patternOf(name: string, pattern: string): RegExp {
    try {
        return new RegExp(`^(?:${pattern})$`);
    } catch {
        throw invalid(`Template format error: the AllowedPattern of ${name} is no regular expression: ${pattern}`);
    }
}
