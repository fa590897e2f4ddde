// Runs pipelines: stage after stage, what stands side by side in a stage side by side, one run in a stage at a time.
import { actionsOf, type ActionAt } from "../../plan/pipelines";
import { text, type Planned } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Executions, type Execution } from "../services/executions";
import { runAction, type PipelineWorkers } from "./action";
import { StageLocks } from "./stage-locks";
import { TYPE } from "../../plan/tokens";

export class PipelineRunner {
    private readonly locks = new StageLocks();

    constructor(
        private readonly account: LocalAccount,
        private readonly workers: PipelineWorkers,
    ) {}

    /** Goes on with what was under way, then hears of every new run. */
    public begin(): void {
        const executions = this.account.part(Executions);
        for (const execution of executions.all) {
            executions.announce(execution);
            if (execution.status === "Queued" || execution.status === "InProgress") this.follow(execution);
        }
        executions.onQueued((execution) => this.follow(execution));
    }

    private follow(execution: Execution): void {
        this.account.work(this.run(execution));
    }

    private async run(execution: Execution): Promise<void> {
        const pipeline = this.account.plans.at(execution.pipeline);
        if (pipeline?.resource.type !== TYPE.pipeline)
            throw new Error(`${execution.pipeline} is no pipeline of these plans`);
        const end = (status: "Succeeded" | "Failed" | "Superseded") => {
            this.account.record({ kind: "run.ended", about: execution.id, data: { status } });
            this.account.part(Executions).announce(execution);
        };
        for (const stage of stagesOf(this.account, pipeline)) {
            if (execution.stages.get(stage.name) === "Succeeded") continue;
            const key = `${execution.pipeline}/${stage.name}`;
            const mode = (text(pipeline.resource, "executionMode") || "SUPERSEDED") as "QUEUED";
            if ((await this.locks.enter(key, execution, mode)) === "superseded") return end("Superseded");
            try {
                if (execution.status === "Queued") this.start(execution, pipeline);
                if (!(await this.stage(execution, stage))) return end("Failed");
            } finally {
                this.locks.leave(key, execution);
            }
        }
        end("Succeeded");
    }

    private start(execution: Execution, { resource }: Planned): void {
        this.account.record({
            kind: "run.started",
            about: execution.id,
            data: { pipeline: execution.pipeline, name: text(resource, "name"), trigger: execution.trigger },
        });
        this.account.part(Executions).announce(execution);
    }

    private async stage(execution: Execution, { name, groups }: Stage): Promise<boolean> {
        if (execution.stages.get(name) === "Failed") return false;
        this.account.record({ kind: "stage.started", about: execution.id, data: { stage: name } });
        let ok = true;
        for (const group of groups) {
            const ended = await Promise.all(group.map((at) => runAction(this.account, this.workers, execution, at)));
            ok = ended.every(Boolean);
            if (!ok) break;
        }
        const status = ok ? "Succeeded" : "Failed";
        this.account.record({ kind: "stage.ended", about: execution.id, data: { stage: name, status } });
        return ok;
    }
}

interface Stage {
    readonly name: string;
    /** Actions of the same run order stand side by side. */
    readonly groups: readonly (readonly ActionAt[])[];
}

function stagesOf(account: LocalAccount, { plan, resource }: Planned): readonly Stage[] {
    const actions = actionsOf(account.plans, plan, resource);
    return [...new Set(actions.map(({ stage }) => stage))].map((name) => {
        const mine = actions.filter(({ stage }) => stage === name);
        const orders = [...new Set(mine.map(({ action }) => action.runOrder))].sort((a, b) => a - b);
        return { name, groups: orders.map((order) => mine.filter(({ action }) => action.runOrder === order)) };
    });
}
