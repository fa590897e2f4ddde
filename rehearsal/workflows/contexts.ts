// What expressions find by name, and the variables that steps find.
// https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
import { posix } from "node:path";

import type { Json, JsonObject } from "../../plan/document";
import type { Scope } from "./expressions";
import { fullName, type JobFacts, type Repository } from "./job-facts";
import { refOf, type Trigger } from "./triggers";

/** Where a job finds what the runner keeps. */
export interface RunnerFolders {
    readonly workspace: string;
    readonly temp: string;
    readonly tools: string;
    /** The file with what the event said. */
    readonly event: string;
}

const SERVER = "https://github.com";

/** Known before a runner is. */
export function githubOf(
    facts: Omit<JobFacts, "permissions" | "needs" | "matrix" | "strategy" | "inputs">,
): JsonObject {
    const { repository, trigger, run, file, workflow } = facts;
    const ref = refOf(trigger);
    const pull = trigger.event === "pull_request" ? trigger : undefined;
    return {
        ref,
        ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ""),
        ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
        ref_protected: false,
        sha: trigger.sha,
        repository: fullName(repository),
        repository_id: repository.id,
        repository_owner: repository.owner,
        repository_owner_id: repository.ownerId,
        repositoryUrl: `git://github.com/${fullName(repository)}.git`,
        run_id: run.id,
        run_number: String(run.number),
        run_attempt: "1",
        retention_days: "90",
        actor: trigger.actor,
        actor_id: run.actorId,
        triggering_actor: trigger.actor,
        workflow,
        workflow_ref: `${fullName(repository)}/${file}@${ref}`,
        workflow_sha: trigger.sha,
        head_ref: pull?.head ?? "",
        base_ref: pull?.base ?? "",
        event_name: trigger.event,
        event: eventOf(repository, trigger),
        server_url: SERVER,
        api_url: "https://api.github.com",
        graphql_url: "https://api.github.com/graphql",
        secret_source: "Actions",
    };
}

/** The part of the webhook's payload that workflows read. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
function eventOf(repository: Repository, trigger: Trigger): JsonObject {
    const { owner, name, ownerId, id, defaultBranch, visibility } = repository;
    const common = {
        repository: {
            id: Number(id),
            name,
            full_name: fullName(repository),
            private: visibility !== "public",
            visibility,
            default_branch: defaultBranch,
            html_url: `${SERVER}/${fullName(repository)}`,
            owner: { login: owner, id: Number(ownerId) },
        },
        sender: { login: trigger.actor },
    };
    const nobody = "0".repeat(40);
    switch (trigger.event) {
        case "push":
            return {
                ...common,
                ref: trigger.ref,
                before: trigger.before ?? nobody,
                after: trigger.sha,
                created: trigger.before === undefined,
                deleted: false,
                forced: false,
                pusher: { name: trigger.actor },
                head_commit: {
                    id: trigger.sha,
                    message: trigger.message,
                    timestamp: trigger.timestamp,
                    author: { name: trigger.actor, username: trigger.actor },
                },
            };
        case "pull_request":
            return {
                ...common,
                action: "opened",
                number: trigger.number,
                pull_request: {
                    number: trigger.number,
                    title: trigger.message.split("\n")[0] ?? "",
                    head: { ref: trigger.head, sha: trigger.sha, repo: { fork: trigger.fork } },
                    base: { ref: trigger.base },
                    user: { login: trigger.actor },
                },
            };
        case "workflow_dispatch":
            return { ...common, ref: trigger.ref, inputs: trigger.inputs };
    }
}

/** What the runner adds, while the steps run. */
export function onRunner(github: JsonObject, folders: RunnerFolders, token: string, key: string): JsonObject {
    return { ...github, token, job: key, workspace: folders.workspace, event_path: folders.event };
}

export function runnerOf({ temp, tools }: RunnerFolders): JsonObject {
    return {
        name: "rehearsal",
        os: "Linux",
        arch: "X64",
        environment: "github-hosted",
        debug: "",
        temp,
        tool_cache: tools,
    };
}

const TOLD = (
    "ref ref_name ref_type ref_protected sha repository repository_id repository_owner repository_owner_id run_id " +
    "run_number run_attempt retention_days actor actor_id triggering_actor workflow workflow_ref workflow_sha head_ref " +
    "base_ref event_name event_path server_url api_url graphql_url workspace job"
).split(" ");

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables */
export function variablesOf(github: JsonObject, runner: JsonObject): Record<string, string> {
    const upper = (prefix: string, from: JsonObject, names: readonly string[]) =>
        names.map((name): [string, string] => [`${prefix}_${name.toUpperCase()}`, String(from[name] ?? "")]);
    return Object.fromEntries([
        ["CI", "true"],
        ["GITHUB_ACTIONS", "true"],
        ...upper("GITHUB", github, TOLD),
        ...upper("RUNNER", runner, ["name", "os", "arch", "environment", "temp", "tool_cache"]),
        ["RUNNER_WORKSPACE", posix.dirname(String(github["workspace"] ?? ""))],
    ] as [string, string][]);
}

// How the steps of a job went, as far as later ones can ask.

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
