// Who says of a new model whether it may go on: on AWS a person in Studio, or who may call UpdateModelPackage; here whoever
// answers for approvals. https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
import type { JsonObject } from "../../plan/document";
import { below, isRecord, parsed, records } from "../../plan/plans";
import type { Approver } from "../actions/types";
import type { LocalAccount } from "../account/local-account";
import { asJson } from "../engine/journal";
import { Objects } from "../services/objects";
import { placeOf } from "../sagemaker/jobs";
import { type ModelPackage, Registry } from "../sagemaker/registry";

/** What a person takes in; a matrix of ten classes alone has a hundred. */
const MOST_METRICS = 12;
const WAITS = "PendingManualApproval";

/** Asks for what waits already, then for each that is registered. */
export function beginApprovals(account: LocalAccount, approver: Approver): void {
    const registry = account.part(Registry);
    const stop = new AbortController();
    account.atEnd(() => Promise.resolve(stop.abort(new Error("the rehearsal has ended"))));
    const ask = (each: ModelPackage) => {
        if (each.described["ModelApprovalStatus"] === WAITS) account.work(answer(account, approver, each, stop.signal));
    };
    for (const each of registry.of()) ask(each);
    registry.onRegistered(ask);
}

/** Question and answer are facts, so a question that a crash cut short is asked again. */
async function answer(
    account: LocalAccount,
    approver: Approver,
    waiting: ModelPackage,
    signal: AbortSignal,
): Promise<void> {
    const { arn, group, version, described } = waiting;
    const run = String(below(described, "MetadataProperties")["GeneratedBy"]).split("/").pop() ?? arn;
    const token = `${run}/Approval`;
    const question = {
        pipeline: group,
        stage: "Registry",
        action: `version ${version}`,
        customData: page(account, waiting),
    };
    account.record({ kind: "approval.asked", about: token, data: question });
    const answered = await approver({ token, ...question }, signal).catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
    });
    if (!answered) return;
    const { status, by, summary } = answered;
    // As with approvals of pipelines, who answers here is whoever may: tests/iam asks the plan who that is.
    account.part(Registry).change(arn, { ModelApprovalStatus: status, ApprovalDescription: summary }, by);
    account.record({ kind: "approval.answered", about: token, data: asJson(answered) });
}

/** Markdown: what the answer is about, and how it is given on AWS. */
function page(account: LocalAccount, { arn, group, version, described }: ModelPackage): string {
    const containers = records(below(described, "InferenceSpecification")["Containers"]);
    const rows = Object.entries(below(described, "CustomerMetadataProperties"));
    return [
        `## Model ${group}, version ${version}`,
        "",
        ...containers.flatMap(({ Image, ModelDataUrl }) => [
            `- image: ${String(Image)}`,
            `- model: ${String(ModelDataUrl)}`,
        ]),
        ...rows.map(([name, value]) => `- ${name}: ${String(value)}`),
        "",
        ...metricsOf(account, described),
        `On AWS: in Studio, Models, Registered models, ${group}, Version ${version}, Update status; or`,
        "",
        "```",
        `aws sagemaker update-model-package --model-package-arn ${arn} --model-approval-status Approved`,
        "```",
    ].join("\n");
}

/** What the evaluation wrote, as far as it is numbers. */
function metricsOf(account: LocalAccount, described: JsonObject): readonly string[] {
    const { S3Uri: uri } = below(described, "ModelMetrics", "ModelQuality", "Statistics");
    if (typeof uri !== "string") return [];
    const { bucket, key } = placeOf(uri);
    const found = account.part(Objects).find(bucket, key);
    const numbers = found ? numbersIn(parsed(account.blobs.get(found.digest).toString("utf8"))) : [];
    if (numbers.length === 0) return [];
    const depth = ([name]: (typeof numbers)[number]) => name.split(".").length;
    const shown = [...numbers].sort((a, b) => depth(a) - depth(b)).slice(0, MOST_METRICS);
    const more = numbers.length - shown.length;
    return [
        "| metric | value |",
        "| --- | --- |",
        ...shown.map(([name, value]) => `| ${name} | ${value} |`),
        "",
        ...(more > 0 ? [`and ${more} more in ${uri}`, ""] : []),
    ];
}

function numbersIn(value: unknown, name = ""): readonly (readonly [string, number])[] {
    if (typeof value === "number") return [[name, value]];
    if (!isRecord(value)) return [];
    return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, name === "" ? key : `${name}.${key}`));
}
