import { parsed, records, text, texts, type Plan, type PlannedResource, type Plans } from "./plans";
import { TYPE } from "./tokens";

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
    readonly owner: string;
    readonly category: string;
    readonly provider: string;
    readonly version: string;
    readonly namespace?: string;
    readonly runOrder: number;
    readonly timeoutInMinutes?: number;
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

/** The actions of a pipeline, in the order they stand. */
export function actionsOf(plans: Plans, plan: Plan, pipeline: PlannedResource): readonly ActionAt[] {
    return records(pipeline.inputs["stages"]).flatMap((stage) =>
        records(stage["actions"]).map((action) => ({
            plans,
            plan,
            pipeline,
            stage: String(stage["name"]),
            action: {
                owner: "AWS",
                version: "1",
                runOrder: 1,
                configuration: {},
                ...action,
                inputArtifacts: texts(action["inputArtifacts"]),
                outputArtifacts: texts(action["outputArtifacts"]),
            } as unknown as PipelineAction,
        })),
    );
}

/** Every action of every pipeline. */
export function everyAction(plans: Plans): readonly ActionAt[] {
    return plans.ofType(TYPE.pipeline).flatMap(({ plan, resource }) => actionsOf(plans, plan, resource));
}

/** Every job, once for each action that runs it; once by itself where no pipeline does. */
export function everyJob(plans: Plans): readonly JobAt[] {
    const actions = everyAction(plans).filter(({ action }) => action.provider === "CodeBuild");
    return plans.ofType(TYPE.project).flatMap(({ plan, resource: project }) => {
        const runs = actions.filter(
            (at) => at.plan === plan && at.action.configuration["ProjectName"] === text(project, "name"),
        );
        if (runs.length === 0) return [{ plans, plan, project, env: variablesOf(project, undefined) }];
        return runs.map((run) => ({ plans, plan, project, run, env: jobVariables(project, run) }));
    });
}

/** The job an action runs. */
export function jobOf(at: ActionAt): JobAt | undefined {
    return everyJob(at.plans).find(
        ({ run }) =>
            run?.pipeline.urn === at.pipeline.urn && run.stage === at.stage && run.action.name === at.action.name,
    );
}

function jobVariables(project: PlannedResource, run: ActionAt): Readonly<Record<string, string>> {
    // CodeBuild tells a job who started it; our scripts take the pipeline's name from there.
    const values = {
        PIPELINE: text(run.pipeline, "name"),
        ...variablesOf(project, run.action.configuration["EnvironmentVariables"]),
    };
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, settled(value, run)]));
}

/** A variable of an earlier action, as far as the plan knows it: where the source is fixed, so is its name. */
function settled(value: string, run: ActionAt): string {
    return value.replace(/#\{(\w+)\.(\w+)\}/g, (whole, namespace: string, name: string) => {
        const source = actionsOf(run.plans, run.plan, run.pipeline).find(
            ({ action }) => action.namespace === namespace,
        );
        return source?.action.configuration[name] ?? whole;
    });
}

/** The variables a job sees: an action's stand before the project's. */
function variablesOf(project: PlannedResource, configured: string | undefined): Readonly<Record<string, string>> {
    const environment = project.inputs["environment"] as Record<string, unknown> | undefined;
    return Object.fromEntries(
        [...records(environment?.["environmentVariables"]), ...records(parsed(configured))].map(({ name, value }) => [
            String(name),
            String(value),
        ]),
    );
}
