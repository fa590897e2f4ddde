import { dirname, join } from "node:path";

import { printable } from "../../text/printable";
import { USUAL_SPEED } from "../../rehearsal/engine/clock";
import { UnknownFault } from "../../rehearsal/faults/denied";
import { keepPackagesIn } from "../../rehearsal/packages/kept";
import { isolationSupport } from "../../rehearsal/sandbox/isolation-support";
import { EXIT, readArguments, settingsPlace, type SettingsPlace, type Streams, UsageError } from "../command";
import { explainNotes } from "../template/not-rehearsed";
import { plansOfTemplates } from "../template/plans";
import { functionsIn, refuseUncalled } from "../functions";
import type { GivenFunction } from "../../rehearsal/account/local-account";
import { refuseUnread, sharedSource, sourceHint, type Sources, sourcesIn } from "../sources";
import { withClones } from "./clones";
import { readPlan } from "../../plan/lines";
import { guessesIn } from "../plan/guesses";
import { codeOf, rehearseAndKill } from "./interrupt";
import { plansFor } from "./plans";
import { NotHere } from "./playable";
import { rehearse } from "./rehearse";
import { withoutWalls } from "./walls";

export const help = `fairlead rehearse: runs the pipelines of your plans here, before AWS has them

  fairlead rehearse [--stack <name>...] [--source <folder>] [--yes]

  --stack, -s <name>     a stack of this project, or several  [staging, prod]
  --config-file <file>   settings to read instead of Pulumi.<stack>.yaml
  --config-dir <folder>  where Pulumi.<stack>.yaml of these stacks is, if not
                         here
  --plan <file>          one or several plans as JSON, by fairlead or others
  --template <file>      one or several CloudFormation templates, or the output
                         folder of cdk synth
  --parameter <n>=<v>    a parameter of these templates, by its name
  --program <place>      the folder or file of another Pulumi program
  --line <name>          only this line
  --source <folder>      your own application instead of the one in the plan;
                         <repository>=<folder> for one repository only
                         [the source's clone]
  --function <name>=<folder>
                         the code of a Lambda function that deployments call as
                         a hook; append #<file>.<name> for another handler than
                         the one that Lambda's console writes
  --yes, -y              approve whatever asks; without it, you are asked
  --engine <name>        what builds and runs containers: process takes this
                         machine's own programs, docker takes Docker or podman,
                         auto decides  [auto]
  --fault <name>         make something go wrong, and see how it ends:
                           build      a test of the application fails
                           unhealthy  the new version never answers
                           alarm      it answers 500 once people use it
                           hook       a script of a machine's deployment fails
                           shutdown   that script shuts the machine down
                           reject     the approver says no
                           denied=<resource>/<action>
                                      a policy lacks a statement
                           kill       the rehearsal is killed mid-deployment
                           throttle   AWS asks everybody to slow down
                         name@2 (alarm@2) breaks a second release, once the
                         first one serves
  --speed <number>       seconds of AWS that pass in one of yours  [240]
  --keep                 stay up at the end, so that you can look around
  --json                 what happened, one JSON object per line

  It needs no account and no Docker, and writes only below .fairlead/. If it is
  killed, start it again: it goes on where it was. A line that needs a language
  or packages which this machine cannot have is left out, and said. Exit codes:
  0 everything ended green and answers, 1 something did not, 2 wrong arguments
  or nobody there to answer, 3 the line of --line cannot run on this machine,
  130 stopped by Ctrl-C.

  fairlead rehearse --yes
  fairlead rehearse -s staging --source ../shop --fault alarm
`;

/** Rehearses what the arguments name, in the folder this is called from. */
export async function run(args: readonly string[], streams: Streams): Promise<number> {
    const options = readOptions(args);
    if (options.faults.includes("kill")) return rehearseAndKill(args, folder(), streams);
    // Plans are made by programs of their own, which takes seconds, so a line says what goes on.
    if (options.stacks.length > 0) streams.err.write(`Making the plans of ${options.stacks.join(" and ")} …\n`);
    const { plans: made, notes } = plansOfTemplates(options.templates, options.parameters);
    streams.err.write(printable(explainNotes(notes)));
    const planned = await plansFor({ ...options, made });
    for (const plan of planned) {
        streams.err.write(sourceHint(options, plan));
        // What templates have that is not known is said above.
        const guesses = made.includes(plan) ? [] : guessesIn(readPlan(plan));
        for (const row of guesses) streams.err.write(printable(`not known here: ${row}\n`));
    }
    refuseUnread(planned, options);
    streams.err.write(sharedSource(planned, options));
    refuseUncalled(planned, options);
    const asked = { ...options, sources: withClones(planned, options) };
    const refusal = await withoutWalls(asked, isolationSupport(), {
        input: process.stdin,
        output: streams.err,
    });
    if (refusal !== undefined) throw new UsageError(refusal);
    keepPackagesIn(join(dirname(folder()), "packages"));
    const outcome = await rehearse({ ...asked, planned, folder: folder() }, streams).catch((error: unknown) => {
        if (error instanceof NotHere) return error;
        throw error instanceof UnknownFault ? new UsageError(`--fault: ${error.message}`) : error;
    });
    if (outcome instanceof NotHere) {
        streams.err.write(`${printable(outcome.message)}\n`);
        return EXIT.notHere;
    }
    if (outcome.stopped !== undefined) return codeOf(outcome.stopped);
    return outcome.refused !== undefined ? EXIT.usage : outcome.green ? EXIT.ok : EXIT.failed;
}

function folder(): string {
    return join(process.cwd(), ".fairlead", "rehearsal");
}

export interface Options extends SettingsPlace, Sources {
    readonly stacks: readonly string[];
    readonly plans: readonly string[];
    readonly templates: readonly string[];
    readonly parameters: readonly string[];
    readonly program?: string;
    readonly line?: string;
    /** By the name of a function that no plan makes. */
    readonly functions: Readonly<Record<string, GivenFunction>>;
    readonly engine: Engine;
    readonly faults: readonly string[];
    /** Seconds of AWS that pass in one of ours. */
    readonly speed: number;
    readonly yes: boolean;
    readonly keep: boolean;
    readonly json: boolean;
}

type Engine = (typeof engines)[number];
/** What is rehearsed where nothing is named. */
const DEFAULT = ["staging", "prod"];
const engines = ["auto", "process", "docker"] as const;

const known = {
    stack: { type: "string", short: "s", multiple: true },
    plan: { type: "string", multiple: true },
    template: { type: "string", multiple: true },
    parameter: { type: "string", multiple: true },
    "config-file": { type: "string" },
    "config-dir": { type: "string" },
    program: { type: "string" },
    line: { type: "string" },
    source: { type: "string", multiple: true },
    function: { type: "string", multiple: true },
    engine: { type: "string", default: "auto" },
    fault: { type: "string", multiple: true },
    speed: { type: "string", default: String(USUAL_SPEED) },
    yes: { type: "boolean", short: "y", default: false },
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
} as const;

export function readOptions(args: readonly string[]): Options {
    const given = readArguments("rehearse", args, known);
    const speed = Number(given.speed);
    if (!(speed >= 1 && speed <= 3600))
        throw new UsageError(`--speed is a number from 1 to 3600, not "${given.speed}"`);
    const engine = engines.find((one) => one === given.engine);
    if (engine === undefined) throw new UsageError(`--engine is ${engines.join(", ")}, not "${given.engine}"`);
    const stacks = (given.stack ?? []).flatMap((names) => names.split(","));
    const [plans, templates] = [given.plan ?? [], given.template ?? []];
    const asked = [stacks, plans, templates].every((each) => each.length === 0) ? DEFAULT : stacks;
    if (given.program !== undefined && stacks.length === 0)
        throw new UsageError("--program takes the stack as well: --stack dev");
    return {
        stacks: asked,
        plans,
        templates,
        parameters: given.parameter ?? [],
        ...settingsPlace(given, asked),
        program: given.program,
        line: given.line,
        ...sourcesIn(given.source),
        functions: functionsIn(given.function),
        engine,
        faults: given.fault ?? [],
        speed,
        yes: given.yes,
        keep: given.keep,
        json: given.json,
    };
}
