import { s3ArnIn } from "../../plan/arn";
import type { Digest } from "../engine/journal";
import { revisionOf } from "../services/executions";
import type { RehearsedAction } from "./types";

export const s3: RehearsedAction = {
    provider: "S3",
    fidelity: {
        executed: "the object and version that the run was started for, with override rules",
        evaluated: "the action's role, the bucket's policy, its key",
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html",
    },
    async run({ at, configuration, by, revisions }, { gateway, say }) {
        const { name, outputArtifacts } = at.action;
        const otherKey = revisionOf(revisions, name, "S3_OBJECT_KEY");
        if (otherKey !== undefined && configuration["AllowOverrideForS3ObjectKey"] !== "true")
            throw new Error(`the start names another key, ${otherKey}, and ${name} has no AllowOverrideForS3ObjectKey`);
        const bucket = configuration["S3Bucket"] ?? "";
        const key = otherKey ?? configuration["S3ObjectKey"] ?? "";
        const versionId = revisionOf(revisions, name, "S3_OBJECT_VERSION_ID");
        say(`s3://${bucket}/${key}${versionId === undefined ? "" : ` in version ${versionId}`}`);
        const found = (await gateway.call({
            by,
            action: versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion",
            on: s3ArnIn(at.plan, `${bucket}/${key}`),
            input: versionId === undefined ? {} : { versionId },
        })) as { readonly digest: Digest; readonly versionId: string; readonly etag: string };
        say(`is version ${found.versionId}`);
        return {
            ok: true,
            outputs: Object.fromEntries(outputArtifacts.map((artifact) => [artifact, found.digest])),
            revision: found.versionId,
            variables: { BucketName: bucket, ETag: found.etag, ObjectKey: key, VersionId: found.versionId },
        };
    },
};
