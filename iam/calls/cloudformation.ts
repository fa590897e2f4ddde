// What CloudFormation calls under the role of a stack, and SageMaker under a model's, for what a template makes. A pipeline brings
// the template: it is read where the job that writes it reads it.
import { arnIn, readArn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { actionsOf, type ActionAt, everyAction, jobOf } from "../../plan/pipelines";
import { below, isRecord, parsed, type PlannedResource, type Plans, records, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, type Caller } from "../asking";
import { imageRepositoriesOf } from "./stores";
import { type HostedAt, MODEL_START } from "./sagemaker-hosting";
import { objectsOf } from "./codebuild";
import { CHANCE, type InStack, RESOURCE_CALLS } from "./stack-resources";
import type { Row } from "./types";

const GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg";

/** The stack that an action changes. */
export function stackOf({ plans, action }: ActionAt): PlannedResource | undefined {
    const { StackName: name } = action.configuration;
    return plans.find(TYPE.stack, (resource) => text(resource, "name") === name)?.resource;
}

/** A line's template, as the job that writes it reads it. */
interface Brought {
    readonly line: string;
    readonly bucket: string;
    readonly endpoint: string;
    readonly resources: Readonly<Record<string, JsonObject>>;
}

function templatesBroughtBy(at: ActionAt): readonly Brought[] {
    const [artifact = ""] = (at.action.configuration["TemplatePath"] ?? "").split("::");
    return actionsOf(at.plans, at.plan, at.pipeline)
        .filter(({ action }) => action.outputArtifacts.includes(artifact))
        .flatMap((writer) => {
            const job = jobOf(writer);
            const objects = job ? objectsOf(job) : [];
            return at.plans
                .ofType(TYPE.bucketObject)
                .filter(({ resource }) => objects.includes(`${text(resource, "bucket")}/${text(resource, "key")}`))
                .map(({ resource }) => ({
                    bucket: text(resource, "bucket"),
                    content: parsed(resource.inputs["content"]),
                }))
                .flatMap(({ bucket, content }) => {
                    const resources = below(content, "template", "Resources") as Record<string, JsonObject>;
                    if (!isRecord(content) || Object.keys(resources).length === 0) return [];
                    return [
                        { bucket, line: String(content["line"]), endpoint: String(content["endpoint"]), resources },
                    ];
                });
        });
}

/** Models that pipelines serve, each with what its role is asked. */
export interface ServedModel extends HostedAt {
    readonly line: string;
    readonly role: string;
}

/** The models of a template, with a sample of the release that it is filled in with. */
function modelsOf({ plans, plan }: ActionAt, { line, bucket, endpoint, resources }: Brought): readonly ServedModel[] {
    return Object.values(resources).flatMap((resource) =>
        texts(below(resource, "Properties")["ExecutionRoleArn"]).flatMap((role) =>
            imageRepositoriesOf(plans, plan, line).map((repository) => {
                const { account, region, resource: named } = readArn(repository);
                const image = `${account}.dkr.ecr.${region}.amazonaws.com/${named.replace(/^repository\//, "")}@sha256:${"0".repeat(64)}`;
                const data = `s3://${bucket}/models/${line}/${"0".repeat(64)}.tar.gz`;
                return { plans, plan, line, role, endpoint, image, data };
            }),
        ),
    );
}

export function everyModel(plans: Plans): readonly ServedModel[] {
    return everyAction(plans)
        .filter(({ action }) => action.provider === "CloudFormation")
        .flatMap((at) => templatesBroughtBy(at).flatMap((brought) => modelsOf(at, brought)));
}

/** Stacks that pipelines change. */
export const stacks: Caller = {
    of: "CloudFormation",
    asks: (plans) =>
        everyAction(plans)
            .filter(({ action }) => action.provider === "CloudFormation")
            .flatMap((at) => {
                const stack = stackOf(at);
                const by = at.action.configuration["RoleArn"] ?? "";
                if (!stack) return [{ unknown: `${at.pipeline.name} ${at.action.name}: no plan has its stack` }];
                return [
                    assumes(at.plan, "cloudformation.amazonaws.com", by, stack.id ?? ""),
                    ...templatesBroughtBy(at).flatMap((brought) => [
                        ...asksOf(at, stack, by, brought),
                        ...modelsOf(at, brought).flatMap((model) => asksOfModel(model, stack)),
                    ]),
                ];
            }),
};

function asksOf(
    { plans, plan }: ActionAt,
    stack: PlannedResource,
    by: string,
    { endpoint, resources }: Brought,
): ReturnType<Caller["asks"]> {
    return [...Object.entries(resources), ...absent(resources)].flatMap(
        ([name, resource]): ReturnType<Caller["asks"]> => {
            const type = String(resource["Type"]);
            const says = `${name} of ${stack.name} (CloudFormation)`;
            const calls = RESOURCE_CALLS[type];
            if (!calls) return [{ unknown: `${says}: iam/calls/cloudformation.ts has no rows for ${type}` }];
            const properties = below(resource, "Properties") as JsonObject;
            const where = { plans, plan, stack, endpoint, properties, tags: tagsIn(resources) };
            return asks(says, by, calls, where);
        },
    );
}

const tagsIn = (resources: Brought["resources"]): InStack["tags"] =>
    Object.values(resources).flatMap((resource) => records(below(resource, "Properties")["Tags"]));

/** What the line's other settings would put there: a change takes away what it has no more, so the role is for all of it. */
function absent(resources: Brought["resources"]): readonly (readonly [string, JsonObject])[] {
    const types = Object.values(resources).map(({ Type: type }) => type);
    const others = Object.keys(RESOURCE_CALLS).filter((type) => !types.includes(type));
    return others.map((Type) => [Type.split("::").at(-1) ?? Type, { Type }]);
}

function asksOfModel(model: ServedModel, stack: PlannedResource): ReturnType<Caller["asks"]> {
    const { plan, role, line, endpoint } = model;
    const says = `model of ${line} (SageMaker)`;
    return [
        assumes(plan, "sagemaker.amazonaws.com", role, arnIn(plan, "sagemaker", `endpoint/${endpoint}`)),
        ...asks(says, role, MODEL_START, model),
        ...asks(says, role, GUARD, { ...model, stack }),
    ];
}

/** Alarms that may end an update are asked about under the model's role. */
const GUARD: readonly Row<HostedAt & { readonly stack: PlannedResource }>[] = [
    {
        action: "cloudwatch:DescribeAlarms",
        on: ({ plan, stack }) => [arnIn(plan, "cloudwatch", `alarm:${text(stack, "name")}-Alarm-${CHANCE}`)],
        source: `${GUIDE}/deployment-guardrails-configuration.html`,
    },
];
