// Runners that are projects of CodeBuild: a job whose label names one is worked where a webhook of that project hears of it.
// https://docs.aws.amazon.com/codebuild/latest/userguide/action-runner.html
import { JOB } from "../../iam/calls/codebuild";
import { below, type Planned, records, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { askRows, Denied } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";

/** A job that waits for a runner, as those who offer one know it. */
export interface AskedFor {
    /** As `owner/name`. */
    readonly repository: string;
    /** The workflow's name. */
    readonly workflow: string;
    /** GitHub's number of the run. */
    readonly run: string;
    /** GitHub's number of whoever it waits for. */
    readonly actor: string;
}

const ACTOR = "ACTOR_ACCOUNT_ID";
const LABEL = /^codebuild-(.*)-(\d+)-(\d+)$/;

export const isOfCodebuild = (labels: readonly string[]): boolean =>
    labels.some((label) => label.startsWith("codebuild-"));

/** Why GitHub would wait for ever, or why the build ends before the runner has registered. */
export function refusedByCodebuild(
    account: LocalAccount,
    labels: readonly string[],
    job: AskedFor,
): string | undefined {
    const label = labels.find((each) => each.startsWith("codebuild-")) ?? "";
    const [, name, run, attempt] = LABEL.exec(label) ?? [];
    if (labels.length > 1) return `not rehearsed: labels beside ${label}, by which a job has another image or machine`;
    if (run !== job.run || attempt !== "1")
        return `no runner ${label}: it ends with the job's own run and attempt, \${{ github.run_id }}-\${{ github.run_attempt }}`;
    const project = projectOf(account, name);
    if (!project || !hears(account, project, job))
        return `no runner ${label}: no webhook of these plans tells a project ${name ?? ""} of jobs of ${job.workflow} in ${job.repository} for ${job.actor}, so GitHub waits for ever`;
    return stopped(account, project);
}

function projectOf(account: LocalAccount, name: string | undefined): Planned | undefined {
    return account.created(TYPE.project).find(({ resource }) => text(resource, "name") === name);
}

/** Whether a docker daemon runs beside a job with these labels; GitHub's own runners have one. */
export function hasDaemon(account: LocalAccount, labels: readonly string[]): boolean {
    const [name] = labels.flatMap((label) => LABEL.exec(label)?.[1] ?? []);
    const project = projectOf(account, name);
    return !project || below(project.resource.inputs, "environment")["privilegedMode"] === true;
}

/** GitHub's number of whoever pushes in a rehearsal: the first that a webhook lets in by number, where one does. */
export function actorIn(account: LocalAccount): string {
    const [number] = account
        .created(TYPE.buildWebhook)
        .flatMap(({ resource }) => records(resource.inputs["filterGroups"]))
        .flatMap((group) => records(group["filters"]))
        .flatMap(({ type, pattern }) => (type === ACTOR ? (/\d+/.exec(String(pattern)) ?? []) : []));
    return number ?? "1";
}

/** A group of filters lets an event in where each of them does; a webhook hears what any group lets in. */
function hears(account: LocalAccount, { resource: project }: Planned, job: AskedFor): boolean {
    const { location } = below(project.inputs, "source");
    if (String(location).toLowerCase() !== `https://github.com/${job.repository}.git`.toLowerCase()) return false;
    const says: Readonly<Record<string, (pattern: string) => boolean>> = {
        EVENT: (pattern) => pattern.split(/\s*,\s*/).includes("WORKFLOW_JOB_QUEUED"),
        WORKFLOW_NAME: (pattern) => new RegExp(pattern).test(job.workflow),
        [ACTOR]: (pattern) => new RegExp(pattern).test(job.actor),
    };
    return account
        .created(TYPE.buildWebhook)
        .filter(({ resource }) => text(resource, "projectName") === text(project, "name"))
        .flatMap(({ resource }) => records(resource.inputs["filterGroups"]))
        .some((group) =>
            records(group["filters"]).every(({ type, pattern }) => says[String(type)]?.(String(pattern)) === true),
        );
}

/** What CodeBuild asks for under the project's role before anything runs. */
function stopped(account: LocalAccount, { plan, resource: project }: Planned): string | undefined {
    try {
        const by = account.assume("codebuild.amazonaws.com", text(project, "serviceRole"), text(project, "arn"));
        askRows(account.gateway, by, JOB, { plans: account.plans, plan, project, env: {} });
        return undefined;
    } catch (error) {
        if (!(error instanceof Denied)) throw error;
        return `CodeBuild ends before its runner has registered: ${error.message}`;
    }
}
