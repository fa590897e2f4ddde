// Runs of SageMaker's pipelines, in the words of pipelines: a step is a stage of one action, and so is what people say of the model.
import type { Plan, PlannedResource } from "../../../plan/document";
import { parsed, text } from "../../../plan/plans";
import { stepsIn } from "../../../plan/training";
import { printable } from "../../../text/printable";
import type { Fact, Fold } from "../../engine/journal";
import { Log } from "../log";
import type { ActionShown, PipelineShown, RunShown, StackShown, StageShown, Status } from "../model";
import { type RunHistory, statusOf, whyOf } from "./runs";

/** What follows a run that registers a model. */
export const ANSWER = "Approval";

/** As a plan promises it. */
export function trainingOf({ stack }: Plan, resource: PlannedResource): PipelineShown {
    const steps = stepsIn(parsed(resource.inputs["pipelineDefinition"]));
    const registers = steps.some(({ type }) => type === "RegisterModel");
    const names = [
        ...steps.map(({ name, type }) => ({ name, category: type, provider: "SageMaker" })),
        ...(registers ? [{ name: ANSWER, category: "Approval", provider: "Registry" }] : []),
    ];
    return {
        arn: text(resource, "arn"),
        name: printable(resource.name),
        stack: printable(stack),
        stages: names.map(({ name, ...more }) => ({
            name: printable(name),
            actions: [{ name: printable(name), ...more, runOrder: 1 }],
        })),
        runs: [],
    };
}

type Stage = StageShown & { readonly actions: readonly [ActionShown] };

export class TrainingHistory implements Fold {
    private readonly pipelines: ReadonlyMap<string, PipelineShown>;
    private readonly runs = new Map<string, RunShown>();
    private readonly stages = new Map<string, Stage>();

    constructor(
        stacks: readonly StackShown[],
        private readonly history: RunHistory,
    ) {
        const all = stacks.flatMap(({ pipelines }) => pipelines);
        this.pipelines = new Map(all.map((pipeline) => [pipeline.arn, pipeline]));
    }

    public apply(fact: Fact): void {
        const { kind, about, at, data } = fact;
        if (kind === "training.started") this.started(fact);
        else if (kind === "training-step.started") this.changed(about, { status: "running", began: at });
        else if (kind === "training-step.ended")
            this.changed(about, { status: statusOf(data), why: whyOf(data), ended: at });
        else if (kind === "training.ended") this.ended(fact);
        else if (kind === "approval.asked") this.asked(about, "asking");
        else if (kind === "approval.answered") this.answered(fact);
    }

    private started({ about, at, data }: Fact): void {
        const pipeline = this.pipelines.get(String(data["pipeline"]));
        if (!pipeline) return;
        const stages = pipeline.stages.map(({ name, actions: [planned] }): Stage => {
            if (!planned) throw new Error(`${name} has no action`);
            const shown = { id: `${about}/${name}`, name, planned, variables: {}, outputs: {}, log: new Log() };
            return { name, status: "pending", actions: [{ ...shown, status: "pending" }] };
        });
        const trigger = String(data["displayName"] ?? "");
        const run: RunShown = {
            id: about,
            name: pipeline.name,
            pipeline,
            trigger,
            status: "running",
            began: at,
            stages,
        };
        pipeline.runs.push(run);
        this.runs.set(about, run);
        this.history.know(run);
        for (const stage of stages) {
            this.stages.set(stage.actions[0].id, stage);
            this.history.hear(stage.actions[0]);
        }
    }

    /** Steps of branches that were not taken never begin; what people are asked comes after. */
    private ended({ about, at, data }: Fact): void {
        const run = this.runs.get(about);
        if (!run) return;
        const { status: said = "pending", why } = this.stages.get(`${about}/${ANSWER}`) ?? {};
        // A person may have answered before the run has ended.
        const decided = said === "asking" || said === "stopped" ? { status: said, why } : undefined;
        for (const stage of run.stages.filter(({ status }) => status === "pending"))
            this.changed(`${about}/${stage.name}`, { status: "skipped", ended: at });
        Object.assign(run, decided ?? { status: statusOf(data), why: whyOf(data) }, { ended: at });
    }

    private asked(about: string, status: Status): void {
        if (this.stages.has(about)) this.changed(about, { status });
    }

    /** To be told no is no failure, and nothing that goes on. */
    private answered({ about, at, data }: Fact): void {
        if (!this.stages.has(about)) return;
        const { status: said, by, summary } = data;
        const status = said === "Approved" ? "green" : "stopped";
        const why = status === "green" ? undefined : `the model was rejected by ${String(by)}: ${String(summary)}`;
        this.changed(about, { status, why, ended: at });
        const run = this.runs.get(about.split("/")[0] ?? "");
        if (run?.status === "asking") Object.assign(run, { status, why });
    }

    private changed(about: string, change: { status: Status; why?: string; began?: number; ended?: number }): void {
        const stage = this.stages.get(about);
        if (!stage) return;
        Object.assign(stage, change);
        Object.assign(stage.actions[0], change);
    }
}
