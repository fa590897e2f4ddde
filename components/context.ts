import type * as pulumi from "@pulumi/pulumi";

import type { Conductor } from "./conductors/conductor";
import type { ArtifactStore } from "./shared/artifact-store";
import type { DeadLetters } from "./shared/dead-letters";
import type { Network } from "./shared/network";
import type { Notifications } from "./shared/notifications";
import type { ReleaseStore } from "./shared/release-store";
import type { SharedBalancer } from "./shared/shared-balancer";
import type { Secrets } from "./shared/secrets";
import type { TrainingStore } from "./shared/training-store";
import type { EnvironmentRef, Retention } from "./environment-ref";

/** What the lines of an environment share. Network, load balancer, cluster, secrets and training store are created when a line first reads them. */
export interface EnvironmentContext extends EnvironmentRef {
    readonly retention: Retention;
    /** A provider without default tags: copying an object with tags takes permissions that no role here has. */
    readonly untagged: pulumi.ProviderResource;
    readonly network: Network;
    /** The load balancer that lines share. */
    readonly balancer: SharedBalancer;
    /** The cluster that runs this environment's services. */
    readonly cluster: { readonly name: pulumi.Output<string>; readonly arn: pulumi.Output<string> };
    /** The encrypted values of the stack's file. */
    readonly secrets: Secrets;
    readonly artifacts: ArtifactStore;
    readonly releases: ReleaseStore;
    readonly notifications: Notifications;
    /** The data of models, and the results of their training. */
    readonly training: TrainingStore;
    /** The queue for events that a rule could not deliver. */
    readonly deadLetters: DeadLetters;
    /** ARNs of connections to Git providers, by the kind of source that uses them. */
    readonly connections: Readonly<Record<string, string>>;
    /** What exists once per account and lines refer to. */
    readonly fromAccount: { readonly githubOidcArn: pulumi.Input<string> };
    /** What runs a line's steps. */
    readonly conductor: Conductor;
}
