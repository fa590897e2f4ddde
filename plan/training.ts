// Pipelines of SageMaker, as a plan holds them: the steps of a definition, what each names of others, and what they would be told
// as far as reading tells.
// https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-pipeline.html
import type { Json, JsonObject, Plan, PlannedResource } from "./document";
import { below, isRecord, parsed, type Plans, records, texts } from "./plans";
import { TYPE } from "./tokens";

export interface Step {
    readonly name: string;
    readonly type: string;
    readonly arguments: JsonObject;
    readonly dependsOn: readonly string[];
    /** How old another run's result may be to be taken for its own; undefined where none is. */
    readonly cacheFor?: string;
    readonly propertyFiles: readonly PropertyFile[];
    readonly retries: readonly JsonObject[];
    /** The condition in whose branch it stands, and which branch that is. */
    readonly within?: { readonly condition: string; readonly outcome: boolean };
}

export interface PropertyFile {
    readonly name: string;
    readonly output: string;
    readonly path: string;
}

export const CONDITION = "Condition";

/** All of them, those in branches too. */
export function stepsIn(definition: unknown): readonly Step[] {
    return isRecord(definition) ? flatten(records(definition["Steps"])) : [];
}

function flatten(steps: readonly Record<string, unknown>[], within?: Step["within"]): readonly Step[] {
    return steps.flatMap((raw) => {
        const step = stepOf(raw, within);
        if (step.type !== CONDITION) return [step];
        const branch = (key: string, outcome: boolean) =>
            flatten(records(step.arguments[key]), { condition: step.name, outcome });
        return [step, ...branch("IfSteps", true), ...branch("ElseSteps", false)];
    });
}

function stepOf(raw: Record<string, unknown>, within?: Step["within"]): Step {
    const { Enabled: enabled, ExpireAfter: cacheFor } = below(raw, "CacheConfig");
    return {
        name: String(raw["Name"]),
        type: String(raw["Type"]),
        arguments: below(raw, "Arguments") as JsonObject,
        dependsOn: texts(raw["DependsOn"]),
        ...(enabled === true ? { cacheFor: typeof cacheFor === "string" ? cacheFor : "" } : {}),
        propertyFiles: records(raw["PropertyFiles"]).map((file) => ({
            name: String(file["PropertyFileName"]),
            output: String(file["OutputName"]),
            path: String(file["FilePath"]),
        })),
        retries: records(raw["RetryPolicies"]) as readonly JsonObject[],
        within,
    };
}

/** Without the steps of its branches, which speak for themselves. */
export function ownArguments({ type, arguments: given }: Step): JsonObject {
    return type === CONDITION ? { Conditions: given["Conditions"] ?? [] } : given;
}

/** Everything that is looked up below a value, by its path: `Steps.Train.ModelArtifacts.S3ModelArtifacts`. */
export function referencesIn(value: unknown): readonly string[] {
    if (Array.isArray(value)) return value.flatMap(referencesIn);
    if (!isRecord(value)) return [];
    const { Get: path } = value;
    if (typeof path === "string" && Object.keys(value).length === 1) return [path];
    return Object.values(value).flatMap(referencesIn);
}

/** A path such as `.metrics.accuracy`, `.Outputs['train'].S3Output` or `[0].Name`; a list is also asked by the name of its items. */
export function at(value: Json, path: string): Json | undefined {
    let found: Json | undefined = value;
    let rest = path;
    while (rest !== "") {
        const [whole, name, quoted, index] = PART.exec(rest) ?? [];
        if (whole === undefined) return undefined;
        rest = rest.slice(whole.length);
        found = found === undefined ? undefined : item(found, name ?? quoted ?? Number(index));
    }
    return found;
}

const PART = /^(?:\.([^.[\]]+)|\[['"]([^'"]+)['"]\]|\[(\d+)\])/;

function item(value: Json, key: string | number): Json | undefined {
    if (Array.isArray(value)) {
        if (typeof key === "number") return (value as Json[])[key];
        const named = (each: object) => Object.entries(each).some(([name, said]) => /Name$/.test(name) && said === key);
        return records(value).find(named) as JsonObject | undefined;
    }
    if (!isRecord(value) || !Object.hasOwn(value, String(key))) return undefined;
    return value[String(key)];
}

/** A step of a pipeline of these plans, with what it would be told. */
export interface StepAt {
    readonly plans: Plans;
    readonly plan: Plan;
    readonly pipeline: PlannedResource;
    readonly step: Pick<Step, "name" | "type" | "propertyFiles">;
    /** Values in the place of references. */
    readonly given: JsonObject;
    /** The name of the job that it starts. */
    readonly job: string;
}

/** Every step of every pipeline, told what can be read beforehand: parameters by their defaults, jobs by names that they may have. */
export function everyStep(plans: Plans): readonly StepAt[] {
    return plans.ofType(TYPE.trainingPipeline).flatMap(({ plan, resource: pipeline }) => {
        const definition = parsed(pipeline.inputs["pipelineDefinition"]);
        const steps = stepsIn(definition);
        const defaults = Object.fromEntries(
            records(below({ definition }, "definition")["Parameters"]).map((one) => [
                String(one["Name"]),
                one["DefaultValue"],
            ]),
        );
        return steps.map((step) => {
            const job = jobName("abcdefghijkl", step.name, "0123456789");
            return {
                plans,
                plan,
                pipeline,
                step,
                given: foreseen(ownArguments(step), steps, defaults) as JsonObject,
                job,
            };
        });
    });
}

/** As SageMaker calls the jobs of a pipeline's steps: at most 63 letters. */
export function jobName(execution: string, step: string, random: string): string {
    return `${`pipelines-${execution}-${step}`.slice(0, 62 - random.length)}-${random}`;
}

/** Where a training job leaves its model. */
export function modelOf(given: unknown, job: string): string {
    return `${String(below(given, "OutputDataConfig")["S3OutputPath"]).replace(/\/$/, "")}/${job}/output/model.tar.gz`;
}

type Defaults = Readonly<Record<string, unknown>>;

function foreseen(value: Json, steps: readonly Step[], defaults: Defaults): Json {
    if (Array.isArray(value)) return (value as Json[]).map((each) => foreseen(each, steps, defaults));
    if (!isRecord(value)) return value;
    const { Get: path, "Std:Join": joined } = value;
    if (typeof path === "string") return foreseenAt(path, steps, defaults);
    if (isRecord(joined)) {
        const parts = foreseen(joined["Values"] ?? [], steps, defaults);
        return (Array.isArray(parts) ? (parts as Json[]) : []).join(String(joined["On"] ?? ""));
    }
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, foreseen(each, steps, defaults)]));
}

/** Most properties of a job are what it was told. */
function foreseenAt(path: string, steps: readonly Step[], defaults: Defaults): Json {
    const [, kind = "", name = "", rest = ""] = /^(\w+)\.([^.[]+)(.*)$/.exec(path) ?? [];
    if (kind === "Parameters") return (defaults[name] as Json | undefined) ?? `a-${name}`;
    if (kind === "Execution") return "abcdefghijkl";
    const step = steps.find((one) => one.name === name);
    if (!step) return path;
    const told = foreseen(step.arguments, steps, defaults);
    if (rest.startsWith(".ModelArtifacts")) return modelOf(told, jobName("abcdefghijkl", name, "0123456789"));
    return at(told, rest) ?? path;
}
