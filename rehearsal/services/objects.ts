// S3, as far as lines use it: objects with versions, encrypted by the bucket's key.
import { createHash } from "node:crypto";

import { readArn, s3ArnIn } from "../../plan/arn";
import { keyContext } from "../../iam/calls/stores";
import type { LocalAccount } from "../account/local-account";
import { type Caller, Refused, type Service } from "../account/gateway";
import type { Digest, Fact, Fold } from "../engine/journal";
import { announce } from "./object-events";

export interface Version {
    readonly id: string;
    readonly digest: Digest;
    readonly etag: string;
    readonly size: number;
    readonly at: number;
}

/** Buckets and what lies in them. Its fact: `object` by `bucket/key`, a version each, with its bytes as the blob. */
export class Objects implements Fold {
    private readonly versions = new Map<string, Version[]>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, blobs, at }: Fact): void {
        if (kind !== "object") return;
        const version = { ...(data as unknown as Omit<Version, "digest" | "at">), digest: blobs?.[0] as Digest, at };
        this.versions.set(about, [...(this.versions.get(about) ?? []), version]);
    }

    /** Writes a version, without asking IAM: the gateway does, for each call. */
    public write(bucket: string, key: string, bytes: Uint8Array): Version {
        const about = `${bucket}/${key}`;
        const count = this.versions.get(about)?.length ?? 0;
        const id = createHash("md5").update(`${about}#${count}`).digest("hex");
        const etag = createHash("md5").update(bytes).digest("hex");
        const digest = this.account.blobs.put(bytes);
        this.account.record({ kind: "object", about, data: { id, etag, size: bytes.length }, blobs: [digest] });
        const version = this.find(bucket, key, id);
        if (!version) throw new Error(`${about} was written and is not there`);
        announce(this.account, { bucket, key, version });
        return version;
    }

    /** Keys in their order, the versions of each from its newest. */
    public below(bucket: string, prefix: string): readonly { key: string; latest: boolean; version: Version }[] {
        const keys = [...this.versions.keys()].filter((about) => about.startsWith(`${bucket}/${prefix}`)).sort();
        return keys.flatMap((about) =>
            [...(this.versions.get(about) ?? [])]
                .reverse()
                .map((version, at) => ({ key: about.slice(bucket.length + 1), latest: at === 0, version })),
        );
    }

    public find(bucket: string, key: string, id?: string): Version | undefined {
        const versions = this.versions.get(`${bucket}/${key}`);
        return id === undefined ? versions?.at(-1) : versions?.find((version) => version.id === id);
    }
}

/** `aws s3api get-object` and the sources of pipelines: answers where the bytes lie. */
const read: Service = ({ by, on, input }, account) => {
    const [bucket, key] = placeOf(on);
    const asked = (input ?? {}) as { readonly versionId?: string };
    const found = account.part(Objects).find(bucket, key, asked.versionId);
    if (!found && asked.versionId !== undefined)
        throw new Refused("NoSuchVersion", "The specified version does not exist.");
    if (!found) throw new Refused("NoSuchKey", "The specified key does not exist.");
    throughKey(account, by, bucket, "kms:Decrypt");
    return { versionId: found.id, etag: found.etag, size: found.size, digest: found.digest, at: found.at };
};

interface PutInput {
    readonly digest: Digest;
    readonly ifMatch?: string;
    readonly ifNoneMatch?: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
function checkConditions({ ifMatch, ifNoneMatch }: Omit<PutInput, "digest">, current: Version | undefined): void {
    if (ifNoneMatch !== undefined && ifNoneMatch !== "*")
        throw new Refused("NotImplemented", "A header you provided implies functionality that is not implemented");
    if (ifMatch !== undefined && !current) throw new Refused("NoSuchKey", "The specified key does not exist.");
    const differs = ifMatch !== undefined && ifMatch.replaceAll('"', "") !== current?.etag;
    if (differs || (ifNoneMatch === "*" && current))
        throw new Refused("PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
}

/** The versions of the keys below a prefix, the newest first. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
const listVersions: Service = ({ on, input }, account) => {
    const [bucket] = placeOf(on);
    const { prefix = "" } = (input ?? {}) as { readonly prefix?: string };
    return {
        versions: account
            .part(Objects)
            .below(bucket, prefix)
            .map(({ key, latest, version: { digest: _, ...version } }) => ({ key, latest, ...version })),
    };
};

/** The newest version of each key below a prefix. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const list: Service = ({ on, input }, account) => {
    const [bucket] = placeOf(on);
    const { prefix = "" } = (input ?? {}) as { readonly prefix?: string };
    const newest = account
        .part(Objects)
        .below(bucket, prefix)
        .filter(({ latest }) => latest);
    return { contents: newest.map(({ key, version: { etag, size, at } }) => ({ key, etag, size, at })) };
};

/** `input.digest` names the bytes, which lie in the blobs already. */
const write: Service = ({ by, on, input }, account) => {
    const [bucket, key] = placeOf(on);
    const { digest, ifMatch, ifNoneMatch } = input as unknown as PutInput;
    // unverified: comparing also takes the right to read | fails as: a write with --if-match that is denied here goes through on AWS | settle: aws s3api put-object --if-match under a role with s3:PutObject alone
    if (ifMatch !== undefined) account.gateway.ask({ by, action: "s3:GetObject", on });
    throughKey(account, by, bucket, "kms:GenerateDataKey");
    checkConditions({ ifMatch, ifNoneMatch }, account.part(Objects).find(bucket, key));
    const version = account.part(Objects).write(bucket, key, account.blobs.get(digest));
    return { versionId: version.id, etag: version.etag };
};

/** By the IAM action that stands before each. */
export const objectServices: ReadonlyMap<string, Service> = new Map([
    ["s3:GetObject", read],
    ["s3:GetObjectVersion", read],
    ["s3:PutObject", write],
    ["s3:ListBucket", list],
    ["s3:ListBucketVersions", listVersions],
]);

/** S3 uses the bucket's key in the caller's name; the key's own policy has a say. */
function throughKey(account: LocalAccount, by: Caller, bucket: string, action: string): void {
    const key = account.plans.keyOfBucket(bucket);
    if (key === undefined) return;
    const context = keyContext("s3", key, { "aws:s3:arn": s3ArnIn(readArn(key), bucket) });
    account.gateway.ask({ by, action, on: key, context });
}

function placeOf(on: string): readonly [string, string] {
    const [bucket = "", ...key] = readArn(on).resource.split("/");
    return [bucket, key.join("/")];
}
