// Runs a pipeline: each step once what it waits for has ended, side by side; after a failure nothing new begins.
// https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps.html
import { randomBytes } from "node:crypto";

import { s3ArnIn } from "../../plan/arn";
import type { Json, JsonObject } from "../../plan/document";
import { below, records, text } from "../../plan/plans";
import { at, jobName, ownArguments, type Step } from "../../plan/training";
import { type Caller, Denied, NotRehearsed, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { BuildFailed } from "../containers/engine";
import { asJson, type Digest } from "../engine/journal";
import { Bus } from "../events/bus";
import { cached, keyOf } from "./cache";
import { needs } from "./definition";
import { runEvent, stamp, stepEvent } from "./events";
import { placeOf } from "./jobs";
import { type Known, resolve } from "./references";
import { type StepEnd, type TrainingRun, TrainingRuns } from "./runs";
import { type StepRun, STEPS } from "./steps";

/** Goes on with what was under way, then hears of every new run. */
export function beginTraining(account: LocalAccount): void {
    const runs = account.part(TrainingRuns);
    for (const run of runs.all.filter(({ end }) => !end)) account.work(new Running(account, run).play());
    runs.onStarted((run) => account.work(new Running(account, run).play()));
}

class Running {
    private readonly where: { readonly pipeline: string; readonly arn: string };
    private readonly under = new Map<string, Promise<void>>();

    constructor(
        private readonly account: LocalAccount,
        private readonly run: TrainingRun,
    ) {
        this.where = { pipeline: text(run.pipeline.resource, "arn"), arn: run.arn };
    }

    public async play(): Promise<void> {
        const { account, run } = this;
        try {
            const by = account.assume("sagemaker.amazonaws.com", text(run.pipeline.resource, "roleArn"), run.arn);
            for (;;) {
                for (const step of this.ready()) this.under.set(step.name, this.play1(step, by));
                if (this.under.size === 0) break;
                await Promise.race(this.under.values());
            }
            const failed = [...run.steps.values()].find(({ end }) => end?.status === "Failed");
            this.end(failed ? "Failed" : "Succeeded", failed && `step ${failed.name}: ${failed.end?.why ?? ""}`);
        } catch (error) {
            if (!(error instanceof Denied)) throw error;
            this.end("Failed", error.message);
        }
    }

    /** What a killed rehearsal left half done is begun again. */
    private ready(): readonly Step[] {
        const { steps, definition } = this.run;
        if ([...steps.values()].some(({ end }) => end?.status === "Failed")) return [];
        const over = (name: string) => steps.get(name)?.end?.status === "Succeeded";
        return definition.steps.filter(
            (step) => !this.under.has(step.name) && !over(step.name) && needs(step).every(over) && this.isChosen(step),
        );
    }

    private isChosen({ within }: Step): boolean {
        return !within || this.run.steps.get(within.condition)?.end?.properties["Outcome"] === within.outcome;
    }

    private async play1(step: Step, by: Caller): Promise<void> {
        const { account, run } = this;
        const about = `${run.id}/${step.name}`;
        account.record({ kind: "training-step.started", about, data: { type: step.type } });
        this.announce(step, "Executing", "Starting");
        const end = await this.outcome(step, by);
        this.under.delete(step.name);
        account.record({ kind: "training-step.ended", about, data: asJson(end) });
        this.announce(step, end.status, "Executing");
    }

    private async outcome(step: Step, by: Caller): Promise<Omit<StepEnd, "at">> {
        const { account, run } = this;
        const say = (line: string) => account.say(`${run.id}/${step.name}`, line);
        try {
            const known = STEPS.get(step.type);
            if (!known) throw new NotRehearsed(`a step of the type ${step.type}`);
            const job = jobName(run.id, step.name, randomBytes(5).toString("hex"));
            const given = (await resolve(ownArguments(step), this.known(by, step, job))) as JsonObject;
            const cacheKey = keyOf(step, given, known);
            const before = cached(account, run, step, cacheKey);
            if (before) {
                say(`taken from ${before.from}, which was told the same`);
                return { ...before.end, cachedFrom: before.from };
            }
            const { plan, resource: pipeline } = run.pipeline;
            const at: StepRun = { plans: account.plans, plan, pipeline, step, given, job, account, run, by, say };
            const { properties, metadata = {} } = await known.run(at);
            return { status: "Succeeded", properties, metadata, cacheKey };
        } catch (error) {
            const why = wordsOf(error);
            say(why);
            return { status: "Failed", why, properties: {}, metadata: {} };
        }
    }

    private known(by: Caller, { name }: Step, job: string): Known {
        const { run } = this;
        const { pipeline } = this.where;
        return {
            parameters: run.parameters,
            execution: {
                PipelineExecutionId: run.id,
                PipelineExecutionArn: run.arn,
                PipelineArn: pipeline,
                PipelineName: text(run.pipeline.resource, "pipelineName"),
                StartDateTime: stamp(run.startedAt),
                CurrentDateTime: stamp(Date.now()),
                TrainingJobName: job,
                ProcessingJobName: job,
            },
            steps: (step) => run.steps.get(step)?.end?.properties,
            file: (from) => this.file(from, by, name),
        };
    }

    /** What a step wrote, or lies at an address; read under the pipeline's role. */
    private async file(from: JsonObject, by: Caller, asking: string): Promise<string> {
        const { account, run } = this;
        const uri =
            "S3Uri" in from
                ? await resolve(from["S3Uri"] ?? null, this.known(by, { name: asking } as Step, ""))
                : this.uriOf(from);
        const { bucket, key } = placeOf(uri);
        const on = s3ArnIn(run.pipeline.plan, `${bucket}/${key}`);
        const found = (await account.gateway.call({ by, action: "s3:GetObject", on, input: {} })) as { digest: Digest };
        return account.blobs.get(found.digest).toString("utf8");
    }

    /** `Steps.Evaluate.PropertyFiles.Report` */
    private uriOf(from: JsonObject): Json {
        const named = String(below(from, "PropertyFile")["Get"]);
        const [, step = "", name = ""] = /^Steps\.([^.]+)\.PropertyFiles\.(.+)$/.exec(named) ?? [];
        const file = this.run.definition.steps
            .find((one) => one.name === step)
            ?.propertyFiles.find((one) => one.name === name);
        const properties = this.run.steps.get(step)?.end?.properties ?? {};
        const output = file && at(properties, `.ProcessingOutputConfig.Outputs['${file.output}'].S3Output.S3Uri`);
        if (typeof output !== "string") throw new Refused("ClientError", `${named} is no property file of that step`);
        return `${output.replace(/\/$/, "")}/${file?.path ?? ""}`;
    }

    private announce({ name, type }: Step, status: string, before: string): void {
        const record = this.run.steps.get(name);
        if (!record) return;
        const { end, startedAt } = record;
        const state = { name, type, startedAt, status, before, endedAt: end?.at, why: end?.why };
        const said = { ...state, cachedFrom: end?.cachedFrom, metadata: inEvent(end?.metadata) };
        this.account.part(Bus).put(stepEvent(this.run.pipeline.plan, this.where, said));
    }

    private end(status: "Succeeded" | "Failed", why?: string): void {
        const { account, run } = this;
        account.record({ kind: "training.ended", about: run.id, data: asJson({ status, why }) });
        const { displayName, startedAt, end } = run;
        const state = { displayName, startedAt, status, before: "Executing", endedAt: end?.at };
        account.part(Bus).put(runEvent(run.pipeline.plan, this.where, state));
    }
}

/** In events, `{ processingJob: { arn } }` is what the API calls `{ ProcessingJob: { Arn } }`. */
function inEvent(metadata: JsonObject = {}): JsonObject {
    const lower = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    return Object.fromEntries(
        Object.entries(metadata).map(([name, inner]) => [
            lower(name),
            Object.fromEntries(
                records([inner])
                    .flatMap((one) => Object.entries(one))
                    .map(([key, value]) => [lower(key), value as Json]),
            ),
        ]),
    );
}

/** What AWS, a program or the limits of a rehearsal answer; anything else is a mistake of the rehearsal itself. */
function wordsOf(error: unknown): string {
    if (error instanceof Refused) return error.code === "Fail" ? error.message : `${error.code}: ${error.message}`;
    if (error instanceof Denied || error instanceof NotRehearsed || error instanceof BuildFailed) return error.message;
    throw error;
}
