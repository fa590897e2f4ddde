// The one place that reads configuration: from strings to frozen settings, or one error with every problem.
import { readdirSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import type { Checkout } from "../components/checkout";
import type { NetworkArgs } from "../components/shared/network";
import type { TeamArgs } from "../components/team/team";
import { kinds } from "./kinds";
import { accountRules, accountSchema, type DraftedAccount } from "./settings/account";
import { checkoutOf } from "./settings/checkout";
import type { Kinds } from "./settings/parts";
import { filesBeside, plainSecretsIn } from "./settings/neighbours";
import { type Context, type Demands, parse, type Parsed } from "./settings/parse";
import { SettingsError } from "./settings/problem";
import { rules } from "./settings/rules";
import { type Drafted, schemaFor } from "./settings/schema";
import { scopeOf } from "./settings/scope";
import { settle, settleAccount } from "./settings/settle";

export { SettingsError } from "./settings/problem";
export type { Context } from "./settings/parse";
export { schemaFor } from "./settings/schema";

/** One part of a line: its kind, and what that kind's own settings say. */
export interface PartArgs {
    readonly kind: string;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a kind takes is known to its own schema alone
    readonly [setting: string]: any;
}

/** One service's line, as it is in this environment. */
export interface ServiceArgs {
    /** Absent where nothing is made, and where the build reads no repository. */
    readonly source?: PartArgs;
    /** Absent where nothing is made. */
    readonly build?: PartArgs;
    /** Absent where nothing lies in a registry. */
    readonly registry?: PartArgs;
    readonly deploy: PartArgs;
    /** Absent where what is released is taken out at once. */
    readonly ship?: WorkflowShipArgs;
}

/** The workflow that takes releases out, and the environment on GitHub that it waits for. */
export interface WorkflowShipArgs {
    readonly environment: string;
    readonly waitMinutes: number;
    readonly repository: string;
    readonly branch: string;
    readonly file: string;
    readonly ids?: RepositoryIdsArgs;
}

/** GitHub's numbers of a repository and of its owner. */
export interface RepositoryIdsArgs {
    readonly owner: string;
    readonly repository: string;
}

/** Another environment of the same lines. */
export interface OtherEnvironmentArgs {
    readonly environment: string;
    readonly account: string;
}

export interface ApprovalArgs {
    readonly required: boolean;
    readonly timeoutHours: number;
}

/** What is known of what the account has once, where computed names are not enough. */
export interface FromAccountArgs {
    readonly githubOidcArn?: string;
    /** Name of the account's stack, whose outputs say it. */
    readonly stack?: string;
}

/** Somebody who is told, of what, and what the kind of recipient says besides. */
export interface RecipientArgs {
    readonly to: string;
    /** Kinds of events. */
    readonly about: string[];
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a kind takes is known to its own schema alone
    readonly [setting: string]: any;
}

/**
 * What an environment is to be, in the shape that a Pulumi component package can have: no unions, no read-only lists.
 * `parseSettings` makes it from a configuration, with every default filled in.
 */
export interface EnvironmentArgs {
    readonly project: string;
    /** Name of the stack. */
    readonly environment: string;
    readonly account: string;
    readonly region: string;
    readonly partition: string;
    readonly promotesTo: OtherEnvironmentArgs[];
    /** Where set, releases come from there; where absent, they are made here. */
    readonly promotesFrom?: OtherEnvironmentArgs;
    readonly network: NetworkArgs;
    /** What lines refer to by name, each encrypted wherever it is kept. Absent where there is none. */
    readonly secrets?: Record<string, pulumi.Input<string>>;
    readonly fromAccount: FromAccountArgs;
    /** Promises that this environment does without, each by its name. */
    readonly loosen: string[];
    readonly services: Record<string, ServiceArgs>;
    /** What git says of the folders that lines are built from where `pulumi up` runs, by the line's name. */
    readonly checkouts?: Record<string, Checkout>;
    /** ARNs of connections to other houses, by the kind of source that uses them. */
    readonly connections: Record<string, string>;
    readonly approval: ApprovalArgs;
    /** Absent where nobody is given rights by this program. */
    readonly team?: TeamArgs;
    readonly notify: RecipientArgs[];
    readonly logRetentionDays: number;
}

/** What one thing that AWS allows once an account is to be; its own schema knows what it takes. */
export interface OnceArgs {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a kind takes is known to its own schema alone
    readonly [setting: string]: any;
}

/** What AWS allows once an account, as a stack of its own is to make it. */
export interface AccountArgs {
    readonly project: string;
    /** Name of the stack. */
    readonly environment: string;
    readonly account: string;
    readonly region: string;
    readonly partition: string;
    readonly oncePerAccount: Record<string, OnceArgs>;
}

/** What a stack is to be; one of the two. */
export type StackArgs =
    | { readonly environment: EnvironmentArgs; readonly account?: never }
    | { readonly account: AccountArgs; readonly environment?: never };

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
    if ("problems" in outcome) throw new SettingsError(outcome.problems, context);
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
export function readSettings(): EnvironmentArgs {
    return environmentOf(readStack(), { environment: pulumi.getStack() });
}

/** The settings of the stack that is being updated. */
export function readStack(): StackArgs {
    const raw = pulumi.runtime.allConfig();
    const project = pulumi.getProject();
    const environment = pulumi.getStack();
    // Pulumi does not tell a program where its settings come from; `fairlead plan` does.
    const configFile = process.env["FAIRLEAD_CONFIG_FILE"];
    const own = { project, environment, configFile };
    return parseStack(raw, {
        ...own,
        secretKeys: Object.keys(raw).filter(isSecret),
        plainSecrets: () => plainSecretsIn(own),
        filesIn,
        ...filesBeside(own),
        checkoutOf,
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
