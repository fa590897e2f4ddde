import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

import type { Plan } from "../../plan/document";
import { isLine, settingsOf } from "../../plan/lines";
import { Plans } from "../../plan/plans";
import { workflowsOf } from "../../plan/workflows";
import { nearestName } from "../../text/nearest";
import { EXIT, readArguments, settingsFileOf, stacksAt, type Streams, UsageError } from "../command";
import { PlanError } from "../plan/project";
import { makePlan } from "../plan/record";
import { environmentsOf, renderInfrastructure } from "./infrastructure";
import { renderReviewStacks, templatesOf } from "./review-stacks";

export const help = `fairlead workflow: writes the GitHub Actions workflow of a line or the stacks

  fairlead workflow --line <name> [--write <folder>]
  fairlead workflow --infrastructure [--branch <name>] [--write <folder>]
  fairlead workflow --review-stacks [--branch <name>] [--write <folder>]

  --line <name>          the line; its build is of kind workflow
  --infrastructure       the workflow that brings up the stacks themselves,
                         without Pulumi Cloud (docs/infrastructure.md)
  --review-stacks        the workflow that makes a stack for each pull request,
                         and destroys it afterwards
  --branch <name>        the branch that is deployed, or that pull requests are
                         against  [main]
  --write, -w <folder>   a checkout of the repository: writes the file there,
                         below .github/workflows  [prints it]
  --stack, -s <name>     a stack of this project, or several  [all that have
                         settings]
  --config-file <file>   settings to read instead of Pulumi.<stack>.yaml
  --config-dir <folder>  where Pulumi.<stack>.yaml of these stacks is, if not
                         here

  It is made from the stack that makes the line and those that the workflow
  ships to. Set the variables it reads once; the stack's nextSteps have the
  commands. Exit codes: 0 there is a workflow, 1 settings fail or the line is
  built by something else, 2 wrong arguments.

  fairlead workflow --line students
  fairlead workflow --line students --write ../student
`;

const known = {
    line: { type: "string" },
    infrastructure: { type: "boolean" },
    "review-stacks": { type: "boolean" },
    branch: { type: "string" },
    write: { type: "string", short: "w" },
    stack: { type: "string", short: "s", multiple: true },
    "config-file": { type: "string" },
    "config-dir": { type: "string" },
} as const;

/** Prints a workflow, or writes it into a checkout. */
export async function run(args: readonly string[], { out, err }: Streams): Promise<number> {
    const { line, branch, write, ...given } = readArguments("workflow", args, known);
    const rendered = OF_STACKS.filter(({ asked }) => given[asked] === true);
    const [ofStacks] = rendered;
    if (rendered.length > 1) throw new UsageError("--infrastructure or --review-stacks, not both");
    if (ofStacks && line !== undefined) throw new UsageError(`--line or --${ofStacks.asked}, not both`);
    if (!ofStacks && branch !== undefined)
        throw new UsageError("--branch goes with --infrastructure and --review-stacks");
    if (!ofStacks && (line === undefined || line === "")) throw new UsageError("say which line: --line web");
    if (write !== undefined && !statSync(write, { throwIfNoEntry: false })?.isDirectory())
        throw new UsageError(`--write ${write}: there is no such folder; clone the repository first`);
    const { stacks, ...place } = stacksAt(given);
    const plans: Plan[] = [];
    // One after the other: each takes the process over while its program runs.
    for (const each of stacks) plans.push(await makePlan({ stack: each, configFile: settingsFileOf(place, each) }));
    const { text, file } = ofStacks ? ofStacks.render(plans, branch) : workflowOf(plans, line ?? "");
    if (write === undefined) {
        out.write(text);
        return EXIT.ok;
    }
    const path = join(write, ".github", "workflows", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    err.write(`${relative(process.cwd(), path)} is written; commit and push it.\n`);
    return EXIT.ok;
}

interface Rendered {
    readonly text: string;
    readonly file: string;
}

function infrastructureOf(plans: readonly Plan[], branch = "main"): Rendered {
    const stacks = environmentsOf(plans);
    if (stacks.length === 0) throw new PlanError("these stacks are no environments; name one that is: --stack staging");
    return { text: renderInfrastructure(stacks, branch), file: "infrastructure.yml" };
}

function reviewStacksOf(plans: readonly Plan[], branch = "main"): Rendered {
    const templates = templatesOf(plans);
    if (templates.length === 0)
        throw new PlanError(
            "no template of review stacks is among these stacks; write githubOidc.infrastructure.stacks.review: { reviewStacks: {} } into the file of an account's own stack (docs/infrastructure.md)",
        );
    return { text: renderReviewStacks(templates, branch), file: "review-stacks.yml" };
}

/** What is rendered of the stacks themselves, by the option that asks for it. */
const OF_STACKS = [
    { asked: "infrastructure", render: infrastructureOf },
    { asked: "review-stacks", render: reviewStacksOf },
] as const;

/** The workflow of the stack that makes the line. */
function workflowOf(plans: readonly Plan[], line: string): Rendered {
    const lines = [...new Set(plans.flatMap(({ resources }) => resources.filter(isLine).map(({ name }) => name)))];
    if (!lines.includes(line)) {
        const meant = nearestName(line, lines);
        const there = lines.length === 0 ? "these stacks have no lines" : `the lines here are ${lines.join(", ")}`;
        throw new UsageError(`--line ${line}: ${there}${meant === undefined ? "" : `; did you mean ${meant}?`}`);
    }
    const made = workflowsOf(new Plans(plans)).find(({ resource }) => resource.name === `${line}-make`);
    if (made) return { text: made.text, file: basename(made.file) };
    const builds = plans.flatMap(settingsOf).flatMap(({ name, build }) => (name === line && build ? [build.kind] : []));
    throw new PlanError(
        builds.length === 0
            ? `${line} is shipped by these stacks and made by none of them; name the one that makes it: --stack staging`
            : `${line} is made by build kind ${builds.join(" and ")}, not by a workflow; write build: { kind: "workflow", repository: owner/name }`,
    );
}
