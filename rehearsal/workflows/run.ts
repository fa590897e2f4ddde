// One run of a workflow: which jobs, in which order, and what comes of it.
import type { JsonObject } from "../../plan/document";
import { asJson } from "../engine/journal";
import { Artifacts } from "./actions/types";
import type { Wish } from "./waits";
import { githubOf, type Result } from "./contexts";
import type { Workflow } from "./document";
import { UnusableExpression } from "./expressions";
import type { GithubStandIn } from "./github-stand-in";
import { JobOfRun } from "./job-of-run";
import type { RunFacts, Values } from "./job-facts";
import { isStarted, type Trigger } from "./triggers";

export interface Started {
    readonly workflow: Workflow;
    /** Its path in the repository. */
    readonly file: string;
    readonly trigger: Trigger;
    readonly facts: RunFacts;
    readonly inputs: JsonObject;
    /** How its facts are called. */
    readonly id: string;
}

/** What other jobs see of one. */
export interface JobOutcome {
    readonly result: Result;
    readonly outputs: Values;
    /** Why the run is no success, where this is the reason. */
    readonly why?: string;
}

export interface RunEnd {
    readonly result: Exclude<Result, "skipped">;
    readonly why?: string;
    readonly jobs: Readonly<Record<string, JobOutcome>>;
}

export class WorkflowRun {
    public readonly artifacts: Artifacts;
    public readonly name: string;
    private readonly outcomes = new Map<string, Promise<JobOutcome>>();
    private readonly known = new Map<string, JobOutcome>();
    private readonly jobs = new Set<JobOfRun>();
    public cancelled?: string;

    constructor(
        public readonly standIn: GithubStandIn,
        public readonly started: Started,
    ) {
        this.artifacts = new Artifacts(standIn.account.blobs);
        this.name = String(started.workflow.name ?? started.file);
    }

    public static wants(workflow: Workflow, trigger: Trigger): boolean {
        return isStarted(workflow.on, trigger);
    }

    public async play(): Promise<RunEnd> {
        const { workflow, trigger, file, facts } = this.started;
        const { repository } = this.standIn;
        const about = { workflow: this.name, file, event: trigger.event, sha: trigger.sha, number: facts.number };
        const jobs = Object.keys(workflow.jobs);
        this.record("workflow.queued", { ...about, jobs, repository: `${repository.owner}/${repository.name}` });
        const end = await this.inTurn(workflow.concurrency, this.scopeOfRun(), async () => {
            this.record("workflow.started", {});
            await Promise.all(jobs.map((name) => this.outcome(name)));
            return this.ending();
        });
        const ended: RunEnd = end ?? {
            result: "cancelled",
            why: this.cancelled ?? "a newer run took its place",
            jobs: {},
        };
        this.record("workflow.ended", { status: ended.result, why: ended.why });
        return ended;
    }

    public cancel(why: string): void {
        this.cancelled ??= why;
        for (const job of this.jobs) job.cancel(why);
    }

    /** Nothing where it lost its place before it began. */
    public async inTurn<T>(
        written: Workflow["concurrency"],
        scope: Parameters<GithubStandIn["expressions"]["fill"]>[1],
        work: () => Promise<T>,
        cancel: (why: string) => void = (why) => this.cancel(why),
    ): Promise<T | undefined> {
        if (written === undefined) return work();
        const leave = await this.standIn.concurrency.enter(this.wish(written, scope), cancel);
        if (!leave) return undefined;
        return work().finally(leave);
    }

    private wish(
        written: NonNullable<Workflow["concurrency"]>,
        scope: Parameters<GithubStandIn["expressions"]["fill"]>[1],
    ): Wish {
        const { expressions } = this.standIn;
        const { group, ...how } = written;
        return {
            group: expressions.fill(group, scope),
            cancels: expressions.value(how["cancel-in-progress"] ?? false, scope) === true,
            queue: how.queue ?? "single",
        };
    }

    /** What a key of the whole run sees. */
    public scopeOfRun() {
        const { trigger, facts, file, inputs } = this.started;
        const { repository } = this.standIn;
        const github = githubOf({ repository, trigger, run: facts, file, workflow: this.name, key: "", id: "" });
        return { contexts: { github, inputs, vars: this.standIn.variablesFor() } };
    }

    /** Of a job, once; its needs come first. */
    public outcome(name: string): Promise<JobOutcome> {
        const known = this.outcomes.get(name) ?? this.begin(name);
        this.outcomes.set(name, known);
        return known;
    }

    private async begin(name: string): Promise<JobOutcome> {
        const job = this.started.workflow.jobs[name];
        if (!job) throw new Error(`there is no job ${name}`);
        const direct = job.needs ?? [];
        const all = await Promise.all(direct.map((need) => this.outcome(need)));
        const needs = Object.fromEntries(direct.map((need, at) => [need, all[at] as JobOutcome]));
        const running = new JobOfRun(this, name, job, needs, this.ancestors(name));
        this.jobs.add(running);
        try {
            const outcome = await running.play();
            this.known.set(name, outcome);
            return outcome;
        } catch (error) {
            if (!(error instanceof UnusableExpression)) throw error;
            const outcome: JobOutcome = { result: "failure", outputs: {}, why: `${name}: ${error.message}` };
            this.known.set(name, outcome);
            return outcome;
        } finally {
            this.jobs.delete(running);
        }
    }

    /** All that a job needs, and what those need: a failure or a skip goes on along the whole chain. */
    private ancestors(name: string): readonly JobOutcome[] {
        const names = new Set<string>();
        const look = (each: string): void => {
            for (const need of this.started.workflow.jobs[each]?.needs ?? []) {
                if (names.has(need)) continue;
                names.add(need);
                look(need);
            }
        };
        look(name);
        return [...names].flatMap((each) => this.known.get(each) ?? []);
    }

    private ending(): RunEnd {
        const jobs = Object.fromEntries(this.known);
        const bad = [...this.known].filter(([, { why }]) => why !== undefined);
        const why = bad.map(([, outcome]) => outcome.why).join("; ");
        if (this.cancelled !== undefined) return { result: "cancelled", why: this.cancelled, jobs };
        if (bad.length === 0) return { result: "success", jobs };
        const failed = bad.some(([, { result }]) => result !== "cancelled");
        return { result: failed ? "failure" : "cancelled", why, jobs };
    }

    public record(kind: string, data: object, about = this.started.id): void {
        this.standIn.account.record({ kind, about, data: asJson(data) });
    }
}
