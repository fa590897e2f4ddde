// `aws s3 sync`, and `cp --recursive`: folders, up to a bucket, down from it, or from one to another.
// https://docs.aws.amazon.com/cli/latest/reference/s3/sync.html
import { createHash } from "node:crypto";
import { posix } from "node:path";

import { s3ArnIn } from "../../../plan/arn";
import { wildcard } from "../../../text/wildcard";
import { NotRehearsed } from "../../account/gateway";
import { readObject, writeObject } from "./s3-objects";
import { UsageError } from "./options";
import { RawOutput, type AwsCommand, type Given, type JobSite } from "./types";

/** A file on either side: what it is called below its folder, and how to get its bytes. */
interface Each {
    readonly name: string;
    readonly says: string;
    /** Known without reading it. */
    readonly md5?: string;
    bytes(): Promise<Uint8Array>;
}

interface Side {
    list(): Promise<readonly Each[]>;
    put(name: string, bytes: Uint8Array): Promise<void>;
    shown(name: string): string;
}

export const OF_FOLDERS = { exclude: "texts", include: "texts", delete: "flag", "size-only": "flag" } as const;

/** Copies a folder; with `onlyNew`, what is not there yet or is another. */
export async function copyFolder(site: JobSite, given: Given, onlyNew: boolean): Promise<RawOutput> {
    for (const option of ["include", "delete", "size-only"])
        if (given[option] !== undefined) throw new NotRehearsed(`aws s3 with --${option}`);
    const [from = "", to = ""] = given.positional;
    if (!isBucket(from) && !isBucket(to)) throw new UsageError("Error: Invalid argument type");
    const [source, target] = [sideOf(from, site, given), sideOf(to, site, given)];
    const there = new Map(onlyNew ? (await target.list()).map((each) => [each.name, each]) : []);
    const left = ((given["exclude"] as readonly string[] | undefined) ?? []).map((each) => wildcard(each));
    const verb = !isBucket(from) ? "upload" : isBucket(to) ? "copy" : "download";
    const lines: string[] = [];
    for (const each of await source.list()) {
        if (left.some((pattern) => pattern.test(each.name))) continue;
        const bytes = await each.bytes();
        const known = there.get(each.name);
        if (known && (known.md5 ?? md5(await known.bytes())) === md5(bytes)) continue;
        await target.put(each.name, bytes);
        lines.push(`${verb}: ${each.says} to ${target.shown(each.name)}\n`);
    }
    return new RawOutput(lines.join(""));
}

export const folderCommands: Readonly<Record<string, AwsCommand>> = {
    "s3 sync": {
        api: "ListObjectsV2",
        options: { sse: "text", "sse-kms-key-id": "text", ...OF_FOLDERS },
        positional: ["source", "destination"],
        run: (given, site) => copyFolder(site, given, true),
    },
};

const SCHEME = "s3://";
const isBucket = (path: string): boolean => path.startsWith(SCHEME);
const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

function sideOf(path: string, site: JobSite, given: Given): Side {
    return isBucket(path) ? inBucket(path.slice(SCHEME.length), site, given) : inJob(path, site);
}

function inJob(folder: string, site: JobSite): Side {
    const shown = (name: string): string => posix.join(folder, name);
    return {
        shown,
        put: (name, bytes) => site.files.write(shown(name), bytes),
        async list() {
            if ((await site.files.kind(folder)) === undefined) return [];
            // A link is followed, as the CLI does unless it is told otherwise.
            const found = (await site.files.list(folder)).filter(({ kind, leadsTo }) => (leadsTo ?? kind) === "file");
            return found.map(({ path }) => ({
                name: path,
                says: shown(path),
                bytes: () => site.files.read(shown(path)),
            }));
        },
    };
}

function inBucket(place: string, site: JobSite, given: Given): Side {
    const [bucket = "", ...rest] = place.split("/");
    const below = rest.join("/").replace(/([^/])$/, "$1/");
    const shown = (name: string): string => `${SCHEME}${bucket}/${below}${name}`;
    return {
        shown,
        put: async (name, bytes) => void (await writeObject(site, `${bucket}/${below}${name}`, bytes, given)),
        async list() {
            const { contents } = (await site.account.gateway.call({
                by: site.by,
                action: "s3:ListBucket",
                on: s3ArnIn(site.place, bucket),
                context: { "s3:prefix": below },
                input: { prefix: below },
            })) as unknown as { readonly contents: readonly { readonly key: string; readonly etag: string }[] };
            return contents
                .filter(({ key }) => !key.endsWith("/"))
                .map(({ key, etag }) => ({
                    name: key.slice(below.length),
                    says: `${SCHEME}${bucket}/${key}`,
                    md5: etag,
                    bytes: async () => {
                        const { digest } = await readObject(site, `${bucket}/${key}`, undefined);
                        return site.account.blobs.get(digest);
                    },
                }));
        },
    };
}
