// One step of a job: whether it runs, with what, and how it went.
import { randomUUID } from "node:crypto";
import { posix } from "node:path";

import type { Json, JsonObject } from "../../plan/document";
import { Deadline, wait } from "../engine/clock";
import { RoomGone } from "../sandbox/room";
import type { Program } from "../sandbox/program";
import { actionNamed, inputProblem } from "./actions";
import { StepFailed } from "./actions/types";
import type { Step } from "./document";
import { makeFiles, mayBeSet, readFiles } from "./environment-files";
import { type Scope, textsOf } from "./expressions";
import type { JobRun } from "./job";
import { LogCommands } from "./log";
import { commandOf } from "./runner";
import type { Result, StepResult } from "./contexts";

/** How long GitHub lets a program end by itself after each signal, in milliseconds, and how long we do at least. */
const GRACE: readonly (readonly [NodeJS.Signals, number])[] = [
    ["SIGINT", 7_500],
    ["SIGTERM", 2_500],
];
const AT_LEAST = 200;

export class StepRun {
    public readonly name: string;
    public why?: string;
    private readonly key: string;
    private readonly outputs: Record<string, string> = {};
    private readonly commands: LogCommands;
    private env: Record<string, string> = {};
    private program?: Program;
    private deadline?: Deadline;
    private lastLine = "";
    private isEnded = false;

    constructor(
        private readonly job: JobRun,
        private readonly step: Step,
        at: number,
    ) {
        const { name, run, uses, id } = step;
        const [first = ""] = (run ?? "").trim().split("\n");
        this.name = String(name ?? id ?? (uses === undefined ? `Run ${first}` : `Run ${uses}`));
        this.key = String(at + 1);
        this.commands = new LogCommands({
            line: (line) => {
                if (line.trim() !== "") this.lastLine = line.trim();
                job.say(line);
            },
            mask: (secret) => job.masks.add(secret),
            output: (name, value) => (this.outputs[name] = value),
            refuse: (why) => this.fail(why),
        });
    }

    public async play(hashFiles: (...patterns: readonly Json[]) => Json): Promise<StepResult> {
        const { job, step } = this;
        const { expressions } = job.side;
        let scope = this.scope(hashFiles);
        try {
            this.env = textsOf(expressions.value(step.env ?? {}, scope));
            scope = this.scope(hashFiles);
            if (!this.isWanted(scope)) return this.ended("skipped", "skipped");
        } catch (error) {
            return this.failedWith(error, scope);
        }
        job.record("workflow.step.started", this.key, { name: this.name, number: Number(this.key) });
        job.say(`##[group]${this.name}`);
        try {
            await this.within(scope, () =>
                step.uses === undefined ? this.script(scope) : this.action(step.uses, scope),
            );
        } catch (error) {
            return this.failedWith(error, scope);
        }
        return this.ending(scope);
    }

    /** The program is asked to end, and then made to. */
    public end(): void {
        this.isEnded = true;
        const { program, job } = this;
        if (!program) return;
        void (async () => {
            for (const [signal, milliseconds] of GRACE) {
                program.signal(signal);
                await Promise.race([program.ended, wait(job.side.account.clock, milliseconds, AT_LEAST)]);
            }
            program.signal("SIGKILL");
        })();
    }

    /** Meanwhile, that is: whoever asks has asked before. */
    private wasEnded(): boolean {
        return this.isEnded;
    }

    public async sleep(milliseconds: number): Promise<void> {
        await this.deadline?.sleep(milliseconds);
    }

    private scope(hashFiles: (...patterns: readonly Json[]) => Json): Scope {
        const { job, env } = this;
        const own: JsonObject = { ...job.set, ...env };
        return job.scope({ env: own }, { hashFiles });
    }

    /** A condition that does not ask how things went runs only where they went well. */
    private isWanted(scope: Scope): boolean {
        const { expressions } = this.job.side;
        const { functions } = this.job.results;
        const condition = this.step.if ?? "success()";
        const asks = expressions.asksStatus(condition);
        if (!asks && this.job.results.status !== "success") return false;
        return expressions.holds(condition, { ...scope, functions: { ...scope.functions, ...functions } });
    }

    private async within(scope: Scope, work: () => Promise<void>): Promise<void> {
        const { expressions, account } = this.job.side;
        const minutes = this.step["timeout-minutes"];
        if (minutes === undefined) return work();
        const longest = Number(expressions.value(minutes, scope));
        const late = () => {
            this.fail(`The action '${this.name}' has timed out after ${longest} minutes.`);
            this.end();
        };
        this.deadline = new Deadline(longest * 60_000, account.clock, late);
        await work().finally(() => this.deadline?.cancel());
    }

    private async script(scope: Scope): Promise<void> {
        const { job, step } = this;
        const { workflow, job: written, expressions } = job.side;
        const { files, folders, room } = job.runner;
        const defaults = [step, written.defaults?.run, workflow.defaults?.run];
        const shell = commandOf(defaults.find((each) => each?.shell !== undefined)?.shell);
        const where = defaults.find((each) => each?.["working-directory"] !== undefined)?.["working-directory"] ?? "";
        const cwd = posix.resolve(folders.workspace, expressions.fill(where, scope));
        if ((await files.kind(cwd)) !== "folder")
            throw new StepFailed(`An error occurred trying to start process: the folder ${cwd} is not there`);
        const script = posix.join(folders.temp, `${randomUUID()}${shell.ending}`);
        await files.write(script, Buffer.from(`${expressions.fill(step.run ?? "", scope).replace(/\r\n/g, "\n")}\n`));
        const named = await makeFiles(files, folders.temp);
        const env = this.environment(named);
        if (this.wasEnded()) return;
        this.program = room.start(shell.argv(script), { cwd, env, log: (line) => this.commands.hear(line) });
        const { code } = await this.program.ended;
        this.program = undefined;
        await this.heed(named);
        if (code !== 0 && !this.wasEnded())
            this.fail(
                `Process completed with exit code ${code ?? 137}.${this.lastLine === "" ? "" : ` Its last words: ${this.lastLine}`}`,
            );
    }

    private environment(named: Readonly<Record<string, string>>): Record<string, string> {
        const { base, set, paths } = this.job;
        const own = { ...base, ...set, ...this.env };
        const github = Object.fromEntries(Object.entries(base).filter(([name]) => !mayBeSet(name)));
        const PATH = [...[...paths].reverse(), own["PATH"] ?? ""].join(":");
        return { ...own, ...github, GITHUB_ACTION: this.step.id ?? "__run", ...named, PATH };
    }

    /** What it has written for those that follow. */
    private async heed(named: Readonly<Record<string, string>>): Promise<void> {
        const { job } = this;
        const problems = await readFiles(job.runner.files, named, {
            output: (name, value) => (this.outputs[name] = value),
            variable: (name, value) => (job.set[name] = value),
            path: (folder) => job.paths.push(folder),
            summary: (text) => job.record("workflow.summary", this.key, { text }),
        });
        for (const problem of problems) this.fail(problem);
    }

    private async action(uses: string, scope: Scope): Promise<void> {
        const { job, step } = this;
        const { account, facts, artifacts, expressions } = job.side;
        const action = actionNamed(uses);
        if (!action) throw new StepFailed(`not rehearsed: ${uses}`);
        const given = textsOf(expressions.value(step.with ?? {}, scope));
        const named = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
        for (const [name, value] of named) {
            const problem = inputProblem(action, name, value);
            if (problem !== undefined) throw new StepFailed(problem);
        }
        const missing = (action.required ?? []).find((name) =>
            named.every(([own, value]) => own !== name || value === ""),
        );
        if (missing !== undefined) throw new StepFailed(`Input required and not supplied: ${missing}`);
        await action.run({
            inputs: { ...action.inputs, ...Object.fromEntries(named.filter(([, value]) => value !== "")) },
            facts,
            account,
            artifacts,
            files: job.runner.files,
            folders: job.runner.folders,
            credentials: job.credentials,
            program: (name, argv, stdin) => job.runner.program(name, argv, stdin),
            say: (line) => job.say(line),
            mask: (secret) => job.masks.add(secret),
            output: (name, value) => (this.outputs[name] = value),
            variable: (name, value) => (job.set[name] = value),
            path: (folder) => job.paths.push(folder),
        });
    }

    private fail(why: string): void {
        if (this.why === undefined) this.job.say(`##[error]${why}`);
        this.why ??= why;
    }

    private failedWith(error: unknown, scope: Scope): StepResult {
        // What a step left behind fails that step: a file that cannot be read, a zip that is none.
        if (error instanceof RoomGone) throw error;
        this.fail(error instanceof Error ? error.message : String(error));
        return this.ending(scope);
    }

    private ending(scope: Scope): StepResult {
        const { expressions } = this.job.side;
        if (this.isEnded && this.why === undefined) return this.ended("cancelled", "cancelled");
        if (this.why === undefined) return this.ended("success", "success");
        const goesOn = expressions.value(this.step["continue-on-error"] ?? false, scope) === true;
        return this.ended("failure", goesOn ? "success" : "failure");
    }

    private ended(outcome: Result, conclusion: Result): StepResult {
        const { why } = this;
        this.job.record("workflow.step.ended", this.key, {
            name: this.name,
            outcome,
            conclusion,
            ...(why === undefined ? {} : { why }),
        });
        return { outcome, conclusion, outputs: this.outputs };
    }
}
