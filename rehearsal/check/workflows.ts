// Holds the workflows of a source against what can be played, and the one that a plan renders against what lies there.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

import { type Plan, Plans } from "../../plan/plans";
import { type PlannedWorkflow, workflowsOf } from "../../plan/workflows";
import { Expressions } from "../workflows/expressions";
import { readWorkflow, UnusableWorkflow } from "../workflows/read";
import type { CheckOptions } from "./check";
import type { CheckResult, Finding } from "./findings";
import { isFile } from "./source";

const FOLDER = ".github/workflows";

/** A part for each repository that a plan names; none where no line is made by a workflow. */
export async function checkWorkflows(
    plans: readonly Plan[],
    { source }: CheckOptions,
): Promise<readonly CheckResult[]> {
    const planned = workflowsOf(new Plans(plans));
    if (planned.length === 0) return [];
    const expressions = await Expressions.load();
    return [...new Set(planned.map(({ repository }) => repository))].map((repository) => ({
        title: `workflows of ${repository}`,
        findings: inRepository(
            planned.filter((each) => each.repository === repository),
            source,
            expressions,
        ),
    }));
}

function inRepository(
    planned: readonly PlannedWorkflow[],
    source: string | undefined,
    expressions: Expressions,
): readonly Finding[] {
    const there = source === undefined ? [] : filesIn(source);
    const rendered = planned.filter(({ file }) => !there.includes(file));
    return [
        ...rendered.flatMap(({ text, file }) => problemsOf(text, `${file}, as it is rendered`, expressions)),
        ...there.flatMap((file) => {
            const path = join(source ?? "", file);
            const [text, shown] = [readFileSync(path, "utf8"), relative(process.cwd(), path)];
            const mine = planned.find((each) => each.file === file);
            return [...problemsOf(text, shown, expressions), ...(mine ? differences(mine, text, shown) : [])];
        }),
    ];
}

function filesIn(source: string): readonly string[] {
    const folder = join(source, FOLDER);
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    return names.map((name) => `${FOLDER}/${name}`).filter((file) => isFile(join(source, file)));
}

function differences({ text, resource }: PlannedWorkflow, found: string, file: string): readonly Finding[] {
    if (found === text) return [];
    const says = "it is not what the stack files render, and GitHub runs what is pushed";
    const line = resource.name.replace(/-make$/, "");
    return [{ level: "look", file, says, fix: `npx fairlead workflow --line ${line} --write .` }];
}

function problemsOf(text: string, file: string, expressions: Expressions): readonly Finding[] {
    try {
        readWorkflow(text, file, expressions);
        return [];
    } catch (error) {
        if (!(error instanceof UnusableWorkflow)) throw error;
        return error.problems.map(({ line, says }) => ({ level: "wrong", file, line, says }));
    }
}
