import type { JsonObject } from "../../../plan/document";
import type { StepAt } from "../../../plan/training";
import type { Caller } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { TrainingRun } from "../runs";

/** One step of one run, with values in the place of references. */
export interface StepRun extends StepAt {
    readonly account: LocalAccount;
    readonly run: TrainingRun;
    /** The pipeline's role. */
    readonly by: Caller;
    readonly say: (line: string) => void;
}

export interface StepResult {
    /** What other steps may name of it, as the Describe call of what it made answers. */
    readonly properties: JsonObject;
    /** What it made, as ListPipelineExecutionSteps says. */
    readonly metadata?: JsonObject;
}

/** A type of step: one file each, and a line in index.ts. */
export interface RehearsedStep {
    readonly type: string;
    /** What of its arguments another run's result has to agree with; without it, nothing is ever taken from another run. */
    readonly cachedBy?: readonly string[];
    /** Throws what fails the step. */
    run(step: StepRun): StepResult | Promise<StepResult>;
}
