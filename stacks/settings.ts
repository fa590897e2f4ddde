// The one place that reads configuration: from strings to frozen settings, or one error with every problem.
import { readdirSync } from "node:fs";
import { dirname } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentArgs, StackArgs } from "./args";
import { kinds } from "./kinds";
import { accountRules, accountSchema, type DraftedAccount } from "./settings/account";
import { checkoutOf } from "./settings/checkout";
import type { Kinds } from "./settings/parts";
import { filesBeside, plainSecretsIn, stacksAmong } from "./settings/neighbours";
import type { Context } from "./settings/context";
import { type Demands, parse, type Parsed } from "./settings/parse";
import { settingsFile } from "./settings/mistakes/place";
import { SettingsError } from "./settings/mistakes/problem";
import { rules } from "./settings/rules";
import { type Drafted, schemaFor } from "./settings/schema";
import { scopeOf } from "./settings/scope";
import { settle, settleAccount } from "./settings/settle";
import { hasPulumi, writtenIn } from "./settings/mistakes/written";

export { SettingsError } from "./settings/mistakes/problem";
export type { Context } from "./settings/context";
export { schemaFor } from "./settings/schema";

/** Pure: takes the configuration as Pulumi hands it over, or as a stack file has it. */
export function parseStack(raw: Readonly<Record<string, unknown>>, context: Context, known: Kinds = kinds): StackArgs {
    const shape = schemaFor(known);
    if (scopeOf(raw, context.project) === "account") {
        const demands = { own: accountSchema, others: shape, rules: accountRules };
        return { account: settleAccount(parsedBy<DraftedAccount>(demands, raw, context, known), context) };
    }
    const demands = { own: shape, others: accountSchema, rules };
    const settled = settle(parsedBy<Drafted>(demands, raw, context, known), context, known);
    return { environment: withSecrets(settled, raw) };
}

/** The settings themselves have none: these go straight from the configuration into what Pulumi encrypts. */
function withSecrets(settings: EnvironmentArgs, raw: Readonly<Record<string, unknown>>): EnvironmentArgs {
    const held = raw[`${settings.project}:secrets`];
    const values = Object.entries(
        (typeof held === "string" ? JSON.parse(held) : (held ?? {})) as Record<string, unknown>,
    );
    if (values.length === 0) return settings;
    // As a stack's file has it, a secret is its ciphertext, which only Pulumi can read.
    const secrets = values.map(([name, value]) => [name, pulumi.secret(typeof value === "string" ? value : "")]);
    return Object.freeze({
        ...settings,
        secrets: Object.fromEntries(secrets) as Record<string, pulumi.Output<string>>,
    });
}

function parsedBy<Drafted>(
    demands: Demands<Drafted>,
    raw: Readonly<Record<string, unknown>>,
    context: Context,
    kinds: Kinds,
): Parsed<Drafted> {
    const outcome = parse(demands, raw, { ...context, kinds });
    if ("problems" in outcome) throw new SettingsError(outcome.problems, { ...context, written: outcome.written });
    return outcome.parsed;
}

/** The same for a program that makes environments alone. */
export function parseSettings(
    raw: Readonly<Record<string, unknown>>,
    context: Context,
    known: Kinds = kinds,
): EnvironmentArgs {
    return environmentOf(parseStack(raw, context, known), context);
}

function environmentOf(
    { environment }: StackArgs,
    { environment: stack }: Pick<Context, "environment">,
): EnvironmentArgs {
    if (!environment) throw new Error(`stack ${stack} has scope account, and this program makes environments alone`);
    return environment;
}

/** The settings of the stack that is being updated, where it is an environment. */
export function readSettings(known: Kinds = kinds): EnvironmentArgs {
    return environmentOf(readStack(known), { environment: pulumi.getStack() });
}

/** The same where a program gives them itself, by the names that a stack file has below the project's. */
export function givenSettings({ secrets = {}, ...given }: GivenSettings): EnvironmentArgs {
    const [project, environment] = [pulumi.getProject(), pulumi.getStack()];
    // Only names are settings; a stack file has ciphertext in the place of each value.
    const names = Object.keys(secrets).map((name) => [name, { secure: "" }]);
    const own = Object.entries(given.settings).map(([key, value]) => [`${project}:${key}`, value]);
    const raw = {
        ...(Object.fromEntries(own) as Record<string, unknown>),
        "aws:region": given.region,
        [`${project}:account`]: given.account,
        [`${project}:secrets`]: Object.fromEntries(names) as unknown,
    };
    try {
        return { ...parseSettings(raw, { project, environment, filesIn, areGiven: true }), secrets };
    } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        throw new Error(`settings that the program gives, shown as a stack file would have them: ${error.message}`);
    }
}

interface GivenSettings {
    readonly account: string;
    readonly region: string;
    readonly settings: Readonly<Record<string, unknown>>;
    readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** The settings of the stack that is being updated. */
export function readStack(known: Kinds = kinds): StackArgs {
    const raw = pulumi.runtime.allConfig();
    const project = pulumi.getProject();
    const environment = pulumi.getStack();
    // Pulumi does not tell a program where its settings come from; `fairlead plan` does.
    const configFile = process.env["FAIRLEAD_CONFIG_FILE"];
    const own = { project, environment, configFile };
    const context = {
        ...own,
        secretKeys: Object.keys(raw).filter(isSecret),
        plainSecrets: () => plainSecretsIn(own),
        written: writtenIn(own),
        hasPulumi: hasPulumi(),
        filesIn,
        ...filesBeside(own),
        stacksBeside: () => stacksAmong(filesIn(dirname(settingsFile(own))) ?? []),
        checkoutOf,
    };
    return parseStack(raw, context, known);
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
