// A revision in S3, which every agent fetches under its own machine's role.
// https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_S3Location.html
import { REVISION } from "../../../iam/calls/instances";
import { s3ArnIn } from "../../../plan/arn";
import type { JsonObject } from "../../../plan/document";
import { below, isRecord, parsed, type Plan } from "../../../plan/plans";
import { askRows, type Caller, NotRehearsed, Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { Digest } from "../../engine/journal";
import { BrokenZip, readZipFile } from "../../jobs/zip";
import type { Revision } from "../../hosts/host";

/** As a deployment remembers it. */
export interface RevisionSaid {
    readonly bucket: string;
    readonly key: string;
    readonly version?: string;
    /** Of an artifact of a pipeline, whose bytes lie in the blobs and in no bucket. */
    readonly digest?: Digest;
}

export function revisionOf(said: JsonObject): RevisionSaid {
    if (said["revisionType"] !== "S3") throw new NotRehearsed(`revisions of the type ${String(said["revisionType"])}`);
    const { bucket, key, version, bundleType } = below(said, "s3Location");
    if (typeof bucket !== "string" || typeof key !== "string")
        throw new Refused("InvalidRevisionException", "The S3 location of the revision needs a bucket and a key");
    if (bundleType !== "zip") throw new NotRehearsed(`bundles of the type ${String(bundleType)}; make it a zip`);
    const { digest } = below(said, "rehearsed");
    return {
        bucket,
        key,
        version: typeof version === "string" ? version : undefined,
        digest: digest as Digest | undefined,
    };
}

/** What an agent is told to install. */
export function forAgents(account: LocalAccount, plan: Plan, said: RevisionSaid): Revision {
    const { bucket, key } = said;
    return { name: `s3://${bucket}/${key}`, bytes: (by) => fetched(account, plan, by, said) };
}

async function fetched(account: LocalAccount, plan: Plan, by: Caller, said: RevisionSaid): Promise<Buffer> {
    const { bucket, key, version, digest } = said;
    const on = s3ArnIn(plan, `${bucket}/${key}`);
    if (digest !== undefined) {
        const at = { plans: account.plans, plan, revisions: [on], key: account.plans.keyOfBucket(bucket) };
        askRows(account.gateway, by, REVISION, at);
        return account.blobs.get(digest);
    }
    const found = (await account.gateway.call({
        by,
        action: version === undefined ? "s3:GetObject" : "s3:GetObjectVersion",
        on,
        input: version === undefined ? {} : { versionId: version },
    })) as unknown as { readonly digest: Digest };
    return account.blobs.get(found.digest);
}

/** What our own Prepare says of itself at the root of a revision. A revision that says nothing is as good. */
export function releaseIn(account: LocalAccount, { digest }: RevisionSaid): JsonObject | undefined {
    if (digest === undefined) return undefined;
    try {
        const bytes = readZipFile(account.blobs.get(digest), "release.json");
        const release = parsed(bytes?.toString("utf8"));
        return isRecord(release) ? (release as JsonObject) : undefined;
    } catch (error) {
        if (error instanceof BrokenZip) return undefined;
        throw error;
    }
}
