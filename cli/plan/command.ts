import { EXIT, readArguments, settingsFileOf, settingsPlace, type Streams, UsageError } from "../command";
import { printable, printableAll, printableJson } from "../../text/printable";
import { paintFor } from "../../text/terminal";
import { drawPlan } from "./svg";
import { explainPlan } from "./text";
import { type JsonObject, printPlan, type Plan } from "../../plan/document";
import { readPlan } from "../../plan/lines";
import { explainNotes } from "../template/not-rehearsed";
import { plansOfTemplates } from "../template/plans";
import { projectTemplateOf } from "../template/written/project-template";
import { templateOf } from "../template/written/template";
import { makePlan } from "./record";

const formats: { readonly [format: string]: (plan: Plan, streams: Streams) => string } = {
    text: (plan, { out }) => explainPlan(readPlan(printableAll(plan)), paintFor(out)),
    json: (plan) => printableJson(printPlan(plan)),
    svg: (plan) => drawPlan(readPlan(plan)),
    cloudformation: (plan) => asText(templateOf(plan)),
    "project-template": (plan) => asText(projectTemplateOf(plan)),
};

function asText(template: JsonObject): string {
    return printableJson(`${JSON.stringify(template, undefined, 2)}\n`);
}

export const help = `fairlead plan: shows what the program would ask AWS for, without asking AWS

  fairlead plan --stack <name> [--format <format>]

  --stack, -s <name>     the stack to plan: staging, prod, ...
  --format, -f <format>  text explains it, json is for other programs,
                         svg draws it, cloudformation writes a template
                         that makes the same, project-template writes one
                         for Create project in SageMaker Studio  [text]
  --config-file <file>   settings to read instead of Pulumi.<stack>.yaml
  --config-dir <folder>  where Pulumi.<stack>.yaml is, if not here
  --program <place>      the folder or file of another Pulumi program, in
                         TypeScript or JavaScript
  --template <file>      CloudFormation templates, or the output folder of cdk
                         synth, instead of a program
  --parameter <n>=<v>    a parameter of these templates, by its name
  --preview              as a first pulumi preview sees it: what AWS decides is
                         not known yet
  --verbose              the whole stack trace of a failing program

  It needs no account, no pulumi command and no network. Exit codes: 0 there is
  a plan, 1 the program or its settings fail, 2 wrong arguments.

  fairlead plan -s staging
  fairlead plan -s prod --format svg > prod.svg
`;

/** Prints the plan of one stack. */
export async function run(args: readonly string[], streams: Streams): Promise<number> {
    const options = read(args);
    const print = formats[options.format];
    if (print === undefined) {
        throw new UsageError(`--format is ${Object.keys(formats).join(", ")}, not "${options.format}"`);
    }
    const isOfTemplates = options.templates.length + options.parameters.length > 0;
    const plans = isOfTemplates ? ofTemplates(options, streams) : [await ofProgram(options, streams)];
    streams.out.write(plans.map((plan) => print(plan, streams)).join("\n"));
    return EXIT.ok;
}

async function ofProgram(options: Options, streams: Streams): Promise<Plan> {
    const restore = ownOutput(streams);
    try {
        return await makePlan(options);
    } finally {
        restore();
    }
}

function ofTemplates({ templates, parameters, format }: Options, { err }: Streams): readonly Plan[] {
    const { plans, notes } = plansOfTemplates(templates, parameters);
    err.write(printable(explainNotes(notes)));
    if (format === "text" || plans.length === 1) return plans;
    const places = plans.map(({ account, region }) => `${account} in ${region}`).join(" and ");
    throw new UsageError(`--format ${format} prints one plan, and these templates are of ${places}; name fewer`);
}

interface Options {
    readonly stack: string;
    readonly templates: readonly string[];
    readonly parameters: readonly string[];
    readonly format: string;
    readonly configFile?: string;
    readonly program?: string;
    readonly preview: boolean;
    readonly verbose: boolean;
}
const known = {
    stack: { type: "string", short: "s" },
    format: { type: "string", short: "f", default: "text" },
    "config-file": { type: "string" },
    "config-dir": { type: "string" },
    program: { type: "string" },
    template: { type: "string", multiple: true },
    parameter: { type: "string", multiple: true },
    preview: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
} as const;

function read(args: readonly string[]): Options {
    const values = readArguments("plan", args, known);
    const { stack = "", template: templates = [], parameter: parameters = [] } = values;
    if (stack === "" && templates.length === 0) throw new UsageError("say which stack: --stack staging");
    if (stack !== "" && templates.length > 0)
        throw new UsageError("a plan is of a program's stack or of templates; leave --stack or --template out");
    return {
        stack,
        templates,
        parameters,
        format: values.format,
        configFile: settingsFileOf(settingsPlace(values, [stack]), stack),
        program: values.program,
        preview: values.preview,
        verbose: values.verbose,
    };
}

/** What a program prints while it runs must not stand inside the document: it goes where messages go. */
function ownOutput({ err }: Streams): () => void {
    const { log, info } = console;
    console.log = console.info = (...items: unknown[]) => void err.write(`${printable(items.map(String).join(" "))}\n`);
    return () => Object.assign(console, { log, info });
}
