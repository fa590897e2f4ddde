// How the steps of a job went, as far as later ones can ask.
import type { Json, JsonObject } from "../../plan/document";
import type { Scope } from "./expressions";

export type Result = "success" | "failure" | "cancelled" | "skipped";

export interface StepResult {
    /** How it went, and what counts of it: `continue-on-error` turns a failure into a success. */
    readonly outcome: Result;
    readonly conclusion: Result;
    readonly outputs: Readonly<Record<string, string>>;
}

export class StepResults {
    private readonly byId = new Map<string, StepResult>();
    private failed = false;
    private isCancelled = false;

    /** How the job stands. */
    public get status(): Exclude<Result, "skipped"> {
        return this.isCancelled ? "cancelled" : this.failed ? "failure" : "success";
    }

    public cancel(): void {
        this.isCancelled = true;
    }

    /** Something outside of any step went wrong. */
    public fail(): void {
        this.failed = true;
    }

    /** Only a step with an id is known to others. */
    public add(id: string | undefined, result: StepResult): void {
        if (id !== undefined) this.byId.set(id, result);
        if (result.conclusion === "failure") this.failed = true;
    }

    public get context(): JsonObject {
        return Object.fromEntries([...this.byId].map(([id, result]) => [id, { ...result }]));
    }

    /** https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions */
    public get functions(): NonNullable<Scope["functions"]> {
        const { status } = this;
        return {
            success: (): Json => status === "success",
            failure: (): Json => status === "failure",
            cancelled: (): Json => status === "cancelled",
            always: (): Json => true,
        };
    }
}
