// CodePipeline's memory: which runs there are, how far each came, what its actions gave.
import { randomUUID } from "node:crypto";

import type { JsonObject } from "../../plan/document";
import type { LocalAccount } from "../account/local-account";
import { asJson, type Digest, type Fact, type Fold } from "../engine/journal";
import { Bus } from "../events/bus";
import { type RunStatus, stateOf, statesOf } from "./pipeline-states";

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_SourceRevisionOverride.html */
export interface SourceRevision {
    readonly actionName: string;
    readonly revisionType: string;
    readonly revisionValue: string;
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionExecution.html */
export type ActionStatus = "InProgress" | "Succeeded" | "Failed" | "Abandoned";
/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageExecution.html */
export type StageStatus = "InProgress" | "Succeeded" | "Failed" | "Stopped" | "Cancelled" | "Skipped";

export interface ActionRecord {
    readonly stage: string;
    readonly name: string;
    readonly startedAt: number;
    readonly endedAt?: number;
    readonly status: ActionStatus;
    readonly namespace?: string;
    readonly variables: Readonly<Record<string, string>>;
    readonly outputs: Readonly<Record<string, Digest>>;
    /** What a source action took, as its service calls it. */
    readonly revision?: string;
    /** Who answered, where a person did. */
    readonly updatedBy?: string;
    readonly why?: string;
}

export interface Execution {
    readonly id: string;
    /** ARN of the pipeline. */
    readonly pipeline: string;
    /** ARN of the rule, the connection or the session that started it; `CreatePipeline` where the pipeline's creation did. */
    readonly trigger: string;
    readonly revisions: readonly SourceRevision[];
    readonly variables: Readonly<Record<string, string>>;
    /** What the Git provider told when it started the run: variables of the source action. */
    readonly told?: Readonly<Record<string, string>>;
    /** The `clientRequestToken` of its start: the same request twice starts one run. */
    readonly token?: string;
    readonly queuedAt: number;
    status: RunStatus;
    startedAt?: number;
    endedAt?: number;
    /** The stage before which it waits for the run that holds it. */
    inbound?: string;
    /** What StopPipelineExecution asked for, or a change of the pipeline. */
    stop?: { readonly abandon: boolean; readonly reason: string; readonly ends: "Stopped" | "Cancelled" };
    /** What EventBridge has heard of it: `stage/action/state`. */
    readonly announced: Set<string>;
    /** By name. */
    readonly stages: Map<string, StageStatus>;
    /** By the id of the action. */
    readonly actions: Map<string, ActionRecord>;
}

interface Start {
    readonly trigger: string;
    readonly revisions?: readonly SourceRevision[];
    readonly variables?: Readonly<Record<string, string>>;
    readonly told?: Readonly<Record<string, string>>;
    readonly token?: string;
}

/** What a start put in the place of the configured revision of one source action. */
export function revisionOf(
    revisions: readonly SourceRevision[],
    action: string,
    type: "S3_OBJECT_KEY" | "S3_OBJECT_VERSION_ID" | "IMAGE_DIGEST" | "COMMIT_ID",
): string | undefined {
    return revisions.find(({ actionName, revisionType }) => actionName === action && revisionType === type)
        ?.revisionValue;
}

/**
 * Runs by their id. Its facts: `run.queued` and `run.stopping`, and `pipeline.updated` by the ARN. The pipeline runner
 * records `run.started`, `run.ended`, `stage.…` by the id, and `action.…` and `approval.…` by `<execution>/<stage>/<action>`.
 */
export class Executions implements Fold {
    private readonly byId = new Map<string, Execution>();
    /** The run that came to a stage last, by the stage. */
    private readonly latest = new Map<string, Execution>();
    private readonly listeners: ((execution: Execution) => void)[] = [];
    private readonly stoppers: ((execution: Execution) => void)[] = [];

    constructor(private readonly account: LocalAccount) {}

    public apply(fact: Fact): void {
        const { kind, about, data, at } = fact;
        if (kind === "run.queued") return this.queue(about, data, at);
        if (kind === "pipeline.updated") return this.cancel(about);
        if (kind === "event" && data["source"] === "aws.codepipeline") return this.heard(data["detail"] as JsonObject);
        const execution = this.byId.get(about.split("/")[0] ?? "");
        if (!execution) return;
        if (kind.startsWith("run.")) return this.ofRun(execution, fact);
        if (kind.startsWith("stage.")) return this.ofStage(execution, fact);
        if (kind === "action.started") {
            const { stage, name } = data as { stage: string; name: string };
            const started = { stage, name, startedAt: at, status: "InProgress" as const };
            execution.actions.set(about, { ...started, variables: {}, outputs: {} });
        }
        if (kind === "action.ended") {
            const started = execution.actions.get(about);
            if (started) execution.actions.set(about, { ...started, ...(data as object), endedAt: at });
        }
    }

    private ofRun(execution: Execution, { kind, data, at }: Fact): void {
        if (kind === "run.started") Object.assign(execution, { status: "InProgress", startedAt: at });
        if (kind === "run.ended") Object.assign(execution, { status: data["status"], endedAt: at, inbound: undefined });
        if (kind !== "run.stopping") return;
        const { abandon, reason } = data as { abandon: boolean; reason: string };
        Object.assign(execution, { status: "Stopping", stop: { abandon, reason, ends: "Stopped" } });
        for (const hear of this.stoppers) hear(execution);
    }

    /** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecution.html, on `Cancelled` */
    // unverified: actions under way of a run that is cancelled are abandoned, so a deployment goes on unheard | fails as: a deployment that the rehearsal lets succeed is stopped on AWS | settle: aws codepipeline update-pipeline while a CodeDeploy action runs, then aws deploy get-deployment
    private cancel(pipeline: string): void {
        const open = this.of(pipeline).filter(({ endedAt }) => endedAt === undefined);
        const reason = "the pipeline's definition was updated before the run could be completed";
        for (const execution of open) execution.stop = { abandon: true, reason, ends: "Cancelled" };
        for (const execution of open) for (const hear of this.stoppers) hear(execution);
    }

    private ofStage(execution: Execution, { kind, data }: Fact): void {
        const stage = String(data["stage"]);
        if (kind === "stage.inbound") {
            execution.inbound = stage;
            return;
        }
        execution.inbound = undefined;
        execution.stages.set(stage, kind === "stage.started" ? "InProgress" : (data["status"] as StageStatus));
        this.latest.set(`${execution.pipeline}/${stage}`, execution);
    }

    private heard(detail: JsonObject): void {
        this.byId.get(String(detail["execution-id"]))?.announced.add(stateOf(detail));
    }

    private queue(id: string, data: JsonObject, queuedAt: number): void {
        const execution: Execution = {
            ...(data as unknown as Pick<
                Execution,
                "pipeline" | "trigger" | "revisions" | "variables" | "told" | "token"
            >),
            id,
            queuedAt,
            status: "Queued",
            announced: new Set(),
            stages: new Map(),
            actions: new Map(),
        };
        this.byId.set(id, execution);
        for (const hear of this.listeners) hear(execution);
    }

    /** Hears of every run that is queued from now on. */
    public onQueued(hear: (execution: Execution) => void): void {
        this.listeners.push(hear);
    }

    /** Hears of every run that is to be stopped from now on. */
    public onStopping(hear: (execution: Execution) => void): void {
        this.stoppers.push(hear);
    }

    public get all(): readonly Execution[] {
        return [...this.byId.values()];
    }

    /** Runs of one pipeline, oldest first. */
    public of(pipeline: string): readonly Execution[] {
        return this.all.filter((execution) => execution.pipeline === pipeline);
    }

    public latestIn(pipeline: string, stage: string): Execution | undefined {
        return this.latest.get(`${pipeline}/${stage}`);
    }

    public start(pipeline: string, { trigger, revisions = [], variables = {}, told, token }: Start): string {
        const known = this.all.find((execution) => token !== undefined && execution.token === token);
        if (known) return known.id;
        const id = randomUUID();
        this.account.record({
            kind: "run.queued",
            about: id,
            data: asJson({ pipeline, trigger, revisions, variables, told, token }),
        });
        return id;
    }

    /** Asks the pipeline's runner to end a run that has not ended. */
    public stop(execution: Execution, how: { readonly abandon: boolean; readonly reason: string }): void {
        this.account.record({ kind: "run.stopping", about: execution.id, data: { ...how } });
        this.announce(execution);
    }

    /** UpdatePipeline: what has not ended is cancelled, and nothing starts. */
    public update(pipeline: string): void {
        this.account.record({ kind: "pipeline.updated", about: pipeline, data: {} });
    }

    /** Tells EventBridge what became of a run and what it has not heard yet: a kill may have come in between. */
    public announce(execution: Execution): void {
        for (const event of statesOf(execution, this.account.plans))
            if (!execution.announced.has(stateOf(event.detail))) this.account.part(Bus).put(event);
    }
}
