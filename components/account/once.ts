// The seam of what AWS allows once per account, or once per account and region: one file each, and a line in index.ts.
import type * as pulumi from "@pulumi/pulumi";
import type { infer as Settled, ZodType } from "zod";

import type { EnvironmentRef } from "../environment-ref";

/** What has been made, or is there already. */
export interface MadeOnce {
    /** For environments and people, by what it is. */
    readonly arns?: Readonly<Record<string, pulumi.Input<string>>>;
    readonly nextSteps?: readonly pulumi.Input<string>[];
}

/**
 * What exists already is named by its ARN and is never imported: with the import, `pulumi destroy` would take away what
 * others of the company sign in by.
 */
export interface OncePerAccount<Name extends string, Shape extends ZodType> {
    /** Its key below `oncePerAccount`. */
    readonly key: Name;
    readonly settings: Shape;
    /** @param name begins the names of its resources */
    make(name: string, settings: Settled<Shape>, ref: EnvironmentRef, opts: pulumi.CustomResourceOptions): MadeOnce;
}
