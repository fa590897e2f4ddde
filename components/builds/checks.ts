// Checks of a commit before anything of it is released: lint, secrets, static analysis, an SBOM. Each leaves a report, which
// Publish keeps and the evidence shows.
import { z } from "zod";

import type { EnvironmentContext } from "../context";
import type { Build } from "../parts";
import type { Refusal, SettingRule } from "../setting-rules";
import { RELEASE_KEYS } from "../shared/release-store";
import type { ScriptPart } from "../shell";

/** CodeBuild takes 5500 characters of variables in all. */
const MOST_CHARACTERS = 2500;
/** The release record says something of each. */
const MOST_CHECKS = 10;

const common = {
    name: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,31}$/)
        .meta({
            description: "Name of the check, in the evidence and in what a red build says.",
            allowed: "lower-case letters, digits and dashes, at most 32, a letter first",
            examples: ["lint"],
        }),
    report: z
        .string()
        .regex(/^(?!.*(^|\/)\.\.?(\/|$))(?!.*\/\/)\/?[\w./-]*[\w-]$/)
        .meta({
            description: "File that the check writes, at most 10 megabytes; one that passes without it is red.",
            allowed: "a path without . and .. in it",
            examples: ["reports/lint.json"],
        }),
    required: z.boolean().default(true).meta({
        description: "Whether nothing is released when it fails; otherwise the evidence says that it failed.",
    }),
};
const run = z
    .string()
    .min(1)
    .max(1500)
    .meta({
        description:
            "Shell commands that check, in a copy of the context: what they write is in nothing that is built.",
        examples: ["npm run lint -- --output-file reports/lint.json"],
    });
const stage = z
    .string()
    .min(1)
    .regex(/^[A-Za-z][\w.-]*$/)
    .meta({ description: "Stage of the Dockerfile whose build checks, in the place of run.", examples: ["lint"] });
const description =
    "What is held against a commit before anything is pushed, each with a report that the evidence shows.";

/** Checks of a build that runs commands. */
export const commandChecks = z
    .array(z.strictObject({ name: common.name, run, report: common.report, required: common.required }))
    .max(MOST_CHECKS)
    .optional()
    .meta({ description });

/** Checks of a build that also has a Dockerfile. */
export const imageChecks = z
    .array(
        z.strictObject({
            ...{ name: common.name, run: run.optional(), stage: stage.optional() },
            ...{ report: common.report, required: common.required },
        }),
    )
    .max(MOST_CHECKS)
    .optional()
    .meta({
        description: `${description} One of run and stage.`,
        examples: [[{ name: "lint", stage: "lint", report: "/lint.json" }]],
    });

export interface Check {
    readonly name: string;
    readonly run?: string;
    readonly stage?: string;
    /** Relative to the context where a command writes it; of the stage's image, from / on. */
    readonly report: string;
    readonly required: boolean;
}

/** What the build's job gets to run its checks; undefined if there are none. */
export function runsChecks(checks: readonly Check[] = []): Pick<ScriptPart, "scripts" | "env"> {
    return checks.length === 0 ? { scripts: [], env: {} } : { scripts: ["checks-run"], env: variable(checks) };
}

/** What Publish demands of them, and who may read their reports. */
export function takesChecks(
    line: string,
    checks: readonly Check[] | undefined,
    { releases }: Pick<EnvironmentContext, "releases">,
): Pick<Build, "checks" | "people"> {
    if (checks === undefined || checks.length === 0) return {};
    const reports = RELEASE_KEYS.report(line);
    return {
        checks: { scripts: ["checks-take"], env: variable(checks), allow: [releases.addsBesides(reports)] },
        people: { see: releases.reads(reports) },
    };
}

function variable(checks: readonly Check[]): ScriptPart["env"] {
    return { CHECKS: JSON.stringify(checks) };
}

interface WithChecks {
    readonly checks?: readonly Check[];
    readonly buildspec?: string;
    readonly install?: string;
    readonly test?: string;
    readonly package?: string;
}

/** Rules for checks, beyond their shape. */
export const checksAreWhole: SettingRule<WithChecks> = ({ checks = [], buildspec, ...commands }) => {
    if (checks.length === 0) return [];
    if (buildspec !== undefined)
        return [
            {
                at: ["checks"],
                is: "is there beside buildspec",
                allowed: "one of the two: a buildspec checks by commands of its own",
            },
        ];
    const { install = "", test = "", package: packaging = "" } = commands;
    const length = JSON.stringify(checks).length;
    const all = length + install.length + test.length + packaging.length;
    return [
        ...checks.flatMap((check, at) => wholeness(check, at, checks.slice(0, at))),
        ...(length > MOST_CHARACTERS || all > 2 * MOST_CHARACTERS
            ? [
                  {
                      at: ["checks"],
                      is: `takes ${length} characters${all > length ? `, and with the other commands ${all}` : ""}`,
                      allowed: `${MOST_CHARACTERS}, and ${2 * MOST_CHARACTERS} with install, test and package: CodeBuild takes 5500 characters of variables`,
                      fix: "put long commands into a script of the repository, and run that",
                  },
              ]
            : []),
    ];
};

function wholeness({ name, run, stage, report }: Check, at: number, before: readonly Check[]): readonly Refusal[] {
    const place = ["checks", at];
    const found: Refusal[] = [];
    if (before.some((other) => other.name === name))
        found.push({
            at: [...place, "name"],
            is: `is ${name}, like another check's of the line`,
            allowed: "a name of its own",
            instead: `${name}-${at + 1}`,
        });
    if ((run === undefined) === (stage === undefined))
        found.push({
            at: [...place, "run"],
            is: run === undefined ? "is not set, and neither is stage" : "is there beside stage",
            allowed: "one of both: commands, or a stage of the Dockerfile",
            ...(run === undefined ? { fix: `write run or stage of the check ${name}` } : {}),
            also: [[...place, "stage"]],
        });
    else if (report.startsWith("/") !== (stage !== undefined))
        found.push({
            at: [...place, "report"],
            allowed:
                stage === undefined
                    ? "a path below the context, where the commands run"
                    : `a path of the image of stage ${stage}, which begins with /`,
            instead: stage === undefined ? report.replace(/^\/+/, "") : `/${report}`,
            also: [
                [...place, "run"],
                [...place, "stage"],
            ],
        });
    return found;
}
