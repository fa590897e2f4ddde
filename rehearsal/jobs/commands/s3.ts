import { basename, posix } from "node:path";

import { s3ArnIn } from "../../../plan/arn";
import type { Json, JsonObject } from "../../../plan/document";
import { NotRehearsed } from "../../account/gateway";
import { asJson, type Digest } from "../../engine/journal";
import { UsageError } from "./options";
import { RawOutput, type AwsCommand, type Given, type JobSite } from "./types";

interface Found {
    readonly versionId: string;
    readonly etag: string;
    readonly size: number;
    readonly digest: Digest;
    readonly at: number;
}

interface Listed {
    readonly key: string;
    readonly latest: boolean;
    readonly id: string;
    readonly etag: string;
    readonly size: number;
    readonly at: number;
}

const PLACE = { bucket: "text", key: "text" } as const;
const ENCRYPTION = {
    "server-side-encryption": "text",
    "ssekms-key-id": "text",
    "bucket-key-enabled": "flag",
} as const;
const DESCRIPTION = {
    "content-type": "text",
    "content-encoding": "text",
    "content-disposition": "text",
    "cache-control": "text",
    metadata: "structure",
} as const;

export const s3Commands: Readonly<Record<string, AwsCommand>> = {
    "s3api get-object": {
        api: "GetObject",
        options: { ...PLACE, "version-id": "text" },
        required: ["bucket", "key"],
        positional: ["outfile"],
        run: async (given, site) => {
            const found = await read(site, place(given), given["version-id"]);
            await save(site, found, given.positional[0] ?? "");
            return described(found);
        },
    },
    "s3api head-object": {
        api: "HeadObject",
        options: { ...PLACE, "version-id": "text" },
        required: ["bucket", "key"],
        run: async (given, site) => described(await read(site, place(given), given["version-id"])),
    },
    "s3api put-object": {
        api: "PutObject",
        options: { ...PLACE, body: "text", "if-match": "text", "if-none-match": "text", ...ENCRYPTION, ...DESCRIPTION },
        required: ["bucket", "key"],
        run: async (given, site) => {
            const body = given["body"];
            const bytes = typeof body === "string" ? await site.files.read(body) : Buffer.alloc(0);
            const written = await write(site, place(given), bytes, given);
            return { ETag: `"${written.etag}"`, VersionId: written.versionId };
        },
    },
    "s3api list-object-versions": {
        api: "ListObjectVersions",
        options: { bucket: "text", prefix: "text" },
        required: ["bucket"],
        run: async ({ bucket, prefix = "" }, site) => {
            const { versions } = (await site.account.gateway.call({
                by: site.by,
                action: "s3:ListBucketVersions",
                on: s3ArnIn(site.place, String(bucket)),
                context: { "s3:prefix": String(prefix) },
                input: { prefix },
            })) as unknown as { readonly versions: readonly Listed[] };
            return {
                Versions: versions.map(({ key, latest, id, etag, size, at }) => ({
                    ETag: `"${etag}"`,
                    Size: size,
                    Key: key,
                    VersionId: id,
                    IsLatest: latest,
                    LastModified: stamp(at),
                })),
            };
        },
    },
    "s3 cp": {
        api: "CopyObject",
        options: { sse: "text", "sse-kms-key-id": "text", ...DESCRIPTION, recursive: "flag" },
        positional: ["source", "destination"],
        run: async (given, site) => {
            const [from = "", to = ""] = given.positional;
            if (given["recursive"] === true)
                throw new NotRehearsed("aws s3 cp --recursive; copy one file, or one zip of them");
            if (to === "-")
                return new RawOutput(site.account.blobs.get((await read(site, placeIn(from) ?? "", undefined)).digest));
            await copy(site, from, to, given);
            return new RawOutput(`${verb(from, to)}: ${from} to ${to}\n`);
        },
    },
};

async function copy(site: JobSite, from: string, to: string, given: Given): Promise<void> {
    const [source, target] = [placeIn(from), placeIn(to)];
    if (!source && !target) throw new UsageError("Error: Invalid argument type");
    const digest = source && (await read(site, source, undefined));
    if (!target) {
        if (digest) await save(site, digest, (await isFolder(site, to)) ? posix.join(to, basename(from)) : to);
        return;
    }
    const bytes = digest
        ? site.account.blobs.get(digest.digest)
        : await (from === "-" ? site.stdin() : site.files.read(from));
    const key =
        target.endsWith("/") || !target.includes("/") ? `${target.replace(/\/?$/, "/")}${basename(from)}` : target;
    await write(site, key, bytes, given);
}

function verb(from: string, to: string): string {
    if (placeIn(from) === undefined) return "upload";
    return placeIn(to) === undefined ? "download" : "copy";
}

async function isFolder(site: JobSite, path: string): Promise<boolean> {
    return path.endsWith("/") || (await site.files.kind(path)) === "folder";
}

async function read(site: JobSite, key: string, version: Json | undefined): Promise<Found> {
    const answer = await site.account.gateway.call({
        by: site.by,
        action: version === undefined ? "s3:GetObject" : "s3:GetObjectVersion",
        on: s3ArnIn(site.place, key),
        input: version === undefined ? {} : { versionId: version },
    });
    return answer as unknown as Found;
}

async function write(
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

/** A copy and no link: a job may write into what it was given. */
async function save(site: JobSite, { digest }: Found, file: string): Promise<void> {
    await site.files.write(file, site.account.blobs.get(digest));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function described({ versionId, etag, size, at }: Found): JsonObject {
    return {
        AcceptRanges: "bytes",
        LastModified: stamp(at),
        ContentLength: size,
        ETag: `"${etag}"`,
        VersionId: versionId,
        Metadata: {},
    };
}

function stamp(at: number): string {
    return new Date(at).toISOString().replace(/\.\d+Z$/, "+00:00");
}

function place({ bucket, key }: Given): string {
    return `${String(bucket)}/${String(key)}`;
}

/** Bucket and key of `s3://bucket/key`; nothing for a file. */
function placeIn(path: string): string | undefined {
    return path.startsWith("s3://") ? path.slice("s3://".length) : undefined;
}
