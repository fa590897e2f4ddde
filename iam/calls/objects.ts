// Calls that many rows share: objects that lie encrypted in a bucket, and the folders of pipelines.
import { readArn, s3ArnIn } from "../../plan/arn";
import { records, text, type PlannedResource, type Plans } from "../../plan/plans";
import type { Context, Row } from "./types";
import { TYPE } from "../../plan/tokens";

const KMS_FOR_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms";
/** CodePipeline cuts names when it names the folder of a pipeline and of an artifact. */
const CUT = 20;

/** Where one pipeline keeps one artifact of a run; what follows the folder is CodePipeline's own. */
export function artifactObject(pipeline: PlannedResource, artifact: string): string {
    const folder = text(pipeline, "name").slice(0, CUT);
    const object = `${folder}/${artifact.slice(0, CUT)}/Ab3dEf7`;
    return s3ArnIn(readArn(text(pipeline, "arn")), `${artifactBucket(pipeline)}/${object}`);
}

export function artifactBucket(pipeline: PlannedResource): string {
    return String(records(pipeline.inputs["artifactStores"])[0]?.["location"] ?? "");
}

/**
 * The store may name it by an alias, and policies do not.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_EncryptionKey.html
 */
export function artifactKey(plans: Plans, pipeline: PlannedResource): string | undefined {
    const store = records(pipeline.inputs["artifactStores"])[0]?.["encryptionKey"];
    const id = typeof store === "object" && store !== null && "id" in store ? String(store.id) : undefined;
    return id === undefined ? undefined : plans.keyNamed(id);
}

/** Rows that read what `objects` names, encrypted by the key of its bucket or by the one named here. */
export function readsObjects<S>(objects: (at: S) => readonly string[], key: KeyOf<S>, source: string): Row<S>[] {
    return [
        { action: "s3:GetObject", on: objects, source },
        {
            action: "kms:Decrypt",
            on: (at) => keysOf(at, objects(at), key),
            context: throughS3(objects),
            source: KMS_FOR_S3,
        },
    ];
}

/** Rows that write it. */
export function writesObjects<S>(objects: (at: S) => readonly string[], key: KeyOf<S>, source: string): Row<S>[] {
    return [
        { action: "s3:PutObject", on: objects, context: (at) => encryptedWith(key(at)), source },
        {
            action: "kms:GenerateDataKey",
            on: (at) => keysOf(at, objects(at), key),
            context: throughS3(objects),
            source: KMS_FOR_S3,
        },
    ];
}

/**
 * A pipeline's artifacts are always put with KMS, by S3's own key where the store names none; policies of buckets ask for it.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html
 */
function encryptedWith(key: string | undefined): Context {
    const header = "s3:x-amz-server-side-encryption";
    return { [header]: "aws:kms", ...(key === undefined ? {} : { [`${header}-aws-kms-key-id`]: key }) };
}

type KeyOf<S> = (at: S) => string | undefined;

function keysOf<S>(at: S, objects: readonly string[], key: KeyOf<S>): readonly string[] {
    const found = objects.length > 0 ? key(at) : undefined;
    return found ? [found] : [];
}

/** With bucket keys, which ours have, the encryption context is the bucket. */
function throughS3<S>(objects: (at: S) => readonly string[]): (at: S, on: string) => Context {
    return (at, key) => keyContext("s3", key, { "aws:s3:arn": (objects(at)[0] ?? "").split("/")[0] ?? "" });
}

/** What KMS sees when a service uses a key in a caller's name. */
export function keyContext(service: string, keyArn: string, encryption: Record<string, string> = {}): Context {
    const { region, account } = readArn(keyArn);
    return {
        "kms:ViaService": `${service}.${region}.amazonaws.com`,
        "kms:CallerAccount": account,
        ...Object.fromEntries(
            Object.entries(encryption).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
        ),
    };
}

/** The key of an encrypted topic or queue, as an ARN; one that the service keeps itself needs no leave. */
export function masterKeyOf(plans: Plans, arn: string): readonly string[] {
    const found = plans.at(arn)?.resource;
    const key = found ? text(found, "kmsMasterKeyId") : "";
    if (key === "" || key.startsWith("arn:")) return key === "" ? [] : [key];
    const planned = plans.find(TYPE.key, (resource) => resource.id === key || resource.outputs["keyId"] === key);
    return planned ? [text(planned.resource, "arn")] : [];
}
