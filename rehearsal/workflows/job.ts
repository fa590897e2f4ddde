// One job, from its runner to its outputs, as GitHub runs it.
import type { Server } from "node:http";

import type { JsonObject } from "../../plan/document";
import type { LocalAccount } from "../account/local-account";
import { asJson } from "../engine/journal";
import { Deadline } from "../engine/clock";
import { RoomGone } from "../sandbox/room";
import { type Artifacts, Credentials } from "./actions/types";
import { githubOf, onRunner, type Result, runnerOf, StepResults, variablesOf } from "./contexts";
import type { Job, Step, Workflow } from "./document";
import { type Expressions, type Scope, textsOf, UnusableExpression } from "./expressions";
import { hashesFor } from "./globs";
import type { JobFacts, Values } from "./job-facts";
import { Masks } from "./log";
import { Runner } from "./runner";
import { StepRun } from "./step";

/** What GitHub allows where the job says nothing, in minutes. */
const LONGEST = 360;

export interface JobSide {
    readonly account: LocalAccount;
    readonly expressions: Expressions;
    readonly workflow: Workflow;
    readonly job: Job;
    readonly facts: JobFacts;
    readonly artifacts: Artifacts;
    readonly secrets: Values;
    readonly variables: Values;
    /** GitHub's API. */
    readonly api: Server;
    /** Where it may keep what it works with. */
    readonly folder: string;
    /** Whether a docker daemon runs beside it. @default true */
    readonly daemon?: boolean;
}

export interface JobEnd {
    readonly result: Exclude<Result, "skipped">;
    readonly outputs: Values;
    /** What a person must know where it is no success. */
    readonly why?: string;
}

export class JobRun {
    public readonly masks: Masks;
    public readonly results = new StepResults();
    public readonly credentials = new Credentials();
    public readonly runner: Runner;
    /** What steps have set for those that follow. */
    public readonly set: Record<string, string> = {};
    public readonly paths: string[] = [];
    /** What every program begins with. */
    public base: Readonly<Record<string, string>> = {};
    private readonly github: JsonObject;
    private deadline?: Deadline;
    private current?: StepRun;
    private why?: string;

    constructor(public readonly side: JobSide) {
        const { account, facts, secrets } = side;
        this.masks = new Masks(Object.values(secrets));
        this.runner = new Runner(side.folder, facts.repository.name, {
            account,
            credentials: this.credentials,
            api: side.api,
            daemon: side.daemon,
            sleep: (milliseconds) => this.sleep(milliseconds),
            say: (line) => this.say(line),
        });
        this.github = onRunner(githubOf(facts), this.runner.folders, secrets["GITHUB_TOKEN"] ?? "", facts.key);
    }

    /** What runs is ended; what follows runs only where it says `always()` or `cancelled()`. */
    public cancel(why: string): void {
        this.why ??= why;
        this.results.cancel();
        this.current?.end();
    }

    public async play(): Promise<JobEnd> {
        const { job, account } = this.side;
        try {
            const minutes = Number(this.value(job["timeout-minutes"] ?? LONGEST));
            const late = `The job has exceeded the maximum execution time of ${minutes}m0s.`;
            this.deadline = new Deadline(minutes * 60_000, account.clock, () => this.cancel(late));
            const env = await this.runner.begin(JSON.stringify(this.github["event"]));
            const { GITHUB_API_URL = "" } = env;
            this.base = { ...env, ...variablesOf(this.github, runnerOf(this.runner.folders)), GITHUB_API_URL };
            Object.assign(this.set, this.variables(this.side.workflow.env), this.variables(job.env));
            for (const [at, step] of job.steps.entries()) await this.step(step, at);
            return this.ending(this.outputs());
        } catch (error) {
            if (!(error instanceof RoomGone) && !(error instanceof UnusableExpression)) throw error;
            this.results.fail();
            this.why ??= error.message;
            return this.ending({});
        } finally {
            this.deadline?.cancel();
            await this.runner.close();
        }
    }

    private ending(outputs: Values): JobEnd {
        const { status } = this.results;
        return {
            result: status,
            outputs,
            ...(status === "success" ? {} : { why: this.masks.hide(this.why ?? status) }),
        };
    }

    private async step(step: Step, at: number): Promise<void> {
        const run = new StepRun(this, step, at);
        this.current = run;
        const hashFiles = await hashesFor(step, this.side.expressions, this.runner.files);
        const result = await run.play(hashFiles);
        if (result.conclusion === "failure") this.why ??= `${run.name}: ${run.why ?? "failed"}`;
        this.results.add(step.id, result);
    }

    /** What the expressions of the job's own keys see, and with more those of its steps. */
    public scope(more: Readonly<Record<string, JsonObject>> = {}, functions: Scope["functions"] = {}): Scope {
        const { facts, variables, secrets } = this.side;
        const { needs, matrix, strategy, inputs } = facts;
        const { folders } = this.runner;
        return {
            contexts: {
                ...{ github: this.github, needs, matrix, strategy, inputs },
                ...{ vars: variables, secrets, runner: runnerOf(folders), steps: this.results.context },
                job: { status: this.results.status },
                env: this.set,
                ...more,
            },
            functions,
        };
    }

    private value(written: Parameters<Expressions["value"]>[0]): unknown {
        return this.side.expressions.value(written, this.scope());
    }

    private variables(written: Job["env"]): Record<string, string> {
        return textsOf(this.value(written ?? {}));
    }

    /** "Outputs containing secrets are redacted on the runner and not sent to GitHub Actions." */
    private outputs(): Values {
        const { outputs } = this.side.job;
        const all = Object.entries(textsOf(this.value(outputs ?? {})));
        return Object.fromEntries(
            all.filter(([name, value]) => {
                const secret = this.masks.hides(value);
                if (secret) this.say(`##[warning]Skip output '${name}' since it may contain secret.`);
                return !secret;
            }),
        );
    }

    private async sleep(milliseconds: number): Promise<void> {
        await Promise.all([this.deadline?.sleep(milliseconds), this.current?.sleep(milliseconds)]);
    }

    public say(line: string): void {
        this.side.account.say(this.side.facts.id, this.masks.hide(line));
    }

    public record(kind: string, step: string, data: object = {}): void {
        const hidden = JSON.parse(this.masks.hide(JSON.stringify(data))) as object;
        this.side.account.record({ kind, about: `${this.side.facts.id}/${step}`, data: asJson(hidden) });
    }
}
