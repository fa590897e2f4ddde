import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentRef } from "../../environment-ref";

/** A group whose policies have been made. */
export interface GroupOfTeam {
    /** Its name in the settings. */
    readonly group: string;
    /** Members, in the form of this kind of access. */
    readonly members: readonly string[];
    /** AWS's policies, or ours. */
    readonly policies: readonly {
        /** Its logical name. */
        readonly name: string;
        /** Its name in IAM. */
        readonly called: string;
        readonly arn: pulumi.Input<string>;
    }[];
}

/** Outputs for people, and what they still have to do. */
export interface Granted {
    readonly outputs: Record<string, pulumi.Output<string>>;
    readonly nextSteps: readonly pulumi.Input<string>[];
}

/** A kind of access: how people get their permissions. One file each, listed in index.ts; the policies are always the same. */
export interface Access {
    readonly kind: string;
    /** The form of an entry in `members`, and its description. */
    readonly member?: { readonly like: RegExp; readonly allowed: string; readonly example: string };
    /** Whether people have the permissions of all their groups at the same time. */
    readonly holdsAllAtOnce?: true;
    grant(
        name: string,
        groups: readonly GroupOfTeam[],
        about: { readonly ref: EnvironmentRef; readonly makesUsers: boolean; readonly pgpKey?: string },
        opts: pulumi.CustomResourceOptions,
    ): Granted;
}
