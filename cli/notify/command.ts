import { join, relative } from "node:path";

import type { Plan } from "../../plan/document";
import { samplesOf, type Sample } from "./samples";
import { Trial } from "./trial";
import { nearestName } from "../../text/nearest";
import { printable } from "../../text/printable";
import { paintFor } from "../../text/terminal";
import { EXIT, readArguments, settingsPlace, type Streams, UsageError } from "../command";
import { plansFor } from "../rehearse/plans";
import { publishLines } from "./publish";
import { linesOf, type Heard, heardOf } from "./text";

export const help = `fairlead notify: shows what everybody in notify would receive

  fairlead notify [--stack <name>] [--event <kind>...] [--aws]

  --stack, -s <name>     a stack of this project  [staging]
  --config-file <file>   settings to read instead of Pulumi.<stack>.yaml
  --config-dir <folder>  where Pulumi.<stack>.yaml is, if not here
  --plan <file>          a plan as JSON, by fairlead or others
  --event, -e <kind>     only this kind of event, or several, as about in the
                         settings names them  [all that can happen here]
  --aws                  also print the commands that send the same to a stack
                         that is up

  It raises one event of each kind in a rehearsal, with the rules, transformers,
  topics, filters and policies of the plan. What would arrive is written to
  files below .fairlead/notify/; nothing is sent. Exit codes: 0 everybody
  gets something and nothing is lost, 1 somebody does not, 2 wrong arguments.

  fairlead notify
  fairlead notify -s prod -e failed -e approval --aws
`;

const known = {
    stack: { type: "string", short: "s" },
    "config-file": { type: "string" },
    "config-dir": { type: "string" },
    plan: { type: "string" },
    event: { type: "string", short: "e", multiple: true },
    aws: { type: "boolean", default: false },
} as const;

/** Lets one of each happen, and shows it by recipient. */
export async function run(args: readonly string[], { out }: Streams): Promise<number> {
    const given = readArguments("notify", args, known);
    if (given.plan !== undefined && given.stack !== undefined)
        throw new UsageError("--stack makes a plan and --plan names one: take one of them");
    const stacks = given.plan === undefined ? [given.stack ?? "staging"] : [];
    const plans = given.plan === undefined ? [] : [given.plan];
    const [plan] = await plansFor({ stacks, plans, ...settingsPlace(given, stacks) });
    if (!plan) throw new UsageError("there is no plan to read");
    const samples = chosen(samplesOf(plan), given.event);
    const folder = join(process.cwd(), ".fairlead", "notify");
    const heard = await tryAll(plan, samples, folder);
    out.write(
        printable(
            `${linesOf(heard, samples, { folder: relative(process.cwd(), folder) }, paintFor(out)).join("\n")}\n`,
        ),
    );
    if (given.aws) out.write(printable(`${publishLines(plan, heard.messages, folder).join("\n")}\n`));
    return heard.isWhole ? EXIT.ok : EXIT.failed;
}

async function tryAll(plan: Plan, samples: readonly Sample[], folder: string): Promise<Heard> {
    const trial = await Trial.open(plan, folder);
    try {
        const happened = [];
        for (const sample of samples) happened.push({ kind: sample.kind, facts: await trial.happens(sample) });
        return heardOf(plan, happened);
    } finally {
        await trial.leave();
    }
}

function chosen(samples: readonly Sample[], kinds: readonly string[] | undefined): readonly Sample[] {
    const names = samples.map(({ kind }) => kind);
    for (const kind of kinds ?? []) {
        if (names.includes(kind)) continue;
        const meant = nearestName(kind, names);
        throw new UsageError(
            `--event ${kind}: ${meant === undefined ? "" : `did you mean ${meant}? `}Here can happen: ${names.join(", ") || "nothing, this plan has no pipeline"}`,
        );
    }
    return kinds === undefined ? samples : samples.filter(({ kind }) => kinds.includes(kind));
}
