import { basename, posix } from "node:path";

import { s3ArnIn } from "../../../plan/arn";
import type { JsonObject } from "../../../plan/document";
import { NotRehearsed } from "../../account/gateway";
import { UsageError } from "./options";
import { copyFolder, folderCommands, OF_FOLDERS } from "./s3-folders";
import { type Found, readObject, writeObject } from "./s3-objects";
import { RawOutput, type AwsCommand, type Given, type JobSite } from "./types";

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
    ...folderCommands,
    "s3api get-object": {
        api: "GetObject",
        options: { ...PLACE, "version-id": "text" },
        required: ["bucket", "key"],
        positional: ["outfile"],
        run: async (given, site) => {
            const found = await readObject(site, place(given), given["version-id"]);
            await save(site, found, given.positional[0] ?? "");
            return described(found);
        },
    },
    "s3api head-object": {
        api: "HeadObject",
        options: { ...PLACE, "version-id": "text" },
        required: ["bucket", "key"],
        run: async (given, site) => described(await readObject(site, place(given), given["version-id"])),
    },
    "s3api put-object": {
        api: "PutObject",
        options: { ...PLACE, body: "text", "if-match": "text", "if-none-match": "text", ...ENCRYPTION, ...DESCRIPTION },
        required: ["bucket", "key"],
        run: async (given, site) => {
            const body = given["body"];
            const bytes = typeof body === "string" ? await site.files.read(body) : Buffer.alloc(0);
            const written = await writeObject(site, place(given), bytes, given);
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
        options: { sse: "text", "sse-kms-key-id": "text", ...DESCRIPTION, ...OF_FOLDERS, recursive: "flag" },
        positional: ["source", "destination"],
        run: async (given, site) => {
            const [from = "", to = ""] = given.positional;
            if (given["recursive"] === true) return copyFolder(site, given, false);
            const [stray] = Object.keys(OF_FOLDERS).filter((option) => given[option] !== undefined);
            if (stray !== undefined) throw new NotRehearsed(`aws s3 cp of one file with --${stray}`);
            if (to === "-")
                return new RawOutput(
                    site.account.blobs.get((await readObject(site, placeIn(from) ?? "", undefined)).digest),
                );
            await copy(site, from, to, given);
            return new RawOutput(`${verb(from, to)}: ${from} to ${to}\n`);
        },
    },
};

async function copy(site: JobSite, from: string, to: string, given: Given): Promise<void> {
    const [source, target] = [placeIn(from), placeIn(to)];
    if (!source && !target) throw new UsageError("Error: Invalid argument type");
    const digest = source && (await readObject(site, source, undefined));
    if (!target) {
        if (digest) await save(site, digest, (await isFolder(site, to)) ? posix.join(to, basename(from)) : to);
        return;
    }
    const bytes = digest
        ? site.account.blobs.get(digest.digest)
        : await (from === "-" ? site.stdin() : site.files.read(from));
    const key =
        target.endsWith("/") || !target.includes("/") ? `${target.replace(/\/?$/, "/")}${basename(from)}` : target;
    await writeObject(site, key, bytes, given);
}

function verb(from: string, to: string): string {
    if (placeIn(from) === undefined) return "upload";
    return placeIn(to) === undefined ? "download" : "copy";
}

async function isFolder(site: JobSite, path: string): Promise<boolean> {
    return path.endsWith("/") || (await site.files.kind(path)) === "folder";
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
