// Holds plans against the source of an application, before anything runs. It says what is certain, and what is worth a
// look; what only a run can tell it leaves to the rehearsal.
import { existsSync } from "node:fs";
import { join, relative } from "node:path";

import type { Plan } from "../../plan/plans";
import type { Finding } from "./findings";
import { type CheckedLine, linesOf, SettingsFile } from "./lines";
import { buildspecIsUsable, deploymentDocumentsAgree, problemsOf } from "./document-rules";
import { copiedFilesExist, processIsSound, stagesAreBuilt, stagesExist } from "./image-rules";
import { healthIsAskedByPath, healthPathIsNamed, portsAgree } from "./serving-rules";
import { readRecipe, Source, type Subject } from "./source";
import { TYPE } from "../../plan/tokens";

const RULES: readonly ((subject: Subject) => readonly Finding[])[] = [
    stagesExist,
    stagesAreBuilt,
    copiedFilesExist,
    portsAgree,
    processIsSound,
    healthPathIsNamed,
    healthIsAskedByPath,
];

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
            findings: [...ownBuildspecs(plan), ...deploymentDocumentsAgree(plan)],
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
    const { context = ".", dockerfile = "Dockerfile" } = maker.build;
    const inside = maker.build.kind === "docker" ? folder : join(folder, context);
    const source = new Source(inside, join(inside, dockerfile), process.cwd());
    const own = buildspecIsUsable(maker, folder, shown);
    const recipe = readRecipe(maker, source);
    if (!("stages" in recipe)) return { title, findings: [...own, recipe] };
    const settings = new SettingsFile(shown(file), file, plan.project);
    const subject = { line, settings, source, recipe };
    return { title, findings: [...own, ...RULES.flatMap((rule) => rule(subject))] };
}

/** The folder that is the context of `build: { kind: docker }`, and the repository of every other build. */
function folderOf(maker: CheckedLine | undefined, { root, source }: CheckOptions): string | undefined {
    if (source !== undefined) return source;
    return maker?.build?.kind === "docker" ? join(root, maker.build.context ?? ".") : undefined;
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
