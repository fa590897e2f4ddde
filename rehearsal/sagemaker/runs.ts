// Runs of SageMaker's pipelines: which there were, what became of their steps, starting one.
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StartPipelineExecution.html
import { randomBytes } from "node:crypto";

import type { Json, JsonObject } from "../../plan/document";
import { type Planned, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { asJson, type Fact, type Fold } from "../engine/journal";
import { Bus } from "../events/bus";
import { type Definition, isOfType, type Parameter, readDefinition } from "./definition";
import { runEvent } from "./events";

export interface StepRecord {
    readonly name: string;
    readonly type: string;
    readonly startedAt: number;
    end?: StepEnd;
}

export interface StepEnd {
    readonly status: "Succeeded" | "Failed";
    readonly at: number;
    readonly why?: string;
    /** What other steps may name of it. */
    readonly properties: JsonObject;
    /** What it made, as ListPipelineExecutionSteps says. */
    readonly metadata: JsonObject;
    /** Of what it was told, where its result may be taken again. */
    readonly cacheKey?: string;
    /** The run whose result it took. */
    readonly cachedFrom?: string;
}

export interface TrainingRun {
    readonly arn: string;
    readonly id: string;
    readonly pipeline: Planned;
    readonly definition: Definition;
    readonly parameters: JsonObject;
    readonly displayName: string;
    readonly token?: string;
    readonly startedAt: number;
    readonly steps: Map<string, StepRecord>;
    end?: { readonly status: "Succeeded" | "Failed" | "Stopped"; readonly why?: string; readonly at: number };
}

/**
 * Runs by their id, the last part of their ARN. Its facts: `training.defined` by the pipeline's ARN, with its definition;
 * `training.started` and `training.ended` by the run's id; `training-step.started` and `training-step.ended` by `<run>/<step>`,
 * and a `line` for what its container says.
 */
export class TrainingRuns implements Fold {
    private readonly runs = new Map<string, TrainingRun>();
    private readonly definitions = new Map<string, Definition>();
    private readonly listeners: ((run: TrainingRun) => void)[] = [];

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, at }: Fact): void {
        if (kind === "training.defined") this.definitions.set(about, readDefinition(data["definition"]));
        if (kind === "training.started") this.started(about, data, at);
        const [id = "", name = ""] = about.split("/");
        const run = this.runs.get(id);
        if (!run) return;
        if (kind === "training-step.started") run.steps.set(name, { name, type: String(data["type"]), startedAt: at });
        const step = run.steps.get(name);
        if (kind === "training-step.ended" && step) step.end = { ...(data as unknown as StepEnd), at };
        if (kind === "training.ended") run.end = { ...(data as unknown as { status: "Succeeded" }), at };
    }

    private started(id: string, data: JsonObject, startedAt: number): void {
        const pipeline = this.account.plans.at(String(data["pipeline"]));
        const definition = this.definitions.get(String(data["pipeline"]));
        if (!pipeline || !definition) return;
        const { parameters, displayName, token } = data as unknown as TrainingRun;
        const arn = `${String(data["pipeline"])}/execution/${id}`;
        this.runs.set(id, {
            ...{ arn, id, pipeline, definition, parameters, displayName, token, startedAt },
            steps: new Map(),
        });
    }

    /** Hears of every new run. */
    public onStarted(hear: (run: TrainingRun) => void): void {
        this.listeners.push(hear);
    }

    public get all(): readonly TrainingRun[] {
        return [...this.runs.values()];
    }

    public find(arn: string): TrainingRun {
        const found = this.runs.get(arn.split("/").pop() ?? "");
        if (found?.arn !== arn) throw new Refused("ResourceNotFound", `Pipeline execution ${arn} does not exist`);
        return found;
    }

    /** The same token is the same run, however often it is asked for. */
    public start(pipeline: string, asked: StartRequest): TrainingRun {
        const made = this.account.created(TYPE.trainingPipeline);
        const found = made.find(({ resource }) => text(resource, "arn") === pipeline);
        const definition = this.definitions.get(pipeline);
        if (!found || !definition) throw new Refused("ResourceNotFound", `Pipeline ${pipeline} does not exist`);
        const again = this.all.find(({ token, arn }) => token === asked.token && arn.startsWith(`${pipeline}/`));
        if (again && asked.token !== undefined) return again;
        const id = randomBytes(6).toString("hex");
        const arn = `${pipeline}/execution/${id}`;
        const parameters = settled(definition.parameters, asked.parameters);
        const displayName = asked.displayName ?? `execution-${Date.now()}`;
        this.account.record({
            kind: "training.started",
            about: id,
            data: asJson({ pipeline, parameters, displayName, token: asked.token }),
        });
        const run = this.find(arn);
        this.account.part(Bus).put(runEvent(found.plan, { pipeline, arn }, { ...run, status: "Executing" }));
        for (const hear of this.listeners) hear(run);
        return run;
    }
}

export interface StartRequest {
    /** Texts, as the API takes them. */
    readonly parameters: Readonly<Record<string, string>>;
    readonly displayName?: string;
    readonly token?: string;
}

/** Throws what is wrong with them, all of it. */
function settled(known: readonly Parameter[], given: Readonly<Record<string, string>>): JsonObject {
    const problems = Object.keys(given)
        .filter((name) => !known.some((one) => one.name === name))
        .map((name) => `the pipeline has no parameter ${name}`);
    const values: Record<string, Json> = {};
    for (const parameter of known) {
        const { name, type, defaultValue, values: allowed } = parameter;
        const value = name in given ? typed(given[name] ?? "", type) : defaultValue;
        if (value === undefined) problems.push(`the parameter ${name} has no default, and no value is given`);
        else if (!isOfType(value, type)) problems.push(`the parameter ${name} is no ${type}: ${JSON.stringify(value)}`);
        else if (allowed !== undefined && !allowed.includes(value))
            problems.push(`the parameter ${name} is one of ${allowed.join(", ")}, not ${String(value)}`);
        else values[name] = value;
    }
    if (problems.length > 0) throw new Refused("ValidationException", problems.join("; "));
    return values;
}

function typed(value: string, type: Parameter["type"]): string | number | boolean {
    if (type === "String") return value;
    if (type === "Boolean") return value === "true" ? true : value === "false" ? false : value;
    return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}
