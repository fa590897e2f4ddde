import type { Context } from "../evaluate";
import type { Plan, Planned, PlannedResource, Plans } from "../../plan/plans";

export type { Context };

/** One call that AWS makes, or a script of ours, while a line runs. `S` is where: an action, a job, a rule's target. */
export interface Row<S> {
    /** The IAM action, which is not always the name of the API. */
    readonly action: string;
    /** The resources it is made on; none where the situation does not call for it. */
    readonly on: (at: S) => readonly string[];
    readonly context?: (at: S, on: string) => Context;
    /** The page, the managed policy or the file that says so. */
    readonly source: string;
    /** Pipelines that run without it, though the page asks for it in words: where it lacks, it is worth a look and no more. */
    readonly doubted?: string;
}

/** A resource that AWS serves under a role or as itself. */
export interface ServedAt extends Planned {
    readonly plans: Plans;
}

/** A task definition: one that Pulumi registers, or a template that a pipeline will. */
export interface TaskAt {
    readonly plans: Plans;
    readonly plan: Plan;
    readonly template: Readonly<Record<string, unknown>>;
    /** Repositories whose images this template will run; the placeholder's is public. */
    readonly repositories: readonly string[];
}

/** A rule's target. */
export interface TargetAt {
    readonly plans: Plans;
    readonly plan: Plan;
    readonly rule: PlannedResource;
    readonly target: PlannedResource;
}
