import type { JsonObject, PlannedResource } from "./document";

/** What an event rule waits for, and what it then asks for: completes "starts when" to a sentence. */
export function inWords(rule: PlannedResource, target: PlannedResource): string {
    if (typeof rule.inputs.scheduleExpression === "string") {
        return `its schedule says so, ${rule.inputs.scheduleExpression}`;
    }
    const pattern = patternOf(rule);
    const detail = (pattern.detail ?? {}) as JsonObject;
    const when = happened(textOf(pattern.source), textOf(pattern["detail-type"]), detail);
    const key = /S3_OBJECT_KEY\\*"\s*,\s*\\*"revisionValue\\*"\s*:\s*\\*"([^"\\]+)/.exec(
        JSON.stringify(target.inputs.inputTransformer ?? ""),
    )?.[1];
    return key === undefined ? when : `${when}, to deploy ${key.slice(key.lastIndexOf("/") + 1)} again`;
}

function happened(source: string, type: string, detail: JsonObject): string {
    switch (source) {
        case "aws.ecr":
            return `the image ${textOf(detail["repository-name"])}:${textOf(detail["image-tag"])} is pushed`;
        case "aws.s3":
            return `${textOf((detail.object as JsonObject | undefined)?.key)} is written`;
        case "aws.codecommit":
            return `somebody pushes to ${textOf(detail.referenceName) || "the repository"}`;
        case "aws.codepipeline":
            return `the state of ${textOf(detail.pipeline) || "a pipeline"} becomes ${textOf(detail.state).toLowerCase() || "another"}`;
        default:
            if (type === "Release Verified" && detail.environment !== undefined) {
                return `${textOf(detail.environment)} has verified a release`;
            }
            return `${source || "anybody"} says ${type ? `"${type}"` : "anything"}`;
    }
}

function patternOf(rule: PlannedResource): JsonObject {
    try {
        return JSON.parse(String(rule.inputs.eventPattern ?? "{}")) as JsonObject;
    } catch {
        return {};
    }
}

/** The values a pattern allows, as a reader would list them. */
function textOf(allowed: unknown): string {
    const values: readonly unknown[] = Array.isArray(allowed) ? allowed : allowed === undefined ? [] : [allowed];
    return values
        .map((value) =>
            value !== null && typeof value === "object"
                ? Object.values(value as JsonObject)
                      .map(String)
                      .join(" ")
                : String(value),
        )
        .join(" or ");
}
