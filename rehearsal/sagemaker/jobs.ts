// What training and processing jobs have in common: who they run as, what they are asked before, data from and to S3, and the end
// of their container.
import type { JsonObject } from "../../plan/document";
import type { Context } from "../../iam/evaluate";
import { arnIn, s3ArnIn } from "../../plan/arn";
import { below } from "../../plan/plans";
import { askRows, type Caller, Denied, NotRehearsed, Refused, sessionOf } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { AT_LEAST } from "../engine/clock";
import { Objects } from "../services/objects";
import type { Container } from "../containers/engine";
import { JOB, STARTING } from "../../iam/calls/sagemaker";
import type { SharedFolder } from "./shared-folder";
import type { StepRun } from "./steps";

/** What AWS gives a job where it says nothing. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html */
const DAY = 86_400;

/** In the words that a step fails with where its call is refused. */
export function invoking<T>(operation: string, call: () => T): T {
    try {
        return call();
    } catch (error) {
        if (!(error instanceof Denied || error instanceof Refused)) throw error;
        const said =
            error instanceof Denied
                ? `User: ${sessionOf(error.call.by)} is not authorized to perform: ${error.call.action} on resource: ${error.call.on}`
                : error.message;
        throw new Refused("ClientError", `Failed to invoke sagemaker:${operation}. Error Details: ${said}`);
    }
}

/** The job's own role, once the pipeline's may start it and hand that role over. */
export function startAs(step: StepRun, operation: string, kind: string): Caller {
    const { account, by, given, job, plan } = step;
    return invoking(operation, () => {
        longest(given);
        askRows(account.gateway, by, STARTING, step);
        const role = String(given["RoleArn"] ?? "");
        const as = account.assume("sagemaker.amazonaws.com", role, arnIn(plan, "sagemaker", `${kind}/${job}`));
        askRows(account.gateway, as, JOB, step);
        return { ...as, as: `${kind} ${job}`, session: "SageMaker" };
    });
}

/** One machine; several would talk to each other. */
export function refuseMore(count: unknown, what: string): void {
    if (Number(count ?? 1) !== 1) throw new NotRehearsed(`${what} on ${String(count)} instances; take InstanceCount 1`);
}

interface Place {
    readonly bucket: string;
    readonly key: string;
}

export function placeOf(uri: unknown): Place {
    const [, bucket, key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(String(uri)) ?? [];
    if (bucket === undefined) throw new Refused("ClientError", `${JSON.stringify(uri)} is no s3:// address`);
    return { bucket, key };
}

interface Transfer {
    readonly step: StepRun;
    readonly by: Caller;
    readonly folder: SharedFolder;
}

/** Every object whose key begins so, below a folder: without what the prefix names, where it names a folder. */
export async function download({ step, by, folder }: Transfer, uri: unknown, path: string): Promise<void> {
    const { account, plan } = step;
    const { bucket, key: prefix } = placeOf(uri);
    account.gateway.ask({
        by,
        action: "s3:ListBucket",
        on: s3ArnIn(plan, bucket),
        context: { "s3:prefix": prefix },
    });
    const found = account
        .part(Objects)
        .below(bucket, prefix)
        .filter(({ latest, key }) => latest && !key.endsWith("/"));
    if (found.length === 0)
        throw new Refused("ClientError", `Data download failed: No S3 objects found under S3 URL "${String(uri)}"`);
    folder.folder(path);
    for (const { key } of found) {
        const { digest } = (await account.gateway.call({
            by,
            action: "s3:GetObject",
            on: s3ArnIn(plan, `${bucket}/${key}`),
            input: {},
        })) as { digest: `sha256:${string}` };
        const below = key === prefix || !key.slice(prefix.replace(/\/$/, "").length).startsWith("/");
        const name = below ? key.slice(prefix.lastIndexOf("/") + 1) : key.slice(prefix.replace(/\/?$/, "/").length);
        folder.write(`${path}/${name}`, account.blobs.get(digest));
    }
}

/** @param key of KMS, where the job names one; else the bucket's own encrypts it. */
export async function upload({ step, by }: Omit<Transfer, "folder">, uri: string, bytes: Buffer, key?: unknown) {
    const { account, plan } = step;
    const place = placeOf(uri);
    const encryption: Context =
        typeof key === "string"
            ? { "s3:x-amz-server-side-encryption": "aws:kms", "s3:x-amz-server-side-encryption-aws-kms-key-id": key }
            : {};
    await account.gateway.call({
        by,
        action: "s3:PutObject",
        on: s3ArnIn(plan, `${place.bucket}/${place.key}`),
        context: encryption,
        input: { digest: account.blobs.put(bytes) },
    });
}

function longest(given: JsonObject): number {
    const { MaxRuntimeInSeconds: said = DAY } = below(given, "StoppingCondition");
    if (typeof said === "number" && said > 0) return said;
    throw new Refused("ClientError", `MaxRuntimeInSeconds is a number above 0, not ${JSON.stringify(said)}`);
}

/** Its exit code; where it takes longer than the job may, it is asked to end as SageMaker does. */
export async function lastsAtMost(container: Container, given: JsonObject, account: LocalAccount): Promise<number> {
    const seconds = longest(given);
    const over = { is: false };
    const timer = setTimeout(
        () => {
            over.is = true;
            account.work(container.stop(AT_LEAST.stopping));
        },
        Math.min(seconds * 1000, 2 ** 31 - 1),
    );
    const code = await container.ended.finally(() => clearTimeout(timer));
    if (over.is) throw new Refused("ClientError", `MaxRuntimeExceeded: it took longer than ${seconds} seconds`);
    return code;
}

/** Texts alone, as the API has it: a number in their place is refused by it. */
export function textsOnly(given: unknown, what: string): Readonly<Record<string, string>> {
    const entries = Object.entries(below({ given }, "given"));
    const wrong = entries.filter(([, value]) => typeof value !== "string").map(([name]) => name);
    if (wrong.length > 0)
        throw new Refused(
            "ClientError",
            `${what} ${wrong.join(", ")}: a number or a list cannot be converted to a String; join it to a text with Std:Join`,
        );
    return Object.fromEntries(entries) as Record<string, string>;
}
