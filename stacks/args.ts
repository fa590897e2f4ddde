// What a stack is to be, whole: every default filled in, whatever its file left out.
import type * as pulumi from "@pulumi/pulumi";

import type { Checkout } from "../components/checkout";
import type { NetworkArgs } from "../components/shared/network";
import type { TeamArgs } from "../components/team/team";

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
    /** Names of the keys that it signs in by, where it has no token. */
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
    /** Names that persons approve under, by their login on GitHub in lower case. Absent where no login is known. */
    readonly people?: Record<string, string>;
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

/** The load balancer that lines of an environment share. */
export interface LoadBalancerArgs {
    readonly certificateArn?: string;
    readonly domain?: { readonly name: string; readonly zoneId?: string };
    /** Address ranges. */
    readonly testTrafficFrom: string[];
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
    /** What the load balancer is like that lines share. Absent where it speaks plain HTTP under its own name, or none does. */
    readonly loadBalancer?: LoadBalancerArgs;
    /** What lines refer to by name, each encrypted wherever it is kept. Absent where there is none. */
    readonly secrets?: Record<string, pulumi.Input<string>>;
    readonly fromAccount: FromAccountArgs;
    /** Promises that this environment does without, each by its name. */
    readonly loosen: string[];
    /** ARN of the policy that no role here goes beyond. Absent where roles have none. */
    readonly permissionsBoundary?: string;
    readonly services: Record<string, ServiceArgs>;
    /** What git says of the folders that lines are built from where `pulumi up` runs, by the line's name. */
    readonly checkouts?: Record<string, Checkout>;
    /** ARNs of connections to Git providers, by the kind of source that uses them. */
    readonly connections: Record<string, string>;
    readonly approval: ApprovalArgs;
    /** Absent where nobody is given rights by this program. */
    readonly team?: TeamArgs;
    readonly notify: RecipientArgs[];
    readonly logRetentionDays: number;
}

/** What one thing that AWS allows once per account is to be; its own schema knows what it takes. */
export interface OnceArgs {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a kind takes is known to its own schema alone
    readonly [setting: string]: any;
}

/** What AWS allows once per account, as a stack of its own is to make it. */
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
