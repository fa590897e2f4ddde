// The definition of a pipeline, read. What AWS refuses when a pipeline is created is refused here, all of it at once; what only
// a run can show is left to the run.
// https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-pipeline.html
import { below, isRecord, parsed, records } from "../../plan/plans";
import { CONDITION, ownArguments, referencesIn, type Step, stepsIn } from "../../plan/training";
import { Refused } from "../account/gateway";
import { conditionProblems } from "./conditions";
import { isProperty, retryProblems, spanProblems } from "./fields";

export interface Parameter {
    readonly name: string;
    readonly type: ParameterType;
    readonly defaultValue?: string | number | boolean;
    readonly values?: readonly unknown[];
}

type ParameterType = (typeof PARAMETER_TYPES)[number];
const PARAMETER_TYPES = ["String", "Integer", "Float", "Boolean"] as const;

export interface Definition {
    readonly parameters: readonly Parameter[];
    /** All of them, those in branches too. */
    readonly steps: readonly Step[];
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps.html and general/latest/gr/sagemaker.html, quotas */
const MOST = { steps: 50, parameters: 200, propertyFiles: 10, branch: 20 };
const NAME = /^[A-Za-z0-9](-*[A-Za-z0-9_])*$/;
const LONGEST = 64;
/** What a pipeline may consist of; not all of it is rehearsed. */
const STEP_TYPES = [
    ...["Processing", "Training", "Condition", "RegisterModel", "Fail", "Model", "Transform", "Tuning", "Lambda"],
    ...["Callback", "QualityCheck", "ClarifyCheck", "EMR", "EMRServerless", "AutoML"],
];
/** Throws what AWS answers to CreatePipeline. */
export function readDefinition(text: unknown): Definition {
    const document = parsed(text);
    if (!isRecord(document)) throw invalid(["the definition is no JSON object"]);
    const steps = stepsIn(document);
    const parameters = records(document["Parameters"]).map(parameterOf);
    const problems = [
        ...documentProblems(document),
        ...parameters.flatMap((parameter) => parameterProblems(parameter)),
        ...doubles(parameters.map(({ name }) => name)).map((name) => `two parameters are called ${name}`),
        ...nameProblems(steps),
        ...steps.flatMap((step) => stepProblems(step, steps, parameters)),
        ...cycle(steps),
    ];
    if (problems.length > 0) throw invalid(problems);
    return { parameters, steps };
}

function invalid(problems: readonly string[]): Refused {
    return new Refused("ValidationException", `Unable to parse pipeline definition: ${problems.join("; ")}`);
}

function parameterOf(raw: Record<string, unknown>): Parameter {
    const { Name: name, Type: type, DefaultValue: defaultValue, EnumValues: values } = raw;
    return {
        name: String(name),
        type: type as ParameterType,
        ...(defaultValue === undefined ? {} : { defaultValue: defaultValue as Parameter["defaultValue"] }),
        ...(Array.isArray(values) ? { values } : {}),
    };
}

function documentProblems(document: Record<string, unknown>): string[] {
    const { Version: version, Steps: steps } = document;
    return [
        ...(version === "2020-12-01" ? [] : [`Version is ${JSON.stringify(version)}, and there is 2020-12-01 only`]),
        ...(Array.isArray(steps) && steps.length > 0 ? [] : ["Steps names no step"]),
        ...(records(document["Parameters"]).length > MOST.parameters
            ? [`more than ${MOST.parameters} parameters`]
            : []),
    ];
}

function parameterProblems({ name, type, defaultValue, values }: Parameter): string[] {
    if (!PARAMETER_TYPES.includes(type))
        return [`parameter ${name}: its type is one of ${PARAMETER_TYPES.join(", ")}, not ${JSON.stringify(type)}`];
    if (defaultValue === undefined) return [];
    return [
        ...(isOfType(defaultValue, type) ? [] : [`parameter ${name}: ${JSON.stringify(defaultValue)} is no ${type}`]),
        ...(values === undefined || values.includes(defaultValue)
            ? []
            : [`parameter ${name}: ${JSON.stringify(defaultValue)} is not one of its values`]),
    ];
}

export function isOfType(value: unknown, type: ParameterType): boolean {
    if (type === "String") return typeof value === "string";
    if (type === "Boolean") return typeof value === "boolean";
    return type === "Integer" ? Number.isInteger(value) : typeof value === "number";
}

function nameProblems(steps: readonly Step[]): string[] {
    const names = steps.map(({ name }) => name);
    const files = steps.flatMap(({ propertyFiles }) => propertyFiles);
    const branches = new Set(steps.filter(({ type }) => type === CONDITION).map(({ name }) => name));
    return [
        ...doubles(names).map((name) => `step ${name} stands more than once, and a step is in one place`),
        ...names
            .filter((name) => !NAME.test(name) || name.length > LONGEST)
            .map((name) => `step ${JSON.stringify(name)} has no name that AWS takes: letters, digits, -, at most 64`),
        ...(steps.length > MOST.steps ? [`more than ${MOST.steps} steps`] : []),
        ...(files.length > MOST.propertyFiles ? [`more than ${MOST.propertyFiles} property files`] : []),
        ...[...branches].flatMap((name) =>
            [true, false]
                .filter(
                    (one) =>
                        steps.filter(({ within }) => within?.condition === name && within.outcome === one).length >
                        MOST.branch,
                )
                .map(() => `step ${name}: more than ${MOST.branch} steps in a branch`),
        ),
    ];
}

function stepProblems(step: Step, steps: readonly Step[], parameters: readonly Parameter[]): string[] {
    const says = (what: string) => `step ${step.name}: ${what}`;
    const known = new Map(steps.map((each) => [each.name, each]));
    const own = ownArguments(step);
    const references = referencesIn(own).flatMap((reference): string[] => {
        const [, kind = "", name = "", rest = ""] =
            /^(Parameters|Execution|Steps)\.([^.[]+)(.*)$/.exec(reference) ?? [];
        if (kind === "Parameters")
            return parameters.some((each) => each.name === name) ? [] : [`${reference}: there is no such parameter`];
        if (kind === "Execution") return [];
        const target = known.get(name);
        if (kind !== "Steps" || !target) return [`${reference}: there is no such step`];
        const file = /^\.PropertyFiles\.(.+)$/.exec(rest)?.[1];
        if (file !== undefined)
            return target.propertyFiles.some((each) => each.name === file)
                ? []
                : [`${reference}: step ${name} declares no such property file`];
        return isProperty(target.type, rest)
            ? []
            : [`${reference}: a step of the type ${target.type} has no such property`];
    });
    return [
        ...(STEP_TYPES.includes(step.type) ? [] : [`its type ${step.type} is none of ${STEP_TYPES.join(", ")}`]),
        ...step.dependsOn.filter((name) => !known.has(name)).map((name) => `it depends on ${name}, which is no step`),
        ...references,
        ...retryProblems(step.retries),
        ...(step.cacheFor === undefined ? [] : spanProblems(step.cacheFor)),
        ...(step.type === CONDITION ? conditionProblems(step.arguments["Conditions"]) : []),
        ...step.propertyFiles
            .filter(({ output }) => !outputNames(step).includes(output))
            .map(({ name, output }) => `property file ${name} lies in ${output}, which is no output of the step`),
        ...(step.type === "RegisterModel"
            ? ["ModelPackageName", "AdditionalModelDataSources"]
                  .filter((key) => key in step.arguments)
                  .map((key) => `${key} is not supported in a pipeline`)
            : []),
    ].map(says);
}

function outputNames({ arguments: given }: Step): readonly unknown[] {
    return records(below(given, "ProcessingOutputConfig")["Outputs"]).map(({ OutputName: name }) => name);
}

/** What must have ended before it begins: what it names, what it is told, and the condition above it. */
export function needs(step: Step): readonly string[] {
    const named = referencesIn(ownArguments(step)).flatMap(
        (reference) => /^Steps\.([^.[]+)/.exec(reference)?.[1] ?? [],
    );
    return [...new Set([...step.dependsOn, ...named, ...(step.within ? [step.within.condition] : [])])];
}

function cycle(steps: readonly Step[]): string[] {
    const left = new Map(steps.map((step) => [step.name, needs(step)]));
    for (let before = -1; before !== left.size;) {
        before = left.size;
        for (const [name, needed] of left) if (needed.every((one) => !left.has(one))) left.delete(name);
    }
    return left.size === 0 ? [] : [`steps wait for each other: ${[...left.keys()].join(", ")}`];
}

function doubles(names: readonly string[]): readonly string[] {
    return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}
