import { join, resolve } from "node:path";

import type { Plan } from "../../plan/document";
import { type CheckOptions, checkPlans, handedOver } from "../../rehearsal/check/check";
import { type CheckResult, explainFindings } from "../../rehearsal/check/findings";
import { checkWorkflows } from "../../rehearsal/check/workflows";
import { printable } from "../../text/printable";
import { paintFor } from "../../text/terminal";
import {
    EXIT,
    readArguments,
    settingsFileOf,
    type SettingsPlace,
    stacksAt,
    type Streams,
    UsageError,
} from "../command";
import { PlanError, readProject } from "../plan/project";
import { makePlan } from "../plan/record";
import { explainNotes } from "../template/not-rehearsed";
import { refuseUnread, sharedSource, sourceHint, sourcesIn } from "../sources";
import { plansOfTemplates } from "../template/plans";

export const help = `fairlead check: finds where settings and application disagree

  fairlead check [--stack <name>...] [--source <folder>]

  --stack, -s <name>     a stack of this project, or several  [all that have
                         settings]
  --config-file <file>   settings to read instead of Pulumi.<stack>.yaml
  --config-dir <folder>  where Pulumi.<stack>.yaml of these stacks is, if not
                         here
  --source <folder>      the application's repository, if it is not part of this
                         project; of several, each as <repository>=<folder>
  --template <file>      CloudFormation templates, or the output folder of cdk
                         synth, instead of stacks
  --parameter <n>=<v>    a parameter of these templates, by its name

  It reads settings, Dockerfile, .dockerignore, buildspec, appspec and task
  definition, and runs none of them; fairlead rehearse runs them. Each finding
  names file and line: "wrong" cannot work or contradicts itself, "look" may be
  intended. Of templates it reads pipelines, buildspecs and variables. Exit
  codes: 0 nothing is wrong, 1 something is, 2 wrong arguments.

  fairlead check
  fairlead check -s staging --source ../shop
`;

const known = {
    stack: { type: "string", short: "s", multiple: true },
    "config-file": { type: "string" },
    "config-dir": { type: "string" },
    source: { type: "string", multiple: true },
    template: { type: "string", multiple: true },
    parameter: { type: "string", multiple: true },
} as const;

/** Says what does not fit together. */
export async function run(args: readonly string[], { out, err }: Streams): Promise<number> {
    const given = readArguments("check", args, known);
    const { template: templates = [], parameter: parameters = [], ...ofStacks } = given;
    if (templates.length + parameters.length > 0) {
        const [other] = Object.keys(ofStacks);
        if (other !== undefined) throw new UsageError(`--template is in place of stacks; leave --${other} out`);
        const { plans, notes } = plansOfTemplates(templates, parameters);
        err.write(printable(explainNotes(notes)));
        return told(
            plans.map((plan) => handedOver(plan)),
            out,
        );
    }
    const { source, sources } = sourcesIn(given.source);
    const { stacks, ...place } = stacksAt(given);
    if (stacks.length === 0)
        throw new UsageError(
            `there is no Pulumi.<stack>.yaml ${place.configDir === undefined ? "here" : `in ${place.configDir}`}; say which stack: --stack staging`,
        );

    const plans: Plan[] = [];
    // One after the other: each takes the process over while its program runs.
    const failed: unknown[] = [];
    for (const stack of stacks)
        await makePlan({ stack, configFile: settingsFileOf(place, stack) }).then(
            (plan) => plans.push(plan),
            (reason: unknown) => failed.push(reason),
        );
    if (failed.length > 0) throw PlanError.ofAll(failed);
    for (const plan of plans) err.write(sourceHint({ ...place, source }, plan));
    refuseUnread(plans, { sources });
    err.write(sharedSource(plans, { source, sources }));
    return told(await checkStacks(plans, { ...place, source, sources }), out);
}

function told(checked: readonly CheckResult[], out: Streams["out"]): number {
    out.write(explainFindings(checked, paintFor(out)));
    const wrong = checked.some(({ findings }) => findings.some(({ level }) => level === "wrong"));
    return wrong ? EXIT.failed : EXIT.ok;
}

interface Where extends SettingsPlace {
    /** The application, where it lies elsewhere than the settings say. */
    readonly source?: string;
    /** The same, by the name of a repository. */
    readonly sources?: Readonly<Record<string, string>>;
}

/** Holds plans of this project's stacks against their settings and the application. */
export async function checkStacks(plans: readonly Plan[], where: Where): Promise<readonly CheckResult[]> {
    const [first] = plans;
    if (first === undefined) return [];
    const asked = whereOf(first, where);
    return [...checkPlans(plans, asked), ...(await checkWorkflows(plans, asked))];
}

/** Where settings and application of this project's stacks lie. */
export function whereOf({ stack }: Plan, { source, sources, ...place }: Where): CheckOptions {
    const { root } = readProject({ stack, configFile: settingsFileOf(place, stack) });
    const settingsOf = (of: string): string => resolve(settingsFileOf(place, of) ?? join(root, `Pulumi.${of}.yaml`));
    return { root, settingsOf, source, sources };
}
