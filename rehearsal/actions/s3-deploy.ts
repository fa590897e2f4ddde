import { unzipSync } from "fflate";

import { s3ArnIn } from "../../plan/arn";
import type { RehearsedAction } from "./types";

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
