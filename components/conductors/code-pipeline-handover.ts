import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { trustService } from "../documents/policy";
import type { EventPattern } from "../starts";
import { makeEventRule } from "../shared/event-rule";
import { ShellJob } from "../shared/job";
import { RELEASE_KEYS } from "../shared/release-store";
import { makeRole } from "../shared/role";
import type { HandoverArgs } from "./conductor";

/**
 * Looks after each run that may have written a candidate, and after each run of ship, whether the candidate was taken; if
 * not, starts ship for it. S3's events begin minutes after they are switched on, so the first candidate's may be lost.
 * Neither make nor the job that pulls may start ship; this job may start this one alone.
 */
export class Handover extends pulumi.ComponentResource {
    public readonly projectName: pulumi.Output<string>;

    constructor(
        private readonly name: string,
        args: HandoverArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:Handover", name, { line: args.line }, opts);
        const { ship, writers } = args;
        const job = this.job(args);
        const role = makeRole(
            `${name}-run`,
            {
                trust: trustService("events.amazonaws.com", context.account),
                allow: [{ actions: ["codebuild:StartBuild"], on: [job.projectArn] }],
            },
            { parent: this },
        );
        // Short names: a rule's has at most 64 characters, with the line's and the environment's in it.
        const after = (what: "ship" | "make" | "pull", pattern: EventPattern): void => {
            // Nothing of the event: the job reads for itself.
            const target = { arn: job.projectArn, role, input: "{}" };
            makeEventRule(`${name}-${what}`, { pattern, target }, context, { parent: this });
        };
        // Rejected settings too: the candidate that gave way to them asks again. And a run that an update of the pipeline
        // canceled: where the same `up` writes new settings, their run is under way by the time the job has waited.
        after("ship", runsOf([ship.name], ["SUCCEEDED", "FAILED", "STOPPED", "CANCELED"]));
        if (writers.pipelines.length > 0) after("make", runsOf(writers.pipelines, ["SUCCEEDED"]));
        if (writers.jobs.length > 0)
            after("pull", {
                source: ["aws.codebuild"],
                "detail-type": ["CodeBuild Build State Change"],
                detail: { "project-name": writers.jobs, "build-status": ["SUCCEEDED"] },
            });

        this.projectName = job.projectName;
        this.registerOutputs({ projectName: this.projectName });
    }

    private job({ line, source, ship }: HandoverArgs): ShellJob {
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
