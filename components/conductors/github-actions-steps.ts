// How the steps of a line become what a workflow is rendered from.
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentRef } from "../environment-ref";
import { renderScript } from "../documents/buildspec";
import { renderWorkflow, type WorkflowArgs } from "../documents/workflow";
import { RUNNER, RUNNERS, type ScriptOfJob } from "../documents/workflow-steps";
import type { Step } from "../parts";
import type { Job, Statement } from "../shell";
import type { GithubActionsArgs } from "./github-actions";
import type { Workflow } from "./workflow";

/** What proves that an environment on GitHub asks somebody. */
export const GATE = ["github-ask", "github-gate"];
/** What a job begins with that is worked in this account. */
export const STILL_PRIVATE = ["github-ask", "github-private"];

interface StepOfWorkflow {
    readonly name: string;
    readonly job: Job;
    readonly script: string;
}

export function stepsOfWorkflow({ name, run }: Step): StepOfWorkflow[] {
    if (!("job" in run) || "buildspec" in run.job.run)
        throw new Error(`step ${name} is no script of ours; a workflow runs nothing else`);
    return [{ name, job: run.job, script: renderScript(run.job.run.scripts) }];
}

/** What AWS or Pulumi decides is a variable of the repository; what the settings say stands in the workflow. */
export function isDecided(entry: [name: string, value: pulumi.Input<string>]): boolean {
    return typeof entry[1] !== "string";
}

/** Whether a job that CodeBuild may work does: the one that builds, on its processor, and one that asks a registry by docker. */
export function talksToDocker({ platform }: Workflow, steps: readonly StepOfWorkflow[]): boolean {
    return RUNNERS[platform] === RUNNER || steps.some(({ job }) => job.docker);
}

export function render(
    { line, workflow }: Omit<GithubActionsArgs, "steps">,
    { environment, region }: EnvironmentRef,
    about: Pick<WorkflowArgs, "roles" | "runners"> & {
        readonly prefix: string;
        readonly steps: readonly StepOfWorkflow[];
    },
): string {
    const { prefix, roles, steps, runners } = about;
    const ofStep = (name: string): ScriptOfJob => {
        const { script = "", job } = steps.find((step) => step.name === name) ?? {};
        const env = Object.entries(job?.env ?? {});
        return {
            script,
            env: Object.fromEntries(env.filter((entry): entry is [string, string] => !isDecided(entry))),
            ...(job?.docker ? { docker: true } : {}),
            variables: Object.fromEntries(env.filter(isDecided).map(([key]) => [key, `${prefix}_${key}`])),
        };
    };
    const { branch, platform, integration, waitMinutes, attest } = workflow;
    const gate = workflow.environment;
    return renderWorkflow({
        ...{ line, environment, branch, region, platform, roles, integration },
        ...(runners ? { runners } : {}),
        build: ofStep("Build"),
        scan: ofStep("Scan"),
        publish: ofStep("Publish"),
        ...(gate === undefined ? {} : { gate: { environment: gate, script: renderScript(GATE) } }),
        ...(attest ? { sbom: ofStep("Sbom") } : {}),
        ...(waitMinutes > 0 ? { live: ofStep("Live") } : {}),
    });
}

/** Without what another statement on the same things says already: one role has what several steps ask for. */
export function withoutRepeats(statements: readonly Statement[]): readonly Statement[] {
    const says = (all: Statement, one: Statement): boolean =>
        !all.when &&
        !one.when &&
        one.actions.every((action) => all.actions.includes(action)) &&
        [one.on].flat().every((each) => [all.on].flat().includes(each));
    return statements.filter(
        (one, index) =>
            !statements.some((all, at) => at !== index && says(all, one) && (at < index || !says(one, all))),
    );
}
