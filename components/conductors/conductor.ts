import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { Stage, Start } from "../parts";

/** A half of a line, as something is to run it. */
export interface Half {
    /** In their order; the first holds sources. */
    readonly stages: readonly Stage[];
    readonly starts: readonly Start[];
    /** What must exist before it does: its first run may begin the moment it is created. */
    readonly before: readonly pulumi.Resource[];
}

/** A half that something runs. */
export interface Conducted {
    readonly name: pulumi.Output<string>;
    /** The pipeline itself, without what listens for it. */
    readonly ready: readonly pulumi.Resource[];
    /**
     * Makes the events that set it going.
     * @param after what must be written before anything listens, so that the first `up` starts one run and not two
     * @returns what must exist before an event can be sure of being heard
     */
    listen(after: readonly pulumi.Resource[], opts: pulumi.ComponentResourceOptions): readonly pulumi.Resource[];
}

/** Turns steps into something that runs them, one role a step. What is its own way of saying a thing stays in its files. */
export interface Conductor {
    conduct(name: string, half: Half, context: EnvironmentContext, opts: pulumi.ComponentResourceOptions): Conducted;
}
