import { unzipSync } from "fflate";

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

export const s3Deploy: RehearsedAction = {
    category: "Deploy",
    provider: "S3",
    fidelity: {
        executed: "the files of the artifact, or the artifact as it is, put into the bucket",
        evaluated: "the action's role, the bucket's policy, its key",
        notRehearsed: "access lists, cache headers, and what a website makes of the bucket",
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html",
    },
    async run({ at, configuration, by, inputs }, { gateway, blobs, say }) {
        const { BucketName: bucket = "", ObjectKey: key = "", Extract: extract = "" } = configuration;
        const [artifact = ""] = at.action.inputArtifacts;
        const digest = inputs[artifact];
        if (digest === undefined) throw new Error(`the artifact ${artifact} is not there`);
        const put = async (name: string, bytes: Uint8Array) => {
            const on = s3ArnIn(at.plan, `${bucket}/${name}`);
            await gateway.call({ by, action: "s3:PutObject", on, input: { digest: blobs.put(bytes) } });
        };
        if (extract !== "true") {
            if (key === "") throw new Error("without Extract, the action needs an ObjectKey");
            await put(key, blobs.get(digest));
            say(`s3://${bucket}/${key}`);
            return { ok: true, outputs: {} };
        }
        const files = Object.entries(unzipSync(blobs.get(digest))).filter(([name]) => !name.endsWith("/"));
        for (const [name, bytes] of files) await put([key, name].filter(Boolean).join("/"), bytes);
        say(`${files.length} files in s3://${bucket}/${key}`);
        return { ok: true, outputs: {} };
    },
};
