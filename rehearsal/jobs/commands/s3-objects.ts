// One object, read and written in the name of a job.
import { s3ArnIn } from "../../../plan/arn";
import type { Json } from "../../../plan/document";
import { asJson, type Digest } from "../../engine/journal";
import type { Given, JobSite } from "./types";

export interface Found {
    readonly versionId: string;
    readonly etag: string;
    readonly size: number;
    readonly digest: Digest;
    readonly at: number;
}

export async function readObject(site: JobSite, key: string, version: Json | undefined): Promise<Found> {
    const answer = await site.account.gateway.call({
        by: site.by,
        action: version === undefined ? "s3:GetObject" : "s3:GetObjectVersion",
        on: s3ArnIn(site.place, key),
        input: version === undefined ? {} : { versionId: version },
    });
    return answer as unknown as Found;
}

export async function writeObject(
    site: JobSite,
    key: string,
    bytes: Uint8Array,
    given: Given,
): Promise<{ versionId: string; etag: string }> {
    const encryption = given["server-side-encryption"] ?? given["sse"];
    const encryptionKey = given["ssekms-key-id"] ?? given["sse-kms-key-id"];
    const [ifMatch, ifNoneMatch] = [given["if-match"], given["if-none-match"]];
    const answer = await site.account.gateway.call({
        by: site.by,
        action: "s3:PutObject",
        on: s3ArnIn(site.place, key),
        context: {
            ...(typeof encryption === "string" ? { "s3:x-amz-server-side-encryption": encryption } : {}),
            ...(typeof encryptionKey === "string"
                ? { "s3:x-amz-server-side-encryption-aws-kms-key-id": encryptionKey }
                : {}),
            ...(typeof ifMatch === "string" ? { "s3:if-match": ifMatch } : {}),
            ...(typeof ifNoneMatch === "string" ? { "s3:if-none-match": ifNoneMatch } : {}),
        },
        input: asJson({ digest: site.account.blobs.put(bytes), ifMatch, ifNoneMatch }),
    });
    return answer as { versionId: string; etag: string };
}
