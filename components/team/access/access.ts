import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentRef } from "../../environment-ref";

/** One group that has been made, as far as its policies. */
export interface GroupOfTeam {
    /** As the settings call it. */
    readonly group: string;
    /** In the form that this kind of access takes. */
    readonly members: readonly string[];
    /** Policies of AWS's or ours. */
    readonly policies: readonly {
        /** In the program. */
        readonly name: string;
        /** In IAM. */
        readonly called: string;
        readonly arn: pulumi.Input<string>;
    }[];
}

/** What people find, and what is left to do. */
export interface Granted {
    readonly outputs: Record<string, pulumi.Output<string>>;
    readonly nextSteps: readonly pulumi.Input<string>[];
}

/** How people come by their rights; one file per kind, under its name in the list of index.ts. The policies are the same in each. */
export interface Access {
    readonly kind: string;
    /** What stands in a list of members, and what it looks like. */
    readonly member?: { readonly like: RegExp; readonly allowed: string; readonly example: string };
    /** Whether a person has the rights of all their groups at the same time. */
    readonly holdsAllAtOnce?: true;
    grant(
        name: string,
        groups: readonly GroupOfTeam[],
        about: { readonly ref: EnvironmentRef; readonly makesUsers: boolean; readonly pgpKey?: string },
        opts: pulumi.CustomResourceOptions,
    ): Granted;
}
