// The seams of what a release carries: where it lives, and the shell that handles it.
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "./context";
import type { EnvironmentRef } from "./environment-ref";
import type { ScriptPart, Statement } from "./shell";

/** A piece of shell that may ask for a docker daemon in its job. */
export type ShellPart = ScriptPart & { readonly docker?: boolean };

/** Where one environment keeps what releases carry, and the shell that handles it. */
export interface CarriedStore {
    /** Defines `carried_find` and `carried_measure`: reads what a build made, measures it and keeps it for rollbacks. */
    readonly publish: ShellPart;
    /** Defines `carried_trusted`, for Prepare: refuses what nobody has vouched for. @default - nobody is asked */
    readonly trust?: ScriptPart;
    /** Defines `carried_keep NAME`: keeps what is live from expiring. */
    readonly keep: ScriptPart;
    /** Defines `carried_copy`: brings it here from another environment's store, byte for byte, and measures it here. */
    copy(from: EnvironmentRef): ShellPart;
}

/** What a release carries; one file per kind. A build names the one it makes, a target the one it takes. */
export interface CarriesKind<Store extends CarriedStore> {
    /** Its name in the release record. */
    readonly kind: string;
    /** What release 0 carries, before anything was built. */
    readonly placeholder: { readonly what: string; readonly digest: string };
    /** Whether it lies in a registry, which a line may choose. @default false */
    readonly liesInRegistry?: boolean;
    /** @param from what the line chose; the registry is present exactly where the kind says `liesInRegistry` */
    makeStore(
        line: string,
        from: { readonly registry?: Registry },
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): Store;
}

/** Where a line's images lie, and the shell that speaks to it. */
export interface Registry {
    /** Address to push to and pull from, without a tag. */
    readonly repositoryUrl: pulumi.Output<string>;
    /** Defines `registry_login` and `find_image`, for a job that builds and pushes. */
    readonly push: ScriptPart;
    /** Defines `tag_image` and `describe_scan`, for Publish. */
    readonly publish: ShellPart;
    /** Defines `carried_trusted`, which reads PLACEHOLDER. @default - nobody is asked */
    readonly trust?: ScriptPart;
    /** Defines `carried_keep`. */
    readonly keep: ScriptPart;
    /** Defines `carried_copy`. */
    copy(from: EnvironmentRef): ShellPart;
    /** What ECS needs to pull, before the application runs. It may create a resource for that, so call it once. */
    pullsInTasks(): {
        readonly allow: readonly Statement[];
        /** ARN of the secret that ECS logs in with. @default - none: the execution role itself may pull */
        readonly credentialsArn?: pulumi.Input<string>;
    };
    /** What a machine needs to pull. */
    readonly pullsOnHost: {
        /** What the login script reads; never a secret, for people can read where it is written. */
        readonly env: Readonly<Record<string, pulumi.Input<string>>>;
        readonly allow: readonly Statement[];
        /** Which login script a machine runs. */
        readonly login: string;
    };
    /** @default none */
    readonly outputs?: Record<string, pulumi.Output<string>>;
}
/** What is pushed by others than this program. */
export interface OthersPush {
    /** The tag that each push may move. */
    readonly tag: string;
    /** ARNs of roles and users of IAM that the registry lets push. */
    readonly who: readonly string[];
}
export interface RegistryFrom {
    /** Absent where this program alone pushes. */
    readonly othersPush?: OthersPush;
    /** Whether a build keeps its cache there, under a tag that moves. @default false */
    readonly cached?: boolean;
}
