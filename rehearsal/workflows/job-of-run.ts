// One job of a workflow as the run sees it: whether it begins, how often, behind which gate, and what others see of it.
import type { Json, JsonObject } from "../../plan/document";
import { askReviewer, onRunnerWith, refusalOf, Slots } from "./waits";
import { hasDaemon } from "./codebuild-runners";
import { githubOf } from "./contexts";
import type { Job } from "./document";
import { type Scope, textsOf } from "./expressions";
import { allowedOf, fullName, type JobFacts } from "./job-facts";
import { type JobEnd, JobRun } from "./job";
import { combinationsOf, UnusableMatrix } from "./matrix";
import { labelsOf } from "./rules";
import type { JobOutcome, WorkflowRun } from "./run";

interface Variant {
    readonly matrix: JsonObject;
    readonly strategy: JsonObject;
    readonly id: string;
    readonly name: string;
}

type Ended = JobEnd & { readonly goesOn: boolean };

export class JobOfRun {
    private readonly running = new Set<JobRun>();
    private readonly stop = new AbortController();
    private stopped?: string;

    constructor(
        private readonly run: WorkflowRun,
        private readonly key: string,
        private readonly job: Job,
        private readonly needs: Readonly<Record<string, JobOutcome>>,
        private readonly before: readonly JobOutcome[],
    ) {}

    public cancel(why: string): void {
        this.stopped ??= why;
        this.stop.abort(new Error(why));
        for (const each of this.running) each.cancel(why);
    }

    public async play(): Promise<JobOutcome> {
        if (!this.isWanted()) {
            this.run.record("workflow.job.ended", { status: "skipped", name: this.key }, this.id());
            return { result: "skipped", outputs: {} };
        }
        const variants = this.variants();
        const most = Number(this.value(this.job.strategy?.["max-parallel"] ?? (variants.length || 1)));
        const slots = new Slots(Math.max(1, most));
        const quick = this.value(this.job.strategy?.["fail-fast"] ?? true) === true;
        const ends = await Promise.all(
            variants.map((variant) =>
                slots.hold(async () => {
                    const end = await this.one(variant);
                    if (quick && end.result === "failure" && !end.goesOn)
                        this.cancel(`The strategy configuration was canceled because "${variant.name}" failed`);
                    return end;
                }),
            ),
        );
        return outcomeOf(ends);
    }

    private id(at?: number): string {
        return `${this.run.started.id}/${this.key}${at === undefined ? "" : `-${at + 1}`}`;
    }

    /** https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions */
    private isWanted(): boolean {
        const { expressions } = this.run.standIn;
        const cancelled = this.run.cancelled !== undefined;
        const results = this.before.map(({ result }) => result);
        const success = !cancelled && results.every((result) => result === "success");
        const functions = {
            success: (): Json => success,
            failure: (): Json => !cancelled && results.includes("failure"),
            cancelled: (): Json => cancelled,
            always: (): Json => true,
        };
        const condition = this.job.if ?? "success()";
        if (!expressions.asksStatus(condition) && !success) return false;
        return expressions.holds(condition, { ...this.scope(), functions });
    }

    private variants(): readonly Variant[] {
        const written = this.job.strategy?.matrix;
        if (written === undefined)
            return [{ matrix: {}, strategy: strategyOf(0, 1), id: this.id(), name: this.nameFor({}) }];
        const combinations = combinationsOf(this.value(written));
        if (combinations.length === 0) throw new UnusableMatrix("the matrix makes no job");
        return combinations.map((matrix, at) => ({
            matrix,
            strategy: strategyOf(at, combinations.length),
            id: this.id(at),
            name: this.nameFor(matrix),
        }));
    }

    /** GitHub's own name for one of a matrix has its values behind it. */
    private nameFor(matrix: JsonObject): string {
        const { name } = this.job;
        if (name !== undefined && name !== null)
            return this.run.standIn.expressions.fill(String(name), this.scope(matrix));
        const values = Object.values(matrix).map((value) =>
            typeof value === "object" ? JSON.stringify(value) : String(value),
        );
        return values.length === 0 ? this.key : `${this.key} (${values.join(", ")})`;
    }

    private async one(variant: Variant): Promise<Ended> {
        const scope = this.scope(variant.matrix, variant.strategy);
        const goesOn = this.value(this.job["continue-on-error"] ?? false, scope) === true;
        const cancelled = (): Ended => ({
            result: "cancelled",
            outputs: {},
            goesOn,
            why: this.stopped ?? "it was cancelled",
        });
        const record = (kind: string, data: object) =>
            this.run.record(kind, { name: variant.name, ...data }, variant.id);
        record("workflow.job.queued", { needs: Object.keys(this.needs) });
        const finish = (end: Ended): Ended => {
            record("workflow.job.ended", { status: end.result, why: end.why, outputs: end.outputs });
            return end;
        };
        if (this.stopped !== undefined) return finish(cancelled());
        const end = await this.run.inTurn(
            this.job.concurrency,
            scope,
            async (): Promise<Ended> => {
                const gate = await this.gate(variant, scope);
                if (gate !== undefined) return { result: "failure", outputs: {}, why: gate, goesOn };
                if (this.stopped !== undefined) return cancelled();
                const { account, machines, repository } = this.run.standIn;
                const labels = labelsOf(this.value(this.job["runs-on"], scope) as Job["runs-on"]);
                const refusal = refusalOf(account, labels, {
                    repository: fullName(repository),
                    workflow: this.run.name,
                    run: this.run.started.facts.id,
                    actor: this.run.started.facts.actorId,
                });
                if (refusal !== undefined) return { result: "failure", outputs: {}, why: refusal, goesOn };
                const play = (): Promise<JobEnd> => {
                    record("workflow.job.started", {});
                    return machines.hold(() => this.onRunner(variant, scope, hasDaemon(account, labels)));
                };
                return { ...(await onRunnerWith(account, labels, play)), goesOn };
            },
            (why) => this.cancel(why),
        );
        return finish(end ?? cancelled());
    }

    /** Why it may not begin; nothing where it may. */
    private async gate(variant: Variant, scope: Scope): Promise<string | undefined> {
        const name = this.environmentName(scope);
        if (name === undefined || !this.run.standIn.environment(name).reviewed) return undefined;
        const { standIn } = this.run;
        const asked = { token: variant.id, pipeline: this.run.name, stage: this.key, action: name };
        return askReviewer(standIn.account, standIn.approver, asked, this.stop.signal);
    }

    private environmentName(scope: Scope): string | undefined {
        const { environment } = this.job;
        if (environment === undefined) return undefined;
        const name = this.run.standIn.expressions.fill(environment.name, scope);
        return name === "" ? undefined : name;
    }

    private async onRunner({ matrix, strategy, id }: Variant, scope: Scope, daemon: boolean): Promise<JobEnd> {
        const { standIn, started, artifacts } = this.run;
        const { workflow, trigger } = started;
        const environment = this.environmentName(scope);
        const running = new JobRun({
            account: standIn.account,
            expressions: standIn.expressions,
            workflow,
            job: this.job,
            facts: {
                ...this.facts(),
                ...{ id, matrix, strategy },
                ...(environment === undefined ? {} : { environment }),
            },
            artifacts,
            secrets: standIn.secretsFor(trigger, environment),
            variables: standIn.variablesFor(environment),
            api: standIn.api,
            folder: standIn.folder(),
            daemon,
        });
        this.running.add(running);
        if (this.stopped !== undefined) running.cancel(this.stopped);
        return running.play().finally(() => this.running.delete(running));
    }

    private facts(): JobFacts {
        const { started, standIn, name } = this.run;
        const { workflow, trigger, file, facts, inputs } = started;
        const needs = Object.fromEntries(
            Object.entries(this.needs).map(([need, { result, outputs }]) => [need, { result, outputs }]),
        );
        const permissions = allowedOf(trigger, this.job.permissions ?? workflow.permissions);
        const own = { key: this.key, id: this.id(), permissions, inputs, needs, matrix: {}, strategy: {} };
        return { ...own, repository: standIn.repository, trigger, run: facts, file, workflow: name };
    }

    private scope(matrix: JsonObject = {}, strategy: JsonObject = {}): Scope {
        const facts = this.facts();
        const { needs, inputs } = facts;
        const github = githubOf(facts);
        return { contexts: { github, needs, strategy, matrix, inputs, vars: this.run.standIn.variablesFor() } };
    }

    private value(written: Json, scope = this.scope()): Json {
        return this.run.standIn.expressions.value(written, scope);
    }
}

function strategyOf(at: number, total: number): JsonObject {
    return { "job-index": at, "job-total": total, "fail-fast": true, "max-parallel": total };
}

/** The worst of all; of outputs of one name, the last that is not empty. One that may fail is no failure to others. */
function outcomeOf(ends: readonly Ended[]): JobOutcome {
    const results = ends.map(({ result, goesOn }) => (goesOn && result === "failure" ? "success" : result));
    const worst = (["failure", "cancelled"] as const).find((result) => results.includes(result));
    const outputs = Object.assign({}, ...ends.map((end) => filled(end.outputs))) as Record<string, string>;
    const why = ends.filter((_, at) => results[at] !== "success").map((end) => end.why ?? end.result);
    return { result: worst ?? "success", outputs, ...(worst === undefined ? {} : { why: why.join("; ") }) };
}

function filled(outputs: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(textsOf(outputs)).filter(([, value]) => value !== ""));
}
