import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { Stage } from "../parts";
import type { Start } from "../starts";
import type { ForPeople } from "../rights";

/** The pipeline of a line that makes, or the one that ships: what a conductor is to run. */
export interface PipelineArgs {
    /** In their order; the first holds sources. */
    readonly stages: readonly Stage[];
    readonly starts: readonly Start[];
    /** What must exist before it does: its first run may begin the moment it is created. */
    readonly before: readonly pulumi.Resource[];
}

/** A pipeline, as its conductor runs it. */
export interface Conducted extends ForPeople {
    readonly name: pulumi.Output<string>;
    /** To name in the policy of what starts it. */
    readonly arn: pulumi.Output<string>;
    /** The pipeline itself, without what listens for it. */
    readonly ready: readonly pulumi.Resource[];
    /**
     * Makes the events that set it going.
     * @param after what must be written before anything listens, so that the first `up` starts one run and not two
     * @returns what must exist before an event can be sure of being heard
     */
    listen(after: readonly pulumi.Resource[], opts: pulumi.ComponentResourceOptions): readonly pulumi.Resource[];
}

/** What must not lose a candidate. */
export interface HandoverArgs {
    readonly line: string;
    /** The source step of ship that takes the candidate. */
    readonly source: string;
    readonly ship: Pick<Conducted, "name" | "arn">;
    /** What may have written a candidate: pipelines by their names, and jobs that none of them runs. */
    readonly writers: {
        readonly pipelines: readonly pulumi.Output<string>[];
        readonly jobs: readonly pulumi.Output<string>[];
    };
}

/** Turns steps into something that runs them, one role a step. What is its own way of saying a thing stays in its files. */
export interface Conductor {
    conduct(
        name: string,
        pipeline: PipelineArgs,
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): Conducted;
    /**
     * Starts ship for a candidate that no run of it has taken.
     * @returns jobs whose failures are mailed
     */
    handOver(
        name: string,
        args: HandoverArgs,
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): readonly pulumi.Output<string>[];
}
