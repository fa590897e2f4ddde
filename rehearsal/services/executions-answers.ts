// What CodePipeline answers about its runs, in the shapes of its API.
import { readArn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { records, text, type PlannedResource } from "../../plan/plans";
import { asJson } from "../engine/journal";
import type { ActionRecord, Execution, Executions } from "./executions";

/** The setting by which a source asks by itself, and how CodePipeline names what started such a run. */
export const POLLED = "PollForSourceChanges";

/** A connection's old and new name. */
const CONNECTIONS = ["codeconnections", "codestar-connections"];

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html */
export function triggerOf({ trigger, pipeline }: Execution): {
    readonly triggerType: string;
    readonly triggerDetail: string;
} {
    if (readArn(trigger).service === "events") return { triggerType: "CloudWatchEvent", triggerDetail: trigger };
    // unverified: a run that a trigger started says WebhookV2 | fails as: each run of a line of tags is red at Publish | settle: aws codepipeline get-pipeline-execution --pipeline-name <make> --pipeline-execution-id <id>, after a push to GitHub
    if (CONNECTIONS.includes(readArn(trigger).service)) return { triggerType: "WebhookV2", triggerDetail: trigger };
    if (trigger === POLLED) return { triggerType: trigger, triggerDetail: pipeline };
    // A rehearsal has no person who runs `up`.
    if (trigger === "CreatePipeline") {
        const [, partition = ""] = pipeline.split(":");
        return { triggerType: trigger, triggerDetail: `arn:${partition}:iam::${readArn(pipeline).account}:root` };
    }
    return { triggerType: "StartPipelineExecution", triggerDetail: trigger };
}

/** CodePipeline does not tell a run that waits to begin from one that has begun. */
function statusOf({ status }: Execution): string {
    return status === "Queued" ? "InProgress" : status;
}

/** What its source actions took. */
function sourcesOf({ actions }: Execution): readonly (ActionRecord & { readonly revision: string })[] {
    return [...actions.values()].flatMap((action) =>
        action.revision === undefined ? [] : [{ ...action, revision: action.revision }],
    );
}

function lastUpdate({ queuedAt, endedAt, actions }: Execution): string {
    const times = [...actions.values()].map((action) => action.endedAt ?? action.startedAt);
    return when(Math.max(endedAt ?? queuedAt, ...times));
}

function when(at: number): string {
    return new Date(at).toISOString();
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecution.html */
export function pipelineExecution(execution: Execution, pipeline: PlannedResource): JsonObject {
    return asJson({
        pipelineName: text(pipeline, "name"),
        pipelineVersion: 1,
        pipelineExecutionId: execution.id,
        status: statusOf(execution),
        statusSummary: execution.stop?.reason,
        artifactRevisions: sourcesOf(execution).flatMap(({ outputs, revision }) =>
            Object.keys(outputs).map((name) => ({ name, revisionId: revision })),
        ),
        variables: Object.entries(resolvedVariables(execution, pipeline)).map(([name, resolvedValue]) => ({
            name,
            resolvedValue,
        })),
        trigger: triggerOf(execution),
        executionMode: modeOf(pipeline),
        executionType: "STANDARD",
    });
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecutionSummary.html */
export function executionSummary(execution: Execution, pipeline: PlannedResource): JsonObject {
    const { id, stop, startedAt, queuedAt } = execution;
    return asJson({
        pipelineExecutionId: id,
        status: statusOf(execution),
        statusSummary: stop?.reason,
        startTime: when(startedAt ?? queuedAt),
        lastUpdateTime: lastUpdate(execution),
        sourceRevisions: sourcesOf(execution).map(({ name, revision }) => ({ actionName: name, revisionId: revision })),
        trigger: triggerOf(execution),
        stopTrigger: stop && { reason: stop.reason },
        executionMode: modeOf(pipeline),
        executionType: "STANDARD",
    });
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionExecutionDetail.html */
export function actionDetail(id: string, action: ActionRecord): JsonObject {
    const { stage, name, startedAt, endedAt = startedAt, status, updatedBy, variables, why } = action;
    return asJson({
        pipelineExecutionId: id,
        pipelineVersion: 1,
        actionExecutionId: `${id}/${stage}/${name}`,
        stageName: stage,
        actionName: name,
        startTime: when(startedAt),
        lastUpdateTime: when(endedAt),
        status,
        updatedBy,
        output: {
            outputVariables: variables,
            executionResult: why === undefined ? undefined : { errorDetails: { message: why } },
        },
    });
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html */
export function pipelineState(executions: Executions, pipeline: PlannedResource): JsonObject {
    const arn = text(pipeline, "arn");
    return asJson({
        pipelineName: text(pipeline, "name"),
        pipelineVersion: 1,
        stageStates: records(pipeline.inputs["stages"]).map(({ name, actions }) => {
            const stage = String(name);
            const waiting = executions
                .of(arn)
                .filter(({ inbound }) => inbound === stage)
                .map((execution) => ({ pipelineExecutionId: execution.id, status: statusOf(execution) }));
            const latest = executions.latestIn(arn, stage);
            return {
                stageName: stage,
                inboundExecution: waiting[0],
                inboundExecutions: waiting,
                inboundTransitionState: { enabled: true },
                latestExecution: latest && { pipelineExecutionId: latest.id, status: latest.stages.get(stage) },
                actionStates: records(actions).map((action) => actionState(stage, String(action["name"]), latest)),
            };
        }),
    });
}

function actionState(stage: string, name: string, execution: Execution | undefined): object {
    const id = `${execution?.id ?? ""}/${stage}/${name}`;
    const action = execution?.actions.get(id);
    if (!action) return { actionName: name };
    const { startedAt, endedAt, status, updatedBy, revision, why } = action;
    return {
        actionName: name,
        currentRevision: revision === undefined ? undefined : { revisionId: revision, created: when(startedAt) },
        latestExecution: {
            actionExecutionId: id,
            status,
            lastStatusChange: when(endedAt ?? startedAt),
            lastUpdatedBy: updatedBy,
            errorDetails: why === undefined ? undefined : { message: why },
        },
    };
}

/** What the start gave, before what the pipeline declares. */
export function resolvedVariables(
    { variables }: Execution,
    { inputs }: PlannedResource,
): Readonly<Record<string, string>> {
    const defaults = records(inputs["variables"]).flatMap(({ name, defaultValue }) =>
        typeof defaultValue === "string" ? [[String(name), defaultValue] as const] : [],
    );
    return { ...Object.fromEntries(defaults), ...variables };
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#how-it-works-mode */
export function modeOf(pipeline: PlannedResource): "QUEUED" | "SUPERSEDED" | "PARALLEL" {
    return (text(pipeline, "executionMode") || "SUPERSEDED") as "QUEUED";
}
