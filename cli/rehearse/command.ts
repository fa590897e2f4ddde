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

export const help = `fairlead rehearse: the pipelines of your plans, run here, before AWS has them

  fairlead rehearse [--stack <name>...] [--source <folder>] [--yes]

  --stack, -s <name>     a stack of this project, or several  [staging, prod]
  --config-file <file>   settings to read instead of Pulumi.<stack>.yaml
  --config-dir <folder>  where Pulumi.<stack>.yaml of these stacks lies, if not
                         here
  --plan <file>          a plan that fairlead or anybody else wrote, or several
  --template <file>      a template of CloudFormation, or several, or the folder
                         that cdk synth wrote
  --parameter <n>=<v>    a parameter of these templates, by its name
  --program <place>      another Pulumi program than this project's, by its
                         folder or file
  --line <name>          only this line
  --source <folder>      your own application, in place of what the plan builds;
                         <repository>=<folder> for that repository alone;
                         else what a source's clone says
  --function <name>=<folder>
                         the text of a function of Lambda that deployments call
                         as a hook; #<file>.<name> behind it says where it
                         begins, if not as Lambda's console has it
  --yes, -y              approve whatever asks; without it, you are asked
  --engine <name>        what builds and runs containers: process takes this
                         machine's own programs, docker a Docker or podman,
                         auto decides  [auto]
  --fault <name>         make something go wrong, and see how it ends:
                           build      a test of the application fails
                           unhealthy  the new version never answers
                           alarm      it answers 500 once people use it
                           hook       a script of a machine's deployment fails
                           shutdown   that script shuts the machine down
                           reject     whoever is asked says no
                           denied=<resource>/<action>
                                      a statement is missing in a policy
                           kill       the rehearsal is killed mid-deployment
                           throttle   AWS asks everybody to slow down
                         alarm@2 and its like break a second release, once the
                         first one serves
  --speed <number>       seconds of AWS that pass in one of yours  [240]
  --keep                 stay up at the end, so that you can look around
  --json                 what happened, as one JSON object a line

  It needs no account and no Docker, reaches neither, and writes only below
  .fairlead/. Killed, it goes on where it was when it is started again. It ends
  with 0 when everything that was started ended green and answers, 1 when
  something did not, 2 when it was called wrongly or nobody was there to answer,
  3 when --line names one that takes a language or packages which this machine
  cannot have (where nobody names it, it is left out, and said), 130 when Ctrl-C
  stopped it.

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
