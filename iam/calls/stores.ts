// Calls that many rows share: objects that lie encrypted in a bucket, and the folders of pipelines.
import { arnIn, readArn, s3ArnIn } from "../../plan/arn";
import { type ActionAt, everyAction, everyJob } from "../../plan/pipelines";
import { type Plan, type PlannedResource, type Plans, records, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { Context, Row } from "./types";

const KMS_FOR_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms";
/** CodePipeline cuts names when it names the folder of a pipeline and of an artifact. */
const CUT = 20;
/** Stands for what CodePipeline makes up at the end of it, anew in each run. */
export const MADE_UP = "Ab3dEf7";

/** Where one pipeline keeps one artifact of a run; what follows the folder is CodePipeline's own. */
export function artifactObject(pipeline: PlannedResource, artifact: string): string {
    const folder = text(pipeline, "name").slice(0, CUT);
    const object = `${folder}/${artifact.slice(0, CUT)}/${MADE_UP}`;
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

// Which repositories hold the images of a line: whatever its jobs push to and pull from, and its pipelines watch.

/** ARNs of the repositories of one environment that a line's images lie in. */
export function imageRepositoriesOf(plans: Plans, plan: Plan, line: string): readonly string[] {
    const jobs = everyJob(plans).filter((job) => job.plan === plan);
    const mine = jobs.filter((job) => job.env["LINE"] === line);
    const pipelines = new Set(mine.map((job) => job.run?.pipeline));
    const names = [
        ...mine.map((job) => job.env["REPOSITORY_NAME"]),
        ...jobs.filter((job) => job.run && pipelines.has(job.run.pipeline)).map((job) => job.env["REPOSITORY_NAME"]),
        ...everyAction(plans)
            .filter((at) => at.action.provider === "ECR" && pipelines.has(at.pipeline))
            .map((at) => at.action.configuration["RepositoryName"]),
    ];
    return [...new Set(names)].flatMap((name) => (name ? [arnIn(plan, "ecr", `repository/${name}`)] : []));
}

// What opens a secret: the key that a plan gives a parameter, or a secret of Secrets Manager. AWS's own keys ask nobody.

/** One kind of secret: whose it is, where it names its key, and what KMS is told of it. */
interface Kept {
    readonly service: "ssm" | "secretsmanager";
    readonly type: string;
    readonly key: string;
    readonly context: string;
    readonly source: string;
}

export const PARAMETER: Kept = {
    service: "ssm",
    type: TYPE.parameter,
    key: "keyId",
    context: "PARAMETER_ARN",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html",
};
export const SECRET: Kept = {
    service: "secretsmanager",
    type: TYPE.secret,
    key: "kmsKeyId",
    context: "SecretARN",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
};

/** The row beside the one that reads what these ARNs name. */
export function opens<S extends { readonly plans: Plans }>(kept: Kept, arns: (at: S) => readonly string[]): Row<S> {
    const keyOf = ({ plans }: S, arn: string): string => {
        const found = plans.find(kept.type, (each) => text(each, "arn") === arn);
        return found ? text(found.resource, kept.key) : "";
    };
    return {
        action: "kms:Decrypt",
        on: (at) => [...new Set(arns(at).map((arn) => keyOf(at, arn)))].filter((key) => key !== ""),
        context: (at, key): Context => {
            const arn = arns(at).find((each) => keyOf(at, each) === key) ?? "";
            return keyContext(kept.service, key, { [kept.context]: arn });
        },
        source: kept.source,
    };
}

// What travels between the actions of a pipeline, in its store: which role looks there, reads, and writes.

const PAGE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html";
/** Pipelines that work without what a page asks for. */
export const WITHOUT = {
    stops: PAGE,
    store: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/codepipeline#example-usage",
    acl: "https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-s3/lib/perms.ts",
    job: "https://github.com/awslabs/ecs-refarch-continuous-deployment/blob/master/templates/deployment-pipeline.yaml",
    clone: "https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-codepipeline-actions/lib/codecommit/source-action.ts",
};

export const inputs = (at: ActionAt) => at.action.inputArtifacts.map((name) => artifactObject(at.pipeline, name));
export const outputs = (at: ActionAt) => at.action.outputArtifacts.map((name) => artifactObject(at.pipeline, name));
const key = (at: ActionAt) => artifactKey(at.plans, at.pipeline);
const store = (at: ActionAt) => [s3ArnIn(at.plan, artifactBucket(at.pipeline))];
export const rows = (source: string, on: Row<ActionAt>["on"], ...actions: string[]): Row<ActionAt>[] =>
    actions.map((action) => ({ action, on, source }));

/** The same, where these pipelines do without. */
export const doubted = <S>(pipelines: string, some: readonly Row<S>[]): Row<S>[] =>
    some.map((row) => ({ ...row, doubted: pipelines }));

/** CodePipeline looks at the bucket before it trusts it with an artifact. */
const looksAtStore = [
    ...rows(PAGE, store, "s3:GetBucketVersioning"),
    ...doubted(WITHOUT.store, rows(PAGE, store, "s3:GetBucketAcl", "s3:GetBucketLocation")),
];
export const takesArtifacts = [
    ...looksAtStore,
    ...rows(PAGE, inputs, "s3:GetObjectVersion"),
    ...doubted(WITHOUT.store, rows(PAGE, inputs, "s3:GetObjectTagging", "s3:GetObjectVersionTagging")),
    ...readsObjects<ActionAt>(inputs, key, PAGE),
];
export const puts = (on: Row<ActionAt>["on"]) => [
    ...doubted(WITHOUT.acl, rows(PAGE, on, "s3:PutObjectAcl")),
    ...doubted(WITHOUT.store, rows(PAGE, on, "s3:PutObjectTagging")),
    ...writesObjects<ActionAt>(on, key, PAGE),
];
export const givesArtifacts = [...looksAtStore, ...puts(outputs)];
