import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { EventPattern } from "../starts";
import { makeEventRule } from "../shared/event-rule";
import { ShellJob } from "../shared/job";
import { RELEASE_KEYS } from "../shared/release-store";
import type { RoleInUse } from "../shared/role";
import type { Statement } from "../shell";
import type { HandoverArgs, HandsOver, Writers } from "./conductor";

/**
 * Looks after each run that may have written a candidate, and after each run of ship, whether the candidate was taken; if
 * not, starts ship for it. S3's events begin minutes after they are switched on, so the first candidate's may be lost.
 * Neither make nor the job that pulls may start ship; this job may start this one alone.
 */
export class Handover extends pulumi.ComponentResource implements HandsOver {
    public readonly projectName: pulumi.Output<string>;
    private readonly job: ShellJob;

    constructor(
        private readonly name: string,
        private readonly args: HandoverArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:Handover", name, { line: args.line }, opts);
        this.job = this.makeJob(args);
        this.projectName = this.job.projectName;
        this.registerOutputs({ projectName: this.projectName });
    }

    public start(): Statement {
        return this.job.start();
    }

    public listen({ pipelines, jobs }: Writers, role: RoleInUse): void {
        const ends: readonly [EventPattern, ...EventPattern[]] = [
            // Rejected settings too: the candidate that gave way to them asks again. And a run that an update of the pipeline
            // canceled: where the same `up` writes new settings, their run is under way by the time the job has waited.
            runsOf([this.args.ship.name], ["SUCCEEDED", "FAILED", "STOPPED", "CANCELED"]),
            ...(pipelines.length > 0 ? [runsOf(pipelines, ["SUCCEEDED"])] : []),
            ...(jobs.length > 0 ? [buildsOf(jobs, ["SUCCEEDED"])] : []),
        ];
        // Nothing of the event: the job reads for itself.
        const target = { arn: this.job.projectArn, role, input: "{}" };
        const pattern = ends.length > 1 ? { $or: ends } : ends[0];
        makeEventRule(this.name, { pattern, target }, this.context, { parent: this });
    }

    private makeJob({ line, source, ship }: HandoverArgs): ShellJob {
        const { releases } = this.context;
        return new ShellJob(
            this.name,
            {
                within: "nothing",
                job: {
                    run: { scripts: ["handover"] },
                    env: { LINE: line, RELEASES_BUCKET: releases.bucketName, PIPELINE: ship.name, SOURCE: source },
                },
                allow: [
                    ...releases.reads(RELEASE_KEYS.candidate(line), RELEASE_KEYS.live(line)),
                    {
                        actions: ["codepipeline:ListPipelineExecutions", "codepipeline:StartPipelineExecution"],
                        on: [ship.arn],
                    },
                ],
            },
            this.context,
            { parent: this },
        );
    }
}

function runsOf(pipelines: readonly pulumi.Input<string>[], states: readonly string[]): EventPattern {
    return {
        source: ["aws.codepipeline"],
        "detail-type": ["CodePipeline Pipeline Execution State Change"],
        detail: { pipeline: pipelines, state: states },
    };
}

function buildsOf(projects: readonly pulumi.Input<string>[], states: readonly string[]): EventPattern {
    return {
        source: ["aws.codebuild"],
        "detail-type": ["CodeBuild Build State Change"],
        detail: { "project-name": projects, "build-status": states },
    };
}
