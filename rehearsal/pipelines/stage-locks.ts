import type { Execution } from "../services/executions";

type Mode = "QUEUED" | "SUPERSEDED" | "PARALLEL";
type Entered = "entered" | "superseded" | "stopped";
interface Waiting {
    readonly execution: Execution;
    readonly enter: (how: Entered) => void;
}

/**
 * One run holds a stage, others wait before it: in their order where the pipeline queues, replaced by the newest where it
 * supersedes. https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export class StageLocks {
    private readonly holders = new Map<string, Execution>();
    private readonly waiting = new Map<string, Waiting[]>();

    public isFree(stage: string, execution: Execution, mode: Mode): boolean {
        return !this.holders.has(keyOf(stage, execution, mode));
    }

    public enter(stage: string, execution: Execution, mode: Mode): Promise<Entered> {
        const key = keyOf(stage, execution, mode);
        if (this.isFree(stage, execution, mode)) {
            this.holders.set(key, execution);
            return Promise.resolve("entered");
        }
        const queue = this.waiting.get(key) ?? [];
        this.waiting.set(key, queue);
        if (mode === "SUPERSEDED") for (const { enter } of queue.splice(0)) enter("superseded");
        return new Promise((enter) => queue.push({ execution, enter }));
    }

    /** A run that is stopped waits no longer. */
    public withdraw(execution: Execution): void {
        for (const queue of this.waiting.values()) {
            const at = queue.findIndex((one) => one.execution === execution);
            for (const { enter } of at === -1 ? [] : queue.splice(at, 1)) enter("stopped");
        }
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

function keyOf(stage: string, { id }: Execution, mode: Mode): string {
    return mode === "PARALLEL" ? `${stage}#${id}` : stage;
}
