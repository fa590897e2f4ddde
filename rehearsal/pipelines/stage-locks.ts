import type { Execution } from "../services/executions";

type Mode = "QUEUED" | "SUPERSEDED" | "PARALLEL";
interface Waiting {
    readonly execution: Execution;
    readonly enter: (how: "entered" | "superseded") => void;
}

/**
 * One run holds a stage, others wait before it: in their order where the pipeline queues, replaced by the newest where it
 * supersedes. https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export class StageLocks {
    private readonly holders = new Map<string, Execution>();
    private readonly waiting = new Map<string, Waiting[]>();

    public enter(stage: string, execution: Execution, mode: Mode): Promise<"entered" | "superseded"> {
        const key = mode === "PARALLEL" ? `${stage}#${execution.id}` : stage;
        if (!this.holders.has(key)) {
            this.holders.set(key, execution);
            return Promise.resolve("entered");
        }
        const queue = this.waiting.get(key) ?? [];
        this.waiting.set(key, queue);
        if (mode === "SUPERSEDED") for (const { enter } of queue.splice(0)) enter("superseded");
        return new Promise((enter) => queue.push({ execution, enter }));
    }

    public leave(stage: string, execution: Execution): void {
        for (const key of [stage, `${stage}#${execution.id}`]) {
            if (this.holders.get(key) !== execution) continue;
            this.holders.delete(key);
            const next = this.waiting.get(key)?.shift();
            if (!next) continue;
            this.holders.set(key, next.execution);
            next.enter("entered");
        }
    }
}
