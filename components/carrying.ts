// What a release carries (an image, a bundle, a model): the store or registry that keeps it, and the shell that handles it.
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "./context";
import type { EnvironmentRef } from "./environment-ref";
import type { ScriptPart, Statement } from "./shell";

/** A piece of shell that may ask for a docker daemon in its job. */
export type ShellPart = ScriptPart & { readonly docker?: boolean };

/** Where one environment keeps what releases carry, and the shell that handles it. */
export interface CarriedStore {
    /** Defines `carried_find` and `carried_measure`: read what a build made, measure it and keep it for rollbacks. */
    readonly publish: ShellPart;
    /** Defines `carried_trusted`, for Prepare: refuses what is not signed or approved. @default - nothing is refused */
    readonly trust?: ScriptPart;
    /** Defines `carried_keep NAME`: keeps what is live from expiring. */
    readonly keep: ScriptPart;
    /** Defines `carried_copy`: copies it from another environment's store, byte for byte, and measures it again. */
    copy(from: EnvironmentRef): ShellPart;
}

/** A kind of what releases carry; one file each. A build names the one it makes, a target the one it takes. */
export interface CarriesKind<Store extends CarriedStore> {
    /** Its name in the release record. */
    readonly kind: string;
    /** What release 0 carries, before the first build. */
    readonly placeholder: { readonly what: string; readonly digest: string };
    /** Whether a registry keeps it, which the line may choose. @default false */
    readonly liesInRegistry?: boolean;
    /** @param from has the line's registry exactly if the kind says `liesInRegistry` */
    makeStore(
        line: string,
        from: { readonly registry?: Registry },
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): Store;
}

/** The registry of a line's images, and the shell that uses it. */
export interface Registry {
    /** Address to push to and pull from, without a tag. */
    readonly repositoryUrl: pulumi.Output<string>;
    /** Defines `registry_login` and `find_image`, for a job that builds and pushes. */
    readonly push: ScriptPart;
    /** Defines `tag_image` and `describe_scan`, for Publish. */
    readonly publish: ShellPart;
    /** Defines `carried_trusted`, which reads PLACEHOLDER. @default - nothing is refused */
    readonly trust?: ScriptPart;
    /** Defines `carried_keep`. */
    readonly keep: ScriptPart;
    /** Defines `carried_copy`. */
    copy(from: EnvironmentRef): ShellPart;
    /** What ECS needs to pull an image. It may create a resource for that, so call it once. */
    pullsInTasks(): {
        readonly allow: readonly Statement[];
        /** ARN of the secret that ECS logs in with. @default - none: the execution role itself may pull */
        readonly credentialsArn?: pulumi.Input<string>;
    };
    /** What a machine needs to pull. */
    readonly pullsOnHost: {
        /** Variables of the login script. Never a secret, for people can read the place where they are written. */
        readonly env: Readonly<Record<string, pulumi.Input<string>>>;
        readonly allow: readonly Statement[];
        /** Name of the login script that a machine runs. */
        readonly login: string;
    };
    /** @default none */
    readonly outputs?: Record<string, pulumi.Output<string>>;
}
/** What others than this program push. */
export interface OthersPush {
    /** The tag that each push may move. */
    readonly tag: string;
    /** ARNs of IAM roles and users that may push. */
    readonly who: readonly string[];
}
export interface RegistryFrom {
    /** @default - only this program pushes */
    readonly othersPush?: OthersPush;
    /** Whether a build keeps its cache there, under a tag that may move. @default false */
    readonly cached?: boolean;
}
