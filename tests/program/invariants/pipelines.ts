// What a pipeline takes, in which order, and when it begins.
import type { Plan, PlannedResource } from "../../../plan/document";
import { isRecord, records } from "../../../plan/plans";
import {
    actions,
    at,
    label,
    leaves,
    list,
    missing,
    ofType,
    type PlannedAction,
    policiesOf,
    withInput,
} from "../reading";
import type { Invariant } from "./index";

/** Sources that poll unless they are told not to. ECR's cannot poll. */
const POLLING = ["S3", "CodeCommit"];

/** A run that is pushed aside loses a release; a source that polls starts a second, unpinned run. */
export const everyPipelineQueuesAndNeverPolls: Invariant = (plan) => [
    ...ofType(plan, "aws:codepipeline/pipeline:Pipeline").flatMap((pipeline) =>
        Object.entries({ pipelineType: "V2", executionMode: "QUEUED" })
            .filter(([property, value]) => pipeline.inputs[property] !== value)
            .map(([property, value]) => `${label(pipeline)}: ${property} is not ${value}`),
    ),
    ...actions(plan)
        .filter(({ provider }) => POLLING.includes(provider))
        .filter(({ configuration }) => configuration["PollForSourceChanges"] !== "false")
        .map(({ where }) => `${where} polls`),
];

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html: 1 to 1000 characters, texts only. */
const LONGEST = 1000;

export const everyActionIsConfiguredInShortTexts: Invariant = (plan) =>
    actions(plan).flatMap(({ where, configuration }) =>
        Object.entries(configuration).flatMap(([key, value]) => {
            if (typeof value !== "string") return [`${where}: ${key} is no text but ${JSON.stringify(value)}`];
            if (value.length === 0) return [`${where}: ${key} is empty`];
            return value.length > LONGEST ? [`${where}: ${key} has ${value.length} characters, over ${LONGEST}`] : [];
        }),
    );

/** CodePipeline takes a pipeline that reads a name nobody has made yet, and fails in its first run. */
export const everyArtifactAndVariableIsMadeBeforeItIsRead: Invariant = (plan) =>
    ofType(plan, "aws:codepipeline/pipeline:Pipeline").flatMap((pipeline) => {
        const boxes = actions(plan, pipeline);
        const conditions = records(pipeline.inputs["stages"]).flatMap((stage, at) => {
            const known = boxes.filter((box) => box.stage < at).map(({ namespace }) => namespace);
            return variablesIn(stage["beforeEntry"])
                .filter((namespace) => !known.includes(namespace))
                .map(
                    (namespace) =>
                        `${label(pipeline)}, the condition of ${String(stage["name"])} reads variables of ${namespace}, which no stage before it exports`,
                );
        });
        const reads = boxes.flatMap((box) => {
            const earlier = boxes.filter((other) => isBefore(other, box));
            const artifacts = earlier.flatMap(({ outputArtifacts }) => outputArtifacts);
            const namespaces = [
                "codepipeline",
                ...(pipeline.inputs["variables"] ? ["variables"] : []),
                ...earlier.flatMap(({ namespace }) => namespace ?? []),
            ];
            const also = boxes.filter(
                (other) => other !== box && box.outputArtifacts.some((name) => other.outputArtifacts.includes(name)),
            );
            return [
                ...box.inputArtifacts
                    .filter((name) => !artifacts.includes(name))
                    .map((name) => `${box.where} reads the artifact ${name}, which nothing before it makes`),
                ...variablesIn(box.configuration)
                    .filter((namespace) => !namespaces.includes(namespace))
                    .map(
                        (namespace) => `${box.where} reads variables of ${namespace}, which nothing before it exports`,
                    ),
                ...also.map((other) => `${box.where} makes an artifact that ${other.name} makes as well`),
            ];
        });
        return [...conditions, ...reads];
    });

function isBefore(a: PlannedAction, b: PlannedAction): boolean {
    return a.stage < b.stage || (a.stage === b.stage && a.runOrder < b.runOrder);
}

function variablesIn(value: unknown): string[] {
    const read = leaves(value).flatMap(([, text]) =>
        [...String(text).matchAll(/#\{([^.}]+)\./g)].flatMap(([, namespace]) => namespace ?? []),
    );
    return [...new Set(read)];
}

/** A skipped stage is no obstacle: the run goes on behind it, and would deploy what no person was asked about. */
export const whatMaySkipAnApprovalSkipsAllBehindIt: Invariant = (plan) =>
    ofType(plan, "aws:codepipeline/pipeline:Pipeline").flatMap((pipeline) => {
        const stages = records(pipeline.inputs["stages"]);
        return stages.flatMap((stage, at) => {
            const asks = records(stage["actions"]).some(({ category }) => category === "Approval");
            if (!asks || !maySkip(stage)) return [];
            return stages
                .slice(at + 1)
                .filter((later) => entryOf(later) !== entryOf(stage))
                .map(
                    (later) =>
                        `${label(pipeline)} may skip ${String(stage["name"])} and go on with ${String(later["name"])}`,
                );
        });
    });

function entryOf(stage: Readonly<Record<string, unknown>>): string {
    return JSON.stringify(stage["beforeEntry"] ?? null);
}

function maySkip({ beforeEntry }: Readonly<Record<string, unknown>>): boolean {
    const condition = isRecord(beforeEntry) ? beforeEntry["condition"] : undefined;
    return isRecord(condition) && condition["result"] === "SKIP";
}

const READINESS = ["Policy", "PublicAccessBlock", "ServerSideEncryptionConfiguration", "Versioning"];

/** AWS runs a pipeline the moment it is created; that first run is green only when nothing is created after it. */
export const aPipelineBeginsWhenAllItNeedsExists: Invariant = (plan) =>
    ofType(plan, "aws:codepipeline/pipeline:Pipeline").flatMap((pipeline) => {
        const boxes = actions(plan, pipeline);
        const roles = [pipeline.inputs["roleArn"], ...boxes.flatMap(({ roleArn }) => roleArn ?? [])];
        const store = at(list(pipeline.inputs["artifactStores"])[0], "location");
        const ready = READINESS.flatMap((what) =>
            withInput(plan, `aws:s3/bucket${what}:Bucket${what}`, "bucket", store),
        );
        return [
            ...missing(pipeline, [...roles.flatMap((role) => policiesOf(plan, role)), ...ready]),
            ...(ready.length === READINESS.length
                ? []
                : [`${label(pipeline)} has an artifact store without readiness`]),
            ...boxes.flatMap((box) => missing(pipeline, what(plan, box))),
            ...boxes.flatMap((box) => seedless(plan, box)),
        ];
    });

/** What an action acts on, besides its role. */
function what(plan: Plan, { provider, configuration }: PlannedAction): readonly PlannedResource[] {
    const named = (type: string, name: string): readonly PlannedResource[] =>
        ofType(plan, type).filter(({ outputs }) => outputs["name"] === configuration[name]);
    switch (provider) {
        case "S3":
            return seeds(plan, configuration);
        case "ECR":
            return ofType(plan, "docker:index/image:Image").filter(({ outputs }) =>
                String(outputs["imageName"]).endsWith(
                    `/${String(configuration["RepositoryName"])}:${String(configuration["ImageTag"])}`,
                ),
            );
        case "CodeBuild":
            return named("aws:codebuild/project:Project", "ProjectName");
        case "CodeDeployToECS":
            return [
                ...named("aws:codedeploy/deploymentGroup:DeploymentGroup", "DeploymentGroupName"),
                ...ofType(plan, "aws:ecs/service:Service"),
            ].filter(
                ({ parent }) =>
                    lineOf(parent) ===
                    lineOf(named("aws:codedeploy/application:Application", "ApplicationName")[0]?.parent),
            );
        default:
            return [];
    }
}

function seeds(plan: Plan, configuration: PlannedAction["configuration"]): readonly PlannedResource[] {
    return withInput(plan, "aws:s3/bucketObjectv2:BucketObjectv2", "bucket", configuration["S3Bucket"]).filter(
        ({ inputs }) => inputs["key"] === configuration["S3ObjectKey"],
    );
}

function seedless(plan: Plan, { provider, configuration, where }: PlannedAction): string[] {
    return provider === "S3" && seeds(plan, configuration).length === 0
        ? [`${where} reads ${String(configuration["S3ObjectKey"])}, which is not there before the first release`]
        : [];
}

/** The name of the component that a part of a line is in; parts of one line have their line's name. */
function lineOf(urn: string | undefined): string | undefined {
    return urn?.split("::").at(-1);
}
