// Runs of workflows, in the words of pipelines: a job is a stage of one action, or of several where a matrix makes them.
import type { JsonObject } from "../../../plan/document";
import type { Fact, Fold } from "../../engine/journal";
import { Log } from "../log";
import type { ActionShown, RunShown, StackShown, StageShown, Status } from "../model";
import { type RunHistory, whyOf } from "./runs";

const STATUS: Readonly<Record<string, Status>> = {
    success: "green",
    failure: "red",
    cancelled: "cancelled",
    skipped: "skipped",
};

type Mutable<Shown> = { -readonly [Key in keyof Shown]: Shown[Key] };
type Stage = Mutable<StageShown> & { readonly actions: ActionShown[] };

export class WorkflowHistory implements Fold {
    private readonly runs = new Map<string, { readonly run: RunShown; readonly stages: ReadonlyMap<string, Stage> }>();
    private readonly actions = new Map<string, { readonly action: ActionShown; readonly stage: Stage }>();

    constructor(
        private readonly stacks: readonly StackShown[],
        private readonly history: RunHistory,
    ) {}

    public apply(fact: Fact): void {
        const { kind, about, at, data } = fact;
        const known = this.runs.get(about)?.run;
        if (kind === "workflow.queued") this.queued(fact);
        else if (kind === "workflow.started" && known) Object.assign(known, { status: "running", began: at });
        else if (kind === "workflow.ended" && known)
            Object.assign(known, { status: statusOf(data), why: whyOf(data), ended: at });
        else if (kind === "workflow.job.queued") this.jobQueued(fact);
        else if (kind === "workflow.job.started") this.changed(about, { status: "running", began: at });
        else if (kind === "workflow.job.ended") this.jobEnded(fact);
    }

    private queued({ about, at, data }: Fact): void {
        const arn = `${String(data["repository"])}/${String(data["file"])}`;
        const pipelines = this.stacks.flatMap((stack) => stack.pipelines);
        // A workflow that is in no plan is one of the repository's own; it is shown where the repository's line is.
        const pipeline =
            pipelines.find((each) => each.arn === arn) ??
            pipelines.find((each) => each.arn.startsWith(`${String(data["repository"])}/`));
        if (!pipeline) return;
        const jobs = Array.isArray(data["jobs"]) ? data["jobs"].map(String) : [];
        const stages = new Map(jobs.map((name): [string, Stage] => [name, { name, status: "pending", actions: [] }]));
        const run: RunShown = {
            id: about,
            name: pipeline.arn === arn ? pipeline.name : String(data["workflow"]),
            pipeline,
            trigger: `${String(data["event"])} at GitHub`,
            status: "queued",
            began: at,
            stages: [...stages.values()],
        };
        pipeline.runs.push(run);
        this.history.know(run);
        this.runs.set(about, { run, stages });
    }

    private jobQueued({ about, data }: Fact): void {
        const [run = "", key = ""] = about.split("/");
        const stage = this.stageOf(run, key);
        if (!stage) return;
        const name = String(data["name"]);
        const planned = { name, category: "Build", provider: "GitHub", runOrder: 1 };
        const action: ActionShown = {
            id: about,
            name,
            planned,
            status: "queued",
            variables: {},
            outputs: {},
            log: new Log(),
        };
        stage.actions.push(action);
        this.actions.set(about, { action, stage });
        this.history.hear(action);
    }

    private jobEnded({ about, at, data }: Fact): void {
        const ended = { status: statusOf(data), why: whyOf(data), ended: at };
        const [run = "", key = ""] = about.split("/");
        const stage = this.actions.get(about)?.stage ?? this.stageOf(run, key);
        this.changed(about, { ...ended, variables: isObject(data["outputs"]) ? data["outputs"] : {} });
        if (!stage) return;
        const all = stage.actions.map(({ status }) => status);
        const order: readonly Status[] = ["red", "cancelled", "running", "queued", "asking"];
        const worst = order.find((status) => all.includes(status));
        Object.assign(stage, { ...ended, status: worst ?? ended.status });
    }

    private changed(about: string, change: Partial<ActionShown>): void {
        const known = this.actions.get(about);
        if (!known) return;
        Object.assign(known.action, change);
        if (change.status === "running")
            Object.assign(known.stage, { status: "running", began: known.stage.began ?? change.began });
    }

    /** One of a matrix has its number behind the job's name. */
    private stageOf(run: string, key: string): Stage | undefined {
        const stages = this.runs.get(run)?.stages;
        return stages?.get(key) ?? stages?.get(key.replace(/-\d+$/, ""));
    }
}

function statusOf({ status }: JsonObject): Status {
    return STATUS[String(status)] ?? "red";
}

function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
