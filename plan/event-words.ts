import type { JsonObject, PlannedResource } from "./document";
import { isRecord, parsed } from "./plans";

/** What an event rule waits for, and what it then asks for: completes "starts when" to a sentence. */
export function inWords(rule: PlannedResource, target: PlannedResource): string {
    if (typeof rule.inputs.scheduleExpression === "string") {
        return `its schedule says so, ${rule.inputs.scheduleExpression}`;
    }
    const when = alternativesOf(patternOf(rule))
        .map(({ source, "detail-type": type, detail }) =>
            happened(textOf(source), textOf(type), (detail ?? {}) as JsonObject),
        )
        .join(", or ");
    const key = /S3_OBJECT_KEY\\*"\s*,\s*\\*"revisionValue\\*"\s*:\s*\\*"([^"\\]+)/.exec(
        JSON.stringify(target.inputs.inputTransformer ?? ""),
    )?.[1];
    return key === undefined ? when : `${when}, to deploy ${key.slice(key.lastIndexOf("/") + 1)} again`;
}

/** By the source of the event: a source of AWS that is learned is a line here. */
const HAPPENED: Readonly<Record<string, (detail: JsonObject) => string>> = {
    "aws.ecr": (detail) => `the image ${textOf(detail["repository-name"])}:${textOf(detail["image-tag"])} is pushed`,
    "aws.s3": ({ object }) => `${textOf((object as JsonObject | undefined)?.key)} is written`,
    "aws.codecommit": ({ referenceName }) => `a commit is pushed to ${textOf(referenceName) || "the repository"}`,
    "aws.codebuild": (detail) =>
        `the state of a build of ${textOf(detail["project-name"]) || "a project"} becomes ${textOf(detail["build-status"]).toLowerCase() || "another"}`,
    "aws.codepipeline": ({ pipeline, state }) =>
        `the state of ${textOf(pipeline) || "a pipeline"} becomes ${textOf(state).toLowerCase() || "another"}`,
};

function happened(source: string, type: string, detail: JsonObject): string {
    const known = HAPPENED[source];
    if (known) return known(detail);
    if (type === "Release Verified" && detail.environment !== undefined)
        return `${textOf(detail.environment)} has verified a release`;
    return `${source || "any source"} says ${type ? `"${type}"` : "anything"}`;
}

function patternOf(rule: PlannedResource): JsonObject {
    const pattern = parsed(rule.inputs.eventPattern);
    return isRecord(pattern) ? (pattern as JsonObject) : {};
}

/** Of a pattern that says `$or`, each of what it waits for. */
function alternativesOf({ $or: alternatives, ...always }: JsonObject): readonly JsonObject[] {
    if (!Array.isArray(alternatives)) return [always];
    return alternatives.filter(isRecord).map((alternative) => ({ ...always, ...(alternative as JsonObject) }));
}

/** The values a pattern allows, as a reader would list them. */
function textOf(allowed: unknown): string {
    const values: readonly unknown[] = Array.isArray(allowed) ? allowed : allowed === undefined ? [] : [allowed];
    return values
        .map((value) =>
            value !== null && typeof value === "object"
                ? Object.entries(value as JsonObject)
                      .map(([how, operand]) =>
                          how === "anything-but" ? `any but ${textOf(operand)}` : textOf(operand),
                      )
                      .join(" ")
                : String(value),
        )
        .join(" or ");
}
