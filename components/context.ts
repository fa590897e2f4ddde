import type * as pulumi from "@pulumi/pulumi";

import type { Conductor } from "./conductors/conductor";
import type { ArtifactStore } from "./shared/artifact-store";
import type { DeadLetters } from "./shared/dead-letters";
import type { Network } from "./shared/network";
import type { Notifications } from "./shared/notifications";
import type { ReleaseStore } from "./shared/release-store";
import type { Secrets } from "./shared/secrets";
import type { TrainingStore } from "./shared/training-store";

/** Where an environment's resources live; known before any of them exists. */
export interface EnvironmentRef {
    readonly project: string;
    readonly environment: string;
    readonly account: string;
    readonly region: string;
    /** The word by which its ARNs begin. */
    readonly partition: string;
}

/** These facts alone, of what knows them among others. */
export function environmentRef({ project, environment, account, region, partition }: EnvironmentRef): EnvironmentRef {
    return { project, environment, account, region, partition };
}

/** Digits that autonaming ends a name with, by the default pattern in Pulumi.yaml. */
export const NAME_DIGITS = 7;

/**
 * A resource's physical name for a policy that is written before the resource is, by the pattern in Pulumi.yaml. Each `?` is
 * one digit of its ending: a `*` in environment `prod` would reach what `prod-eu` has in the same account.
 */
export function autonamed(name: string, { environment }: Pick<EnvironmentRef, "environment">): string {
    return `${name}-${environment}-${"?".repeat(NAME_DIGITS)}`;
}

/** The ARN of what lies there. */
export function arnIn({ partition, region, account }: EnvironmentRef, service: string, resource: string): string {
    return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** What the owner of an environment decided for all of its lines. */
export interface Retention {
    /** `destroy` may delete what holds data; without it, Pulumi protects that and refuses. */
    readonly destroyWithData: boolean;
    readonly logRetentionDays: number;
}

/** What lines of one environment share. Network, cluster, secrets and what trains are made when the first line asks for them. */
export interface EnvironmentContext extends EnvironmentRef {
    readonly retention: Retention;
    /** The same account without default tags: an object with tags takes rights to copy that no role here is given. */
    readonly untagged: pulumi.ProviderResource;
    readonly network: Network;
    /** The cluster that runs this environment's services. */
    readonly cluster: { readonly name: pulumi.Output<string>; readonly arn: pulumi.Output<string> };
    /** What the stack's file has encrypted. */
    readonly secrets: Secrets;
    readonly artifacts: ArtifactStore;
    readonly releases: ReleaseStore;
    readonly notifications: Notifications;
    /** Where events go that a rule could not deliver. */
    /** What models learn from, and what their training leaves. */
    readonly training: TrainingStore;
    readonly deadLetters: DeadLetters;
    /** ARNs of connections to other houses, by the kind of source that uses them. */
    readonly connections: Readonly<Record<string, string>>;
    /** What the account has once, and lines of this environment refer to. */
    readonly fromAccount: { readonly githubOidcArn: pulumi.Input<string> };
    /** What runs a line's steps. */
    readonly conductor: Conductor;
}
