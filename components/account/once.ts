// What AWS allows once per account, or once per account and region; each kind is a file, and a line in index.ts.
import type * as pulumi from "@pulumi/pulumi";
import type { infer as Settled, ZodType } from "zod";

import type { EnvironmentRef } from "../environment-ref";

/** What has been made, or exists already. */
export interface MadeOnce {
    /** ARNs for environments and people, by what they are. */
    readonly arns?: Readonly<Record<string, pulumi.Input<string>>>;
    readonly nextSteps?: readonly pulumi.Input<string>[];
}

/**
 * What exists already is named by its ARN and never imported: after an import, `pulumi destroy` would delete what others in the
 * company sign in by.
 */
export interface OncePerAccount<Name extends string, Shape extends ZodType> {
    /** Its key below `oncePerAccount`. */
    readonly key: Name;
    readonly settings: Shape;
    /** @param name begins the names of its resources */
    make(name: string, settings: Settled<Shape>, ref: EnvironmentRef, opts: pulumi.CustomResourceOptions): MadeOnce;
}
