import type { SourceRevision } from "./types";

/** What a start put in the place of the configured revision of one source action. */
export function revisionOf(
    revisions: readonly SourceRevision[],
    action: string,
    type: "S3_OBJECT_KEY" | "S3_OBJECT_VERSION_ID" | "IMAGE_DIGEST" | "COMMIT_ID",
): string | undefined {
    return revisions.find(({ actionName, revisionType }) => actionName === action && revisionType === type)
        ?.revisionValue;
}
