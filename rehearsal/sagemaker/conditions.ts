// The conditions of a condition step. https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html
import type { Json, JsonObject } from "../../plan/document";
import { isRecord, records } from "../../plan/plans";
import { Refused } from "../account/gateway";

type Numbers = (left: number, right: number) => boolean;

const NUMBERS: Readonly<Record<string, Numbers>> = {
    GreaterThan: (left, right) => left > right,
    GreaterThanOrEqualTo: (left, right) => left >= right,
    LessThan: (left, right) => left < right,
    LessThanOrEqualTo: (left, right) => left <= right,
};
const FIELDS: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries(["Equals", ...Object.keys(NUMBERS)].map((type) => [type, ["LeftValue", "RightValue"]])),
    In: ["QueryValue", "Values"],
    Not: ["Expression"],
    Or: ["Conditions"],
};

/** What CreatePipeline says of them. */
export function conditionProblems(conditions: unknown): string[] {
    if (!Array.isArray(conditions) || conditions.length === 0) return ["Conditions names no condition"];
    return conditions.flatMap((condition: unknown): string[] => {
        if (!isRecord(condition)) return ["a condition is an object"];
        const fields = FIELDS[String(condition["Type"])];
        if (!fields)
            return [`a condition's type is one of ${Object.keys(FIELDS).join(", ")}, not ${String(condition["Type"])}`];
        const missing = fields.filter((field) => !(field in condition));
        if (missing.length > 0) return [`the condition ${String(condition["Type"])} lacks ${missing.join(" and ")}`];
        if (condition["Type"] === "In" && !Array.isArray(condition["Values"])) return ["Values of In is a list"];
        if (condition["Type"] === "Not") return conditionProblems([condition["Expression"]]);
        return condition["Type"] === "Or" ? conditionProblems(condition["Conditions"]) : [];
    });
}

/** Whether all of them hold, with values in the place of references. */
export function allHold(conditions: Json): boolean {
    return records(conditions).every((condition) => holds(condition as JsonObject));
}

function holds(condition: JsonObject): boolean {
    const type = String(condition["Type"]);
    const { LeftValue: left = null, RightValue: right = null } = condition;
    if (type === "Equals") return left === right;
    if (type === "Not") return !holds(condition["Expression"] as JsonObject);
    if (type === "Or") return records(condition["Conditions"]).some((each) => holds(each as JsonObject));
    if (type === "In") return (condition["Values"] as Json[]).includes(condition["QueryValue"] ?? null);
    return (NUMBERS[type] as Numbers)(inNumber(left, type), inNumber(right, type));
}

function inNumber(value: Json, type: string): number {
    if (typeof value === "number") return value;
    throw new Refused("ClientError", `${type} compares numbers, and ${JSON.stringify(value)} is none`);
}
