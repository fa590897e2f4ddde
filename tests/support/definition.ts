// What is wrong with the definition of a pipeline of SageMaker, as far as that can be known before AWS reads it: step types, names,
// what steps refer to, and their arguments under AWS's own service model (tests/fixtures/sagemaker/shapes.json).
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Shape {
    readonly type: string;
    readonly required?: readonly string[];
    readonly enum?: readonly string[];
    readonly min?: number;
    readonly max?: number;
    readonly pattern?: string;
    readonly members?: Readonly<Record<string, string>>;
    readonly member?: string;
    readonly key?: string;
    readonly value?: string;
}
const { operations, shapes } = JSON.parse(
    readFileSync(join(__dirname, "..", "fixtures", "sagemaker", "shapes.json"), "utf8"),
) as { operations: Readonly<Record<string, string>>; shapes: Readonly<Record<string, Shape>> };

interface Step {
    readonly Name: string;
    readonly Type: string;
    readonly Arguments: Readonly<Record<string, unknown>>;
    readonly PropertyFiles?: readonly { PropertyFileName: string; OutputName: string; FilePath: string }[];
}
export interface Definition {
    readonly Version: string;
    readonly Parameters: readonly { Name: string; Type: string; DefaultValue?: unknown }[];
    readonly Steps: readonly Step[];
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html */
const TYPES = [
    ...["AutoML", "Callback", "ClarifyCheck", "Condition", "EMR", "EMRServerless", "Fail", "Lambda", "Model"],
    ...["Processing", "QualityCheck", "RegisterModel", "Training", "Transform", "Tuning"],
];
const CALLS: Readonly<Record<string, { readonly takes: string; readonly answers?: string; readonly given: string[] }>> =
    {
        Processing: { takes: "CreateProcessingJob", answers: "DescribeProcessingJob", given: ["ProcessingJobName"] },
        Training: { takes: "CreateTrainingJob", answers: "DescribeTrainingJob", given: ["TrainingJobName"] },
        RegisterModel: { takes: "CreateModelPackage", given: [] },
    };
/** The service refuses these in a register step, although the call knows them. */
const REFUSED = ["ModelPackageName", "AdditionalModelDataSources"];
const EXECUTION = [
    "CurrentDateTime",
    "PipelineArn",
    "PipelineExecutionArn",
    "PipelineExecutionId",
    "PipelineName",
    "StartDateTime",
];

export function problemsOf(definition: Definition): readonly string[] {
    const { Parameters: parameters, Steps: steps } = definition;
    const all = steps.flatMap(withBranches);
    const names = all.map(({ Name }) => Name);
    return [
        ...(definition.Version === "2020-12-01" ? [] : [`version ${definition.Version}`]),
        ...parameters.flatMap(({ Name, Type, DefaultValue }) => [
            ...(["String", "Integer", "Float", "Boolean"].includes(Type) ? [] : [`parameter ${Name}: type ${Type}`]),
            ...(DefaultValue === undefined || isOf(Type, DefaultValue)
                ? []
                : [`parameter ${Name}: its default is no ${Type}`]),
        ]),
        ...names.flatMap((name, at) => [
            ...(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name) ? [] : [`step ${name}: its name`]),
            ...(names.indexOf(name) === at ? [] : [`step ${name} stands twice`]),
        ]),
        ...inOrder(steps, [], definition),
    ];
}

const isOf = (type: string, value: unknown): boolean =>
    type === "String"
        ? typeof value === "string"
        : type === "Boolean"
          ? typeof value === "boolean"
          : typeof value === "number";

const branches = ({ Arguments: { IfSteps = [], ElseSteps = [] } }: Step): (readonly Step[])[] => [
    IfSteps as Step[],
    ElseSteps as Step[],
];
const withBranches = (step: Step): readonly Step[] => [
    step,
    ...branches(step).flatMap((steps) => steps.flatMap(withBranches)),
];

/** A step may refer to those before it: in its own branch, and outside of any. */
function inOrder(steps: readonly Step[], before: readonly Step[], definition: Definition): string[] {
    return steps.flatMap((step, at) => {
        const known = [...before, ...steps.slice(0, at)];
        return [
            ...(TYPES.includes(step.Type) ? [] : [`step ${step.Name}: type ${step.Type}`]),
            ...referencesIn(ownOf(step)).flatMap((reference) =>
                resolves(reference, known, definition) ? [] : [`step ${step.Name}: nothing is ${reference}`],
            ),
            ...argumentsOf(step),
            ...branches(step).flatMap((branch) => inOrder(branch, known, definition)),
        ];
    });
}

const ownOf = ({ Arguments: { IfSteps: _if, ElseSteps: _else, ...own } }: Step): object => own;

function referencesIn(value: unknown): string[] {
    if (typeof value !== "object" || value === null) return [];
    const { Get } = value as { Get?: unknown };
    return typeof Get === "string" ? [Get] : Object.values(value).flatMap(referencesIn);
}

function resolves(reference: string, known: readonly Step[], { Parameters }: Definition): boolean {
    const [kind, name = "", ...path] = reference.split(".");
    if (kind === "Parameters") return path.length === 0 && Parameters.some(({ Name }) => Name === name);
    if (kind === "Execution") return path.length === 0 && EXECUTION.includes(name);
    const step = known.find(({ Name }) => Name === name);
    if (kind !== "Steps" || !step) return false;
    if (path[0] === "PropertyFiles") return isPropertyFile(step, path[1]);
    const answers = operations[CALLS[step.Type]?.answers ?? ""];
    return answers !== undefined && path.length > 0 && isProperty(answers, path, step);
}

function isPropertyFile({ PropertyFiles = [], Arguments }: Step, name: string | undefined): boolean {
    const file = PropertyFiles.find(({ PropertyFileName }) => PropertyFileName === name);
    return file !== undefined && outputsOf(Arguments).includes(file.OutputName);
}

const outputsOf = (args: Step["Arguments"]): string[] => {
    const { Outputs = [] } = (args["ProcessingOutputConfig"] ?? {}) as { Outputs?: { OutputName: string }[] };
    return Outputs.map(({ OutputName }) => OutputName);
};

function isProperty(shape: string, [first = "", ...rest]: readonly string[], step: Step): boolean {
    const [, member = "", key] = /^(\w+)(?:\['([^']+)'\])?$/.exec(first) ?? [];
    const next = shapes[shape]?.members?.[member];
    if (next === undefined) return false;
    if (key !== undefined && !outputsOf(step.Arguments).includes(key)) return false;
    const below = key === undefined ? next : shapes[next]?.member;
    return below !== undefined && (rest.length === 0 || isProperty(below, rest, step));
}

function argumentsOf({ Name, Type, Arguments }: Step): string[] {
    const call = CALLS[Type];
    if (!call) return [];
    const refused = Type === "RegisterModel" ? REFUSED : call.given;
    const found = wrongIn(operations[call.takes] ?? "", Arguments, "", call.given);
    return [
        ...found,
        ...namesIn(Arguments)
            .filter((name) => refused.includes(name))
            .map((name) => `${name} is refused in a step`),
    ].map((problem) => `step ${Name}: ${problem}`);
}

const namesIn = (value: unknown): string[] =>
    typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, below]) => [...(Array.isArray(value) ? [] : [key]), ...namesIn(below)])
        : [];

const isDecidedLater = (value: unknown): boolean =>
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).some((key) => key === "Get" || key.startsWith("Std:"));

function wrongIn(name: string, value: unknown, at: string, given: readonly string[] = []): string[] {
    if (isDecidedLater(value)) return [];
    const shape = shapes[name];
    if (!shape) return [`${at}: no shape ${name}`];
    const { type, members = {}, required = [], min = 0, max = Infinity } = shape;
    if (type === "structure") {
        if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no ${name}`];
        const missing = required.filter((key) => !(key in value) && !given.includes(key));
        return [
            ...missing.map((key) => `${at}.${key} is missing`),
            ...Object.entries(value).flatMap(([key, below]) =>
                members[key] === undefined
                    ? [`${at}.${key} is not known`]
                    : wrongIn(members[key], below, `${at}.${key}`),
            ),
        ];
    }
    if (type === "list") {
        if (!Array.isArray(value)) return [`${at} is no list`];
        const fits = value.length >= min && value.length <= max ? [] : [`${at} has ${value.length} entries`];
        return [...fits, ...value.flatMap((each, index) => wrongIn(shape.member ?? "", each, `${at}[${index}]`))];
    }
    if (type === "map")
        return Object.entries(value as object).flatMap(([key, below]) => [
            ...wrongIn(shape.key ?? "", key, `${at}, the key ${key}`),
            ...wrongIn(shape.value ?? "", below, `${at}.${key}`),
        ]);
    if (type === "string") return wrongText(shape, value, at);
    if (type === "boolean") return typeof value === "boolean" ? [] : [`${at} is no boolean`];
    return typeof value === "number" && value >= min && value <= max ? [] : [`${at} is ${String(value)}`];
}

function wrongText({ enum: allowed, pattern, min = 0, max = Infinity }: Shape, value: unknown, at: string): string[] {
    if (typeof value !== "string") return [`${at} is no text`];
    if (allowed && !allowed.includes(value)) return [`${at} is ${value}`];
    if (value.length < min || value.length > max) return [`${at} has ${value.length} characters`];
    return pattern === undefined || matches(pattern, value) ? [] : [`${at} is ${value}`];
}

/** One of AWS's own patterns ends in `${1,128}`, which is no expression; how long a text may be stands beside it as well. */
const matches = (pattern: string, value: string): boolean =>
    new RegExp(`^(?:${pattern.replace(/\$\{\d+,\d+\}$/, "")})$`, "u").test(value);
