// The one place that reads configuration: from strings to frozen settings, or one error with every problem.
import { readdirSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import type { NetworkArgs } from "../components/shared/network";
import type { Partition } from "../text/partition";
import { kinds } from "./kinds";
import type { Choice, Kinds } from "./settings/parts";
import { type Context, parse } from "./settings/parse";
import { SettingsError } from "./settings/problem";
import { settle } from "./settings/settle";

export { SettingsError } from "./settings/problem";
export type { Context } from "./settings/parse";
export { schemaFor } from "./settings/schema";

export type SourceSettings = Choice<(typeof kinds.sources)[number]>;
export type BuildSettings = Choice<(typeof kinds.builds)[number]>;
export type TargetSettings = Choice<(typeof kinds.targets)[number]>;

/** One line, as it is in this environment. */
export interface ServiceSettings {
    /** Absent where nothing is made, and where the build reads no repository. */
    readonly source?: SourceSettings;
    /** Absent where nothing is made. */
    readonly build?: BuildSettings;
    readonly deploy: TargetSettings;
}

/** Another environment of the same line. */
interface Elsewhere {
    readonly environment: string;
    readonly account: string;
}

export type NetworkSettings = NetworkArgs;

/** What a stack is to be; all defaults are filled in, and nothing in it can be changed. */
export interface Settings {
    readonly project: string;
    /** Name of the stack. */
    readonly environment: string;
    readonly account: string;
    readonly region: string;
    readonly partition: Partition;
    readonly promotesTo: readonly Elsewhere[];
    /** Where set, releases come from there; where absent, they are made here. */
    readonly promotesFrom?: Elsewhere;
    readonly network: NetworkSettings;
    readonly loosen: { readonly destroyWithData: boolean };
    readonly services: Readonly<Record<string, ServiceSettings>>;
    readonly approval: { readonly required: boolean; readonly timeoutHours: number };
    readonly notify: readonly { readonly to: "email"; readonly address: string }[];
    readonly logRetentionDays: number;
}

/** Pure: takes the configuration as Pulumi hands it over, or as a stack file has it. */
export function parseSettings(
    raw: Readonly<Record<string, unknown>>,
    context: Context,
    known: Kinds = kinds,
): Settings {
    const outcome = parse(known, raw, context);
    if ("problems" in outcome) throw new SettingsError(outcome.problems, context);
    return settle(outcome.parsed, context, known);
}

/** The settings of the stack that is being updated. */
export function readSettings(): Settings {
    const raw = pulumi.runtime.allConfig();
    return parseSettings(raw, {
        project: pulumi.getProject(),
        environment: pulumi.getStack(),
        secretKeys: Object.keys(raw).filter(isSecret),
        // Pulumi does not tell a program where its settings come from; `fairlead plan` does.
        configFile: process.env["FAIRLEAD_CONFIG_FILE"],
        filesIn,
    });
}

/** Pulumi runs a program in its own folder, and that is where a build's context begins. */
export function filesIn(folder: string): string[] | undefined {
    try {
        return readdirSync(folder);
    } catch {
        return undefined;
    }
}

/** Pulumi keeps this from its type declarations; its own Config asks the same question (pulumi#7127). */
const isSecret = (key: string): boolean =>
    (pulumi.runtime as unknown as { isConfigSecret?: (key: string) => boolean }).isConfigSecret?.(key) ?? false;
