// Holds plans against the source of an application, before anything runs. It says what is certain, and what is worth a
// look; what only a run can tell it leaves to the rehearsal.
import { existsSync } from "node:fs";
import { join, relative } from "node:path";

import type { Plan } from "../../plan/plans";
import { builds } from "../builds";
import { targets } from "../targets";
import type { Finding } from "./findings";
import { type CheckedLine, linesOf, SettingsFile } from "./lines";
import { problemsOf } from "./document-rules";
import { TYPE } from "../../plan/tokens";

interface CheckOptions {
    /** Where the project lies; paths in settings are relative to it. */
    readonly root: string;
    /** The file with a stack's settings. */
    readonly settingsOf: (stack: string) => string;
    /** The application, where it lies elsewhere than the settings say. */
    readonly source?: string;
}

/** One part of the answer: a line of a stack, or what a stack has for itself. */
export interface CheckResult {
    readonly title: string;
    readonly findings: readonly Finding[];
}

export function checkPlans(plans: readonly Plan[], asked: CheckOptions): readonly CheckResult[] {
    const lines = plans.flatMap(linesOf);
    return plans.flatMap((plan) => [
        {
            title: `${plan.stack}: what the plan hands to AWS`,
            findings: [
                ...ownBuildspecs(plan),
                ...Object.values(targets).flatMap(({ checkPlan }) => checkPlan?.(plan) ?? []),
            ],
        },
        ...lines.filter((line) => line.plan === plan).map((line) => checkLine(line, lines, asked)),
    ]);
}

function checkLine(line: CheckedLine, lines: readonly CheckedLine[], asked: CheckOptions): CheckResult {
    const { plan, name } = line;
    const title = `${plan.stack}: line ${name}`;
    // An environment that only ships runs what another one has built.
    const maker = line.build ? line : lines.find((other) => other.name === name && other.build);
    const shown = (path: string): string => relative(process.cwd(), path) || ".";
    const file = asked.settingsOf(plan.stack);
    const folder = folderOf(maker, asked);
    if (maker?.build === undefined || folder === undefined) {
        const says = "where its source lies is not known here, so nothing was held against it";
        const findings = [{ level: "look" as const, file: shown(file), says, fix: "fairlead check --source <folder>" }];
        return { title, findings };
    }
    if (!existsSync(folder))
        return { title, findings: [{ level: "wrong", file: shown(folder), says: "there is no such folder" }] };
    const settings = new SettingsFile(shown(file), file, plan.project);
    const built = builds[maker.build.kind]?.check?.({ line, maker, folder, settings, shown });
    // What holds of the build is said once, of the line that builds, and so is its fix.
    const findings = maker === line ? (built?.findings ?? []) : [];
    const subject = built?.subject;
    const rules = targets[line.deploy.kind]?.rules ?? [];
    return { title, findings: [...findings, ...(subject ? rules.flatMap((rule) => rule(subject)) : [])] };
}

/** What was said on the command line; else what the settings of this kind of build say. */
function folderOf(maker: CheckedLine | undefined, { root, source }: CheckOptions): string | undefined {
    if (source !== undefined || maker?.build === undefined) return source;
    const planned = builds[maker.build.kind]?.folder?.(maker.build);
    return planned === undefined ? undefined : join(root, planned);
}

/** Buildspecs that stand in the plan itself. */
function ownBuildspecs(plan: Plan): readonly Finding[] {
    return plan.resources
        .filter(({ type }) => type === TYPE.project)
        .flatMap(({ name, inputs }) => {
            const { buildspec } = (inputs["source"] ?? {}) as { readonly buildspec?: string };
            // One line is the name of a file in the repository.
            if (buildspec?.includes("\n") !== true) return [];
            return problemsOf(buildspec, `the buildspec of ${name} in the plan of ${plan.stack}`);
        });
}
