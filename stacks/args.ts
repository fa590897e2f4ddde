// The settings of a stack, complete: every default is filled in.
import type * as pulumi from "@pulumi/pulumi";

import type { Checkout } from "../components/checkout";
import type { NetworkArgs } from "../components/shared/network";
import type { TeamArgs } from "../components/team/team";

/** One part of a line: its kind, and that kind's own settings. */
export interface PartArgs {
    readonly kind: string;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a kind takes is known to its own schema alone
    readonly [setting: string]: any;
}

/** One service's line in this environment. */
export interface ServiceArgs {
    /** Absent where nothing is made, and where the build reads no repository. */
    readonly source?: PartArgs;
    /** Absent where nothing is made. */
    readonly build?: PartArgs;
    /** Absent where nothing lies in a registry. */
    readonly registry?: PartArgs;
    readonly deploy: PartArgs;
    /** Absent where a release is shipped at once. */
    readonly ship?: WorkflowShipArgs;
}

/** The workflow that says when a release is shipped, and the environment on GitHub that it waits for. */
export interface WorkflowShipArgs {
    readonly environment: string;
    readonly waitMinutes: number;
    readonly repository: string;
    readonly branch: string;
    readonly file: string;
    readonly ids?: RepositoryIdsArgs;
    /** Names of the access keys that it signs in with, where it has no token. */
    readonly accessKeys?: string[];
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
    /** The names that people approve under, by their login on GitHub in lower case. Absent where no login is known. */
    readonly people?: Record<string, string>;
}

/** What exists once per account and cannot be known by a computed name. */
export interface FromAccountArgs {
    readonly githubOidcArn?: string;
    /** Name of the account's stack, whose outputs have it. */
    readonly stack?: string;
}

/** Somebody who is notified, of what, and the settings of that kind of recipient. */
export interface RecipientArgs {
    readonly to: string;
    /** Kinds of events. */
    readonly about: string[];
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a kind takes is known to its own schema alone
    readonly [setting: string]: any;
}

/** The load balancer that lines of an environment share. */
export interface LoadBalancerArgs {
    readonly certificateArn?: string;
    readonly domain?: { readonly name: string; readonly zoneId?: string };
    /** Address ranges. */
    readonly testTrafficFrom: string[];
}

/**
 * The settings of an environment, in a shape that a Pulumi component package can have: no unions, no read-only lists.
 * `parseSettings` makes it from a configuration.
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
    /** What the load balancer is like that lines share. Absent where it speaks plain HTTP under its own name, or none does. */
    readonly loadBalancer?: LoadBalancerArgs;
    /** Secrets that lines refer to by name, each encrypted wherever it is kept. Absent where there is none. */
    readonly secrets?: Record<string, pulumi.Input<string>>;
    readonly fromAccount: FromAccountArgs;
    /** Names of the safeguards that this environment does without. */
    readonly loosen: string[];
    /** ARN of the permissions boundary of every role here. Absent where roles have none. */
    readonly permissionsBoundary?: string;
    readonly services: Record<string, ServiceArgs>;
    /** What git says of the folders that `pulumi up` builds from, by the line's name. */
    readonly checkouts?: Record<string, Checkout>;
    /** ARNs of connections to Git providers, by the kind of source that uses them. */
    readonly connections: Record<string, string>;
    readonly approval: ApprovalArgs;
    /** Absent where nobody is given rights by this program. */
    readonly team?: TeamArgs;
    readonly notify: RecipientArgs[];
    readonly logRetentionDays: number;
}

/** The settings of one thing that AWS allows once per account; its own schema knows them. */
export interface OnceArgs {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a kind takes is known to its own schema alone
    readonly [setting: string]: any;
}

/** The settings of a stack that makes what AWS allows once per account. */
export interface AccountArgs {
    readonly project: string;
    /** Name of the stack. */
    readonly environment: string;
    readonly account: string;
    readonly region: string;
    readonly partition: string;
    readonly oncePerAccount: Record<string, OnceArgs>;
}

/** The settings of a stack, which is one of the two. */
export type StackArgs =
    | { readonly environment: EnvironmentArgs; readonly account?: never }
    | { readonly account: AccountArgs; readonly environment?: never };
