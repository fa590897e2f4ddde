// What travels between the actions of a pipeline, in its store: which role looks there, reads, and writes.
import { s3ArnIn } from "../../plan/arn";
import type { ActionAt } from "../../plan/pipelines";
import { artifactBucket, artifactKey, artifactObject, readsObjects, writesObjects } from "./objects";
import type { Row } from "./types";

const PAGE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html";
/** Pipelines that work without what a page asks for. */
export const WITHOUT = {
    stops: PAGE,
    store: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/codepipeline#example-usage",
    acl: "https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-s3/lib/perms.ts",
    clone: "https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-codepipeline-actions/lib/codecommit/source-action.ts",
};

export const inputs = (at: ActionAt) => at.action.inputArtifacts.map((name) => artifactObject(at.pipeline, name));
export const outputs = (at: ActionAt) => at.action.outputArtifacts.map((name) => artifactObject(at.pipeline, name));
const key = (at: ActionAt) => artifactKey(at.plans, at.pipeline);
const store = (at: ActionAt) => [s3ArnIn(at.plan, artifactBucket(at.pipeline))];
export const rows = (source: string, on: Row<ActionAt>["on"], ...actions: string[]): Row<ActionAt>[] =>
    actions.map((action) => ({ action, on, source }));

/** The same, where these pipelines do without. */
export const doubted = (pipelines: string, some: readonly Row<ActionAt>[]): Row<ActionAt>[] =>
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
