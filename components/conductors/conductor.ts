import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { Stage } from "../parts";
import type { Start } from "../starts";
import type { ForPeople } from "../rights";
import type { RoleInUse } from "../shared/role";
import type { Statement } from "../shell";

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
    readonly arn: pulumi.Output<string>;
    /** For the role of what starts it; absent where no event does. */
    readonly start?: Statement;
    /** The pipeline itself, without what listens for it. */
    readonly ready: readonly pulumi.Resource[];
    /**
     * Makes the events that set it going.
     * @param after what must be written before anything listens, so that the first `up` starts one run and not two
     * @param role under which EventBridge starts it; by default one of its own
     * @returns what must exist before an event can be sure of being heard
     */
    listen(
        after: readonly pulumi.Resource[],
        opts: pulumi.ComponentResourceOptions,
        role?: RoleInUse,
    ): readonly pulumi.Resource[];
}

/** What must not lose a candidate. */
export interface HandoverArgs {
    readonly line: string;
    /** The source step of ship that takes the candidate. */
    readonly source: string;
    readonly ship: Pick<Conducted, "name" | "arn">;
}

/** What may have written a candidate: pipelines by their names, and jobs that none of them runs. */
export interface Writers {
    readonly pipelines: readonly pulumi.Output<string>[];
    readonly jobs: readonly pulumi.Output<string>[];
}

/** Starts ship for a candidate that no run of it has taken. */
export interface HandsOver {
    /** Name of its job. */
    readonly projectName: pulumi.Output<string>;
    /** For the role of what starts that. */
    start(): Statement;
    /** Makes the events after which it looks. */
    listen(writers: Writers, role: RoleInUse): void;
}

/** Turns steps into something that runs them, one role a step. What is its own way of saying a thing stays in its files. */
export interface Conductor {
    conduct(
        name: string,
        pipeline: PipelineArgs,
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): Conducted;
    /** Absent where somebody else sees to it that no candidate is forgotten. */
    handOver(
        name: string,
        args: HandoverArgs,
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): HandsOver | undefined;
}
