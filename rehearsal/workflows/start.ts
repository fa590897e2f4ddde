// What happens in a repository, and the workflows that run because of it.
import type { JsonObject } from "../../plan/document";
import { listZip, readZipFile } from "../jobs/zip";
import { asJson } from "../engine/journal";
import { actorIn } from "./codebuild-runners";
import type { GithubStandIn } from "./github-stand-in";
import type { Workflow } from "./document";
import { readWorkflow, UnusableWorkflow } from "./read";
import { type RunEnd, WorkflowRun } from "./run";
import { type Dispatch, isStarted, type Trigger } from "./triggers";

const PLACE = /^\.github\/workflows\/[^/]+\.ya?ml$/;

export interface Numbered {
    /** Among all runs of the repository, and among those of one file. */
    next(file: string): { readonly id: string; readonly run: string; readonly number: number };
}

/** Every workflow of the commit that this starts, each until its end. A file that cannot be used is a run that failed, as at GitHub. */
export async function startWorkflows(
    standIn: GithubStandIn,
    trigger: Trigger,
    numbers: Numbered,
): Promise<readonly RunEnd[]> {
    const zip = standIn.repository.archive(trigger.sha);
    const files = listZip(zip)
        .map(({ name }) => name)
        .filter((name) => PLACE.test(name) && isMeant(name, trigger))
        .sort();
    const ends = files.map(async (file) => {
        const text = readZipFile(zip, file)?.toString("utf8") ?? "";
        const read = readOrRefuse(standIn, text, file);
        if (read.workflow && !isStarted(read.workflow.on, trigger)) return [];
        const { id, run, number } = numbers.next(file);
        const facts = { id: run, number, actorId: actorIn(standIn.account) };
        if (!read.workflow) return [refused(standIn, { id, file, trigger, number, why: read.why })];
        const inputs = trigger.event === "workflow_dispatch" ? inputsOf(read.workflow, trigger) : {};
        const started = { workflow: read.workflow, file, trigger, facts, inputs, id };
        return [await new WorkflowRun(standIn, started).play()];
    });
    return (await Promise.all(ends)).flat();
}

function isMeant(name: string, trigger: Trigger): boolean {
    return trigger.event !== "workflow_dispatch" || trigger.file === undefined || trigger.file === name;
}

type Read = { readonly workflow: Workflow } | { readonly workflow?: undefined; readonly why: string };

function readOrRefuse({ expressions }: GithubStandIn, text: string, file: string): Read {
    try {
        return { workflow: readWorkflow(text, file, expressions) };
    } catch (error) {
        if (!(error instanceof UnusableWorkflow)) throw error;
        return { why: error.message };
    }
}

interface Refusal {
    readonly id: string;
    readonly file: string;
    readonly trigger: Trigger;
    readonly number: number;
    readonly why: string;
}

function refused({ account, repository }: GithubStandIn, { id, file, trigger, number, why }: Refusal): RunEnd {
    const { event, sha } = trigger;
    const about = {
        workflow: file,
        file,
        event,
        sha,
        number,
        jobs: [],
        repository: `${repository.owner}/${repository.name}`,
    };
    account.record({ kind: "workflow.queued", about: id, data: asJson(about) });
    account.record({ kind: "workflow.ended", about: id, data: { status: "failure", why } });
    return { result: "failure", why, jobs: {} };
}

/** What was given, or what stands there where nothing was; truth values and numbers are no text here. */
function inputsOf({ on }: Workflow, { inputs: given }: Dispatch): JsonObject {
    const wanted = on.workflow_dispatch?.inputs ?? {};
    const all = Object.entries(wanted).map(([name, { type = "string", default: otherwise }]) => {
        const value = given[name] ?? otherwise ?? (type === "boolean" ? false : "");
        if (type === "boolean") return [name, String(value) === "true"] as const;
        return [name, type === "number" ? Number(value) : String(value)] as const;
    });
    return Object.fromEntries(all) as JsonObject;
}
