import type { Context } from "../iam";
import type { Plan, Planned, PlannedResource, Plans } from "../plan";

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
}

/** An action of a pipeline, as the plan wires it. */
export interface ActionAt {
    readonly plans: Plans;
    readonly plan: Plan;
    readonly pipeline: PlannedResource;
    readonly stage: string;
    readonly action: PipelineAction;
}

export interface PipelineAction {
    readonly name: string;
    readonly category: string;
    readonly provider: string;
    readonly namespace?: string;
    readonly runOrder: number;
    readonly roleArn?: string;
    readonly configuration: Readonly<Record<string, string>>;
    readonly inputArtifacts: readonly string[];
    readonly outputArtifacts: readonly string[];
}

/** A CodeBuild project, and the action that runs it; none where an event or a person does. */
export interface JobAt {
    readonly plans: Plans;
    readonly plan: Plan;
    readonly project: PlannedResource;
    readonly run?: ActionAt;
    /** The variables the job sees: the project's, then the action's. */
    readonly env: Readonly<Record<string, string>>;
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
