import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { Stage } from "../parts";
import type { Start } from "../starts";
import type { ForPeople } from "../rights";
import type { RoleInUse } from "../shared/role";
import type { Statement } from "../shell";

/** What a conductor is to run: the make or the ship half of a line. */
export interface PipelineArgs {
    /** In order; the first one holds the sources. */
    readonly stages: readonly Stage[];
    readonly starts: readonly Start[];
    /** What must exist before the pipeline, whose first run may begin the moment it is created. */
    readonly before: readonly pulumi.Resource[];
}

/** A pipeline that a conductor has made. */
export interface Conducted extends ForPeople {
    readonly name: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;
    /** Permission to start it. @default - no event starts it */
    readonly start?: Statement;
    /** The pipeline itself, without the rules that start it. */
    readonly ready: readonly pulumi.Resource[];
    /**
     * Makes the rules that start it.
     * @param after what must be written before the rules exist, so that the first `up` starts one run and not two
     * @param role under which EventBridge starts it; by default one of its own
     * @returns what must exist before an event is sure to start it
     */
    listen(
        after: readonly pulumi.Resource[],
        opts: pulumi.ComponentResourceOptions,
        role?: RoleInUse,
    ): readonly pulumi.Resource[];
}

/** The ship pipeline that must not miss a candidate. */
export interface HandoverArgs {
    readonly line: string;
    /** The source step of ship that takes the candidate. */
    readonly source: string;
    readonly ship: Pick<Conducted, "name" | "arn">;
}

/** What may write a candidate: pipelines, and jobs outside of them, by name. */
export interface Writers {
    readonly pipelines: readonly pulumi.Output<string>[];
    readonly jobs: readonly pulumi.Output<string>[];
}

/** A job that starts ship for a candidate which no run of ship has taken. */
export interface HandsOver {
    /** Name of the job. */
    readonly projectName: pulumi.Output<string>;
    /** Permission to start the job. */
    start(): Statement;
    /** Makes the rules that start the job. */
    listen(writers: Writers, role: RoleInUse): void;
}

/** Turns steps into something that runs them, with one role per step. Only its own files know how it writes things. */
export interface Conductor {
    conduct(
        name: string,
        pipeline: PipelineArgs,
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): Conducted;
    /** @default - nothing looks for candidates that no run has taken */
    handOver(
        name: string,
        args: HandoverArgs,
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): HandsOver | undefined;
}
