// CodePipeline's memory: which runs there are, how far each came, what its actions gave.
import { randomUUID } from "node:crypto";

import type { JsonObject } from "../../plan/document";
import { readArn } from "../../plan/arn";
import type { LocalAccount } from "../account/local-account";
import { asJson, type Digest, type Fact, type Fold } from "../engine/journal";
import { Bus } from "../events/bus";

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_SourceRevisionOverride.html */
export interface SourceRevision {
    readonly actionName: string;
    readonly revisionType: string;
    readonly revisionValue: string;
}

interface ActionRecord {
    readonly stage: string;
    readonly name: string;
    readonly startedAt: number;
    readonly endedAt?: number;
    readonly status: "InProgress" | "Succeeded" | "Failed";
    readonly namespace?: string;
    readonly variables: Readonly<Record<string, string>>;
    readonly outputs: Readonly<Record<string, Digest>>;
    /** Who answered, where a person did. */
    readonly updatedBy?: string;
}

export interface Execution {
    readonly id: string;
    /** ARN of the pipeline. */
    readonly pipeline: string;
    readonly trigger: string;
    readonly revisions: readonly SourceRevision[];
    readonly variables: Readonly<Record<string, string>>;
    /** What whoever started it called their request: the same request twice starts one run. */
    readonly token?: string;
    status: keyof typeof STATES;
    /** What EventBridge has heard of it. */
    readonly announced: Set<string>;
    /** How its stages ended, by name. */
    readonly stages: Map<string, "Succeeded" | "Failed">;
    /** By the id of the action. */
    readonly actions: Map<string, ActionRecord>;
}

/** What EventBridge hears of a run, in AWS's words, by what became of it. */
const STATES = {
    Queued: [],
    InProgress: ["STARTED"],
    Succeeded: ["STARTED", "SUCCEEDED"],
    Failed: ["STARTED", "FAILED"],
    Superseded: ["SUPERSEDED"],
} as const;

interface Start {
    readonly trigger: string;
    readonly revisions?: readonly SourceRevision[];
    readonly variables?: Readonly<Record<string, string>>;
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
 * Runs by their id. Its fact: `run.queued`. The pipeline runner records `run.started`, `run.ended`, `stage.…` by the id, and
 * `action.…` and `approval.…` by `<execution>/<stage>/<action>`.
 */
export class Executions implements Fold {
    private readonly byId = new Map<string, Execution>();
    private readonly listeners: ((execution: Execution) => void)[] = [];

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, at }: Fact): void {
        if (kind === "run.queued") return this.queue(about, data);
        if (kind === "event" && data["source"] === "aws.codepipeline") return this.heard(data["detail"] as JsonObject);
        const execution = this.byId.get(about.split("/")[0] ?? "");
        if (!execution) return;
        switch (kind) {
            case "run.started":
                execution.status = "InProgress";
                return;
            case "run.ended":
                execution.status = data["status"] as Execution["status"];
                return;
            case "stage.ended":
                execution.stages.set(String(data["stage"]), data["status"] as "Succeeded" | "Failed");
                return;
            case "action.started": {
                const { stage, name } = data as { stage: string; name: string };
                const started = { stage, name, startedAt: at, status: "InProgress" as const };
                execution.actions.set(about, { ...started, variables: {}, outputs: {} });
                return;
            }
            case "action.ended": {
                const started = execution.actions.get(about);
                if (started) execution.actions.set(about, { ...started, ...(data as object), endedAt: at });
            }
        }
    }

    private heard({ "execution-id": id, state }: JsonObject): void {
        this.byId.get(String(id))?.announced.add(String(state));
    }

    private queue(id: string, data: JsonObject): void {
        const execution: Execution = {
            ...(data as unknown as Pick<Execution, "pipeline" | "trigger" | "revisions" | "variables" | "token">),
            id,
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

    public get all(): readonly Execution[] {
        return [...this.byId.values()];
    }

    public start(pipeline: string, { trigger, revisions = [], variables = {}, token }: Start): string {
        const known = this.all.find((execution) => token !== undefined && execution.token === token);
        if (known) return known.id;
        const id = randomUUID();
        this.account.record({
            kind: "run.queued",
            about: id,
            data: asJson({ pipeline, trigger, revisions, variables, token }),
        });
        return id;
    }

    /** Tells EventBridge what became of a run and what it has not heard yet: a kill may have come in between. */
    public announce({ id, pipeline, status, announced }: Execution): void {
        const { region, account, resource: name } = readArn(pipeline);
        for (const state of STATES[status].filter((one) => !announced.has(one)))
            this.account.part(Bus).put({
                source: "aws.codepipeline",
                "detail-type": "CodePipeline Pipeline Execution State Change",
                account,
                region,
                resources: [pipeline],
                detail: { pipeline: name, "execution-id": id, state, version: 1 },
            });
    }
}
