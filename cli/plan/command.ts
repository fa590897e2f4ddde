import { EXIT, readArguments, settingsFileOf, settingsPlace, type Streams, UsageError } from "../command";
import { printable, printableAll, printableJson } from "../../text/printable";
import { paintFor } from "../../text/terminal";
import { drawPlan } from "./svg";
import { explainPlan } from "./text";
import { printPlan, type Plan } from "../../plan/document";
import { readPlan } from "../../plan/lines";
import { makePlan } from "./record";

const formats: { readonly [format: string]: (plan: Plan, streams: Streams) => string } = {
    text: (plan, { out }) => explainPlan(readPlan(printableAll(plan)), paintFor(out)),
    json: (plan) => printableJson(printPlan(plan)),
    svg: (plan) => drawPlan(readPlan(plan)),
};

export const help = `fairlead plan: what the program would ask AWS for, without asking AWS

  fairlead plan --stack <name> [--format text|json|svg]

  --stack, -s <name>     the stack to plan: staging, prod, ...
  --format, -f <format>  text explains it, json is for other programs,
                         svg draws it  [text]
  --config-file <file>   settings to read instead of Pulumi.<stack>.yaml
  --config-dir <folder>  where Pulumi.<stack>.yaml lies, if not here
  --program <place>      another Pulumi program than this project's, by its
                         folder or file: any in TypeScript or JavaScript
  --preview              as a first pulumi preview sees it: what AWS decides is
                         not known yet
  --verbose              a failing program's whole stack

  It needs no account, no pulumi command and no network. It ends with 0 when
  there is a plan, 1 when the program or its settings fail, 2 when it was
  called wrongly.

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
    const restore = ownOutput(streams);
    let plan: Plan;
    try {
        plan = await makePlan(options);
    } finally {
        restore();
    }
    streams.out.write(print(plan, streams));
    return EXIT.ok;
}

interface Options {
    readonly stack: string;
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
    preview: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
} as const;

function read(args: readonly string[]): Options {
    const values = readArguments("plan", args, known);
    if (values.stack === undefined || values.stack === "") {
        throw new UsageError("say which stack: --stack staging");
    }
    return {
        stack: values.stack,
        format: values.format,
        configFile: settingsFileOf(settingsPlace(values, [values.stack]), values.stack),
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
