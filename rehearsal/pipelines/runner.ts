// Runs pipelines: stage after stage, what stands side by side in a stage side by side, one run in a stage at a time.
import { actionsOf, type ActionAt } from "../../plan/pipelines";
import { records, text, type Planned } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Executions, type Execution } from "../services/executions";
import { modeOf } from "../services/executions-answers";
import { namespacesOf, runAction, type PipelineWorkers } from "./action";
import { conditionOf, entry, type Condition } from "./conditions";
import { StageLocks } from "./stage-locks";
import { TYPE } from "../../plan/tokens";

/** How a stage let its run go: on to the next one, or how the run ends. */
type Passed = "Succeeded" | "Failed" | "Stopped" | "Cancelled";

export class PipelineRunner {
    private readonly locks = new StageLocks();
    /** What abandons the actions of a run, by its id. */
    private readonly abandons = new Map<string, AbortController>();

    constructor(
        private readonly account: LocalAccount,
        private readonly workers: PipelineWorkers,
    ) {}

    /** Goes on with what was under way, then hears of every new run. */
    public begin(): void {
        const executions = this.account.part(Executions);
        executions.onStopping((execution) => this.stop(execution));
        for (const execution of executions.all) {
            executions.announce(execution);
            if (["Queued", "InProgress", "Stopping"].includes(execution.status)) this.follow(execution);
        }
        executions.onQueued((execution) => this.follow(execution));
    }

    private follow(execution: Execution): void {
        this.abandons.set(execution.id, new AbortController());
        if (execution.stop) this.stop(execution);
        this.account.work(this.run(execution));
    }

    /** https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#concepts-how-it-works-stopping */
    private stop(execution: Execution): void {
        this.locks.withdraw(execution);
        if (execution.stop?.abandon === true) this.abandons.get(execution.id)?.abort();
    }

    private async run(execution: Execution): Promise<void> {
        const pipeline = this.account.plans.at(execution.pipeline);
        if (pipeline?.resource.type !== TYPE.pipeline)
            throw new Error(`${execution.pipeline} is no pipeline of these plans`);
        for (const stage of stagesOf(this.account, pipeline)) {
            if (["Succeeded", "Skipped"].includes(execution.stages.get(stage.name) ?? "")) continue;
            const passed = await this.pass(execution, stage, pipeline);
            if (passed !== "Succeeded") return this.end(execution, passed);
        }
        this.end(execution, "Succeeded");
    }

    private async pass(execution: Execution, stage: Stage, pipeline: Planned): Promise<Passed | "Superseded"> {
        if (execution.stop && !isUnderWay(execution, stage)) return execution.stop.ends;
        const denied = this.denied(execution, stage, pipeline);
        if (denied) return denied;
        const key = `${execution.pipeline}/${stage.name}`;
        const mode = modeOf(pipeline.resource);
        if (!this.locks.isFree(key, execution, mode))
            this.account.record({ kind: "stage.inbound", about: execution.id, data: { stage: stage.name } });
        const entered = await this.locks.enter(key, execution, mode);
        if (entered !== "entered") return entered === "superseded" ? "Superseded" : (execution.stop?.ends ?? "Stopped");
        try {
            if (execution.status === "Queued") this.start(execution, pipeline);
            return await this.stage(execution, stage);
        } finally {
            this.locks.leave(key, execution);
        }
    }

    /** What the condition before a stage makes of a run that it does not let in. */
    // unverified: an entry condition is evaluated when a run comes to a stage, before it waits for the run that holds it | fails as: a variable that changes while a run waits is not seen | settle: two runs of a pipeline whose second stage waits and has a VariableCheck, then aws codepipeline get-pipeline-state
    private denied(execution: Execution, stage: Stage, { resource }: Planned): Passed | undefined {
        if (!stage.condition || execution.stages.has(stage.name)) return undefined;
        const why = entry(stage.condition, namespacesOf(execution, resource));
        if (why === undefined) return undefined;
        const skips = stage.condition.result === "SKIP" && why.rehearsed;
        const data = { stage: stage.name, status: skips ? "Skipped" : "Failed", why: why.says };
        this.account.record({ kind: "stage.ended", about: execution.id, data });
        this.account.part(Executions).announce(execution);
        return skips ? "Succeeded" : "Failed";
    }

    private end(execution: Execution, status: Passed | "Superseded"): void {
        const why = status === execution.stop?.ends ? execution.stop.reason : undefined;
        this.abandons.delete(execution.id);
        this.account.record({
            kind: "run.ended",
            about: execution.id,
            data: { status, ...(why === undefined ? {} : { why }) },
        });
        this.account.part(Executions).announce(execution);
    }

    private start(execution: Execution, { resource }: Planned): void {
        this.account.record({
            kind: "run.started",
            about: execution.id,
            data: { pipeline: execution.pipeline, name: text(resource, "name"), trigger: execution.trigger },
        });
        this.account.part(Executions).announce(execution);
    }

    private async stage(execution: Execution, stage: Stage): Promise<Passed> {
        const { name, groups } = stage;
        if (execution.stages.get(name) === "Failed") return "Failed";
        this.account.record({ kind: "stage.started", about: execution.id, data: { stage: name } });
        this.account.part(Executions).announce(execution);
        const abandon = this.abandons.get(execution.id)?.signal;
        let status: Passed = "Succeeded";
        for (const group of groups) {
            if (execution.stop && !isUnderWay(execution, { ...stage, groups: [group] })) status = execution.stop.ends;
            if (status !== "Succeeded") break;
            const ended = await Promise.all(
                group.map((at) => runAction(this.account, this.workers, execution, at, abandon)),
            );
            if (!ended.every((how) => how === "Succeeded")) status = "Failed";
            if (execution.stop) status = execution.stop.ends;
        }
        this.account.record({ kind: "stage.ended", about: execution.id, data: { stage: name, status } });
        this.account.part(Executions).announce(execution);
        return status;
    }
}

interface Stage {
    readonly name: string;
    /** What lets a run in. */
    readonly condition?: Condition;
    /** Actions of the same run order stand side by side. */
    readonly groups: readonly (readonly ActionAt[])[];
}

/** Whether an action of a run has begun in a stage and not ended. */
function isUnderWay({ id, actions }: Execution, { groups }: Stage): boolean {
    return groups
        .flat()
        .some(({ stage, action }) => actions.get(`${id}/${stage}/${action.name}`)?.status === "InProgress");
}

function stagesOf(account: LocalAccount, { plan, resource }: Planned): readonly Stage[] {
    const actions = actionsOf(account.plans, plan, resource);
    return records(resource.inputs["stages"]).map((stage) => {
        const name = String(stage["name"]);
        const mine = actions.filter((at) => at.stage === name);
        const orders = [...new Set(mine.map(({ action }) => action.runOrder))].sort((a, b) => a - b);
        const groups = orders.map((order) => mine.filter(({ action }) => action.runOrder === order));
        return { name, condition: conditionOf(stage), groups };
    });
}
