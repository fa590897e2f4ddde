// Holds plans against the source of an application, before anything runs. It says what is certain, and what is worth a
// look; what only a run can tell it leaves to the rehearsal.
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { type Plan, Plans, records } from "../../plan/plans";
import { queuesElsewhere } from "../deployments/fidelity";
import { refusalsOf } from "../pipelines/validity";
import { builds } from "../builds";
import type { Checked, CheckedBuild } from "../builds/types";
import { targets } from "../targets";
import type { CheckResult, Finding } from "./findings";
import { type CheckedLine, linesOf, SettingsFile } from "./lines";
import { problemsOf } from "./document-rules";
import { plainSecrets } from "./plain-secrets";
import type { Subject } from "./source";
import { TYPE } from "../../plan/tokens";

export interface CheckOptions {
    /** Where the project lies; paths in settings are relative to it. */
    readonly root: string;
    /** The file with a stack's settings. */
    readonly settingsOf: (stack: string) => string;
    /** The application, where it lies elsewhere than the settings say. */
    readonly source?: string;
    /** The same, by the name of a repository. */
    readonly sources?: Readonly<Record<string, string>>;
}

export function checkPlans(plans: readonly Plan[], asked: CheckOptions): readonly CheckResult[] {
    const lines = plans.flatMap(linesOf);
    return plans.flatMap((plan) => [
        handedOver(plan, unknownNeighbours(plan, asked)),
        ...lines.filter((line) => line.plan === plan).map((line) => checkLine(line, lines, asked)),
    ]);
}

/** What a plan says by itself, whoever made it. */
export function handedOver(plan: Plan, more: readonly Finding[] = []): CheckResult {
    const findings = [
        ...more,
        ...refusedPipelines(plan),
        ...ownBuildspecs(plan),
        ...plainSecrets(plan),
        ...otherQueues(plan),
        ...Object.values(targets).flatMap(({ checkPlan }) => checkPlan?.(plan) ?? []),
    ];
    return { title: `${plan.stack}: what the plan hands to AWS`, findings };
}

/** A queue that is called otherwise, or lies elsewhere, starts no task, and nothing at AWS says so. */
function otherQueues(plan: Plan): readonly Finding[] {
    return queuesElsewhere(new Plans([plan])).map((name) => ({
        level: "look",
        file: `the plan of ${plan.stack}`,
        says: `tasks are scaled by queue ${name}, which is not made here: it has to be in account ${plan.account} and region ${plan.region} under that name`,
        fix: `aws sqs get-queue-url --queue-name ${name} --region ${plan.region}`,
    }));
}

/** What CreatePipeline would say. */
function refusedPipelines(plan: Plan): readonly Finding[] {
    const plans = new Plans([plan]);
    return plans
        .ofType(TYPE.pipeline)
        .flatMap((planned) => refusalsOf(plans, planned))
        .map((says) => ({ level: "wrong", file: `the plan of ${plan.stack}`, says }));
}

function checkLine(line: CheckedLine, lines: readonly CheckedLine[], asked: CheckOptions): CheckResult {
    const { plan, name } = line;
    const title = `${plan.stack}: line ${name}`;
    const { maker, folder, built, at } = buildOf(line, lines, asked);
    if (maker === undefined) return { title, findings: [onlyShips(line, asked)] };
    if (folder === undefined) {
        const file = shown(asked.settingsOf(plan.stack));
        const says = "where its source lies is not known here, so nothing was held against it";
        const findings = [{ level: "look" as const, file, says, fix: "fairlead check --source <folder>" }];
        return { title, findings };
    }
    if (!existsSync(folder))
        return { title, findings: [{ level: "wrong", file: shown(folder), says: "there is no such folder" }] };
    // What holds of the build is said once, of the line that builds, and so is its fix.
    const findings = maker === line ? (built?.findings ?? []) : [];
    const subject = built?.subject;
    const { rules = [], checkFolder } = targets[line.deploy.kind] ?? {};
    const ofImage = subject ? rules.flatMap((rule) => rule(subject)) : [];
    const ofFolder = at === undefined ? [] : (checkFolder?.(at) ?? []);
    return { title, findings: [...findings, ...ofImage, ...ofFolder] };
}

/** How its source is built stands in the settings of the environment that it takes releases from. */
function onlyShips(
    { plan: { stack, project } }: CheckedLine,
    { settingsOf, source = "<folder>" }: CheckOptions,
): Finding {
    const path = settingsOf(stack);
    const file = shown(path);
    const from = new SettingsFile(file, path, project).value("promotesFrom", "environment");
    const builds = typeof from === "string" ? from : "<stack that builds>";
    const says = `it only ships: how its source is built is said by the settings of ${builds}, so nothing was held against it`;
    return { level: "look", file, says, fix: `fairlead check --stack ${builds} --stack ${stack} --source ${source}` };
}

/** Releases come from, and go to, stacks whose settings usually lie beside these. */
function unknownNeighbours({ stack, project }: Plan, { settingsOf }: CheckOptions): readonly Finding[] {
    const path = settingsOf(stack);
    const settings = new SettingsFile(shown(path), path, project);
    const names = [
        { key: "promotesFrom", name: settings.value("promotesFrom", "environment") },
        ...records(settings.values("promotesTo")).map(({ environment }) => ({ key: "promotesTo", name: environment })),
    ];
    return names.flatMap(({ key, name }): Finding[] => {
        const beside = join(dirname(path), `Pulumi.${String(name)}.yaml`);
        if (typeof name !== "string" || existsSync(beside)) return [];
        const says = `${key} names the stack ${name}, and there is no ${shown(beside)}`;
        return [{ level: "look", file: shown(path), line: settings.lineOf(key), says }];
    });
}

/** What lines of these plans are built from, as far as it can be read here. */
export function subjectsOf(plans: readonly Plan[], asked: CheckOptions): readonly Subject[] {
    const lines = plans.flatMap(linesOf);
    return lines.filter(({ build }) => build).flatMap((line) => buildOf(line, lines, asked).built?.subject ?? []);
}

interface BuildOfLine {
    /** An environment that only ships runs what another one has built. */
    readonly maker?: CheckedLine;
    /** Absent where it is not known here. */
    readonly folder?: string;
    readonly built?: Checked;
    /** Where all of it can be read. */
    readonly at?: CheckedBuild;
}

function buildOf(line: CheckedLine, lines: readonly CheckedLine[], asked: CheckOptions): BuildOfLine {
    const maker = line.build ? line : lines.find((other) => other.name === line.name && other.build);
    const folder = folderOf(maker, asked);
    if (maker?.build === undefined || folder === undefined) return { maker };
    if (!existsSync(folder)) return { maker, folder };
    const { plan } = line;
    const file = asked.settingsOf(plan.stack);
    const settings = new SettingsFile(shown(file), file, plan.project);
    const at = { line, maker, folder, settings, shown };
    return { maker, folder, at, built: builds[maker.build.kind]?.check?.(at) };
}

function shown(path: string): string {
    return relative(process.cwd(), path) || ".";
}

/** What was said on the command line; else what the settings of this kind of build say. */
function folderOf(
    maker: CheckedLine | undefined,
    { root, source: all, sources = {} }: CheckOptions,
): string | undefined {
    const clone = maker?.source?.clone;
    const named = sources[String(maker?.source?.["repository"] ?? maker?.name)];
    const source = named ?? all ?? (clone && resolve(root, clone));
    if (source !== undefined) return join(source, maker?.source?.folder ?? "");
    if (maker?.build === undefined) return undefined;
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
