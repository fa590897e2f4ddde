import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { type ReleaseZero, renderCandidateZero, renderLiveZero } from "../documents/release-zero";
import type { CarriedStore } from "../carrying";
import type { Conducted } from "../conductors/conductor";
import type { Target } from "../parts";
import type { Statement } from "../shell";
import type { EventStart } from "../starts";
import { type ForPeople, rightsOn } from "../rights";
import { seesJobs } from "../shared/job";
import { RELEASE_KEYS } from "../shared/release-store";
import type { RoleInUse } from "../shared/role";
import { makeSeed } from "../shared/seed";
import { type ApprovalGate, approvalStages, APPROVED, seesEvidence } from "./approval";
import { confirmSteps, DEPLOY, TakeBack } from "./confirmation";
import { IF_NEWEST, onShip } from "./look";
import { type Approved, ARTIFACTS, EXECUTION, type LineRef, prepareStep, releaseStep, verifyStep } from "./steps";

export interface ShipArgs {
    /** Kind of what the line's releases carry. */
    readonly carries: string;
    readonly target: Target;
    /** Keeps what is shipped. */
    readonly store: CarriedStore;
    /** What release 0 carries. */
    readonly placeholder: Pick<ReleaseZero, "what" | "digest">;
    /** @default - nobody has to approve */
    readonly approval?: ApprovalGate;
    /** How people are asked in the middle of a rollout. @default - nobody is */
    readonly confirmation?: ApprovalGate;
    /** A new candidate does not start the pipeline; a workflow on GitHub does. @default false */
    readonly waits?: boolean;
    /** Event buses of the environments that hear of what was verified here. */
    readonly promotionBuses: readonly string[];
}

/** The half of a line that deploys a release to an environment; the same in every environment. */
export class Ship extends pulumi.ComponentResource {
    public readonly pipelineName: pulumi.Output<string>;
    /** Jobs outside of its pipeline; for notifications. */
    public readonly jobNames: readonly pulumi.Output<string>[];
    /** Permissions that people may get on its pipeline and on the evidence. */
    public readonly people: ForPeople["people"];
    public readonly pipelineArn: pulumi.Output<string>;
    private readonly pipeline: Conducted;
    private readonly written: readonly pulumi.Resource[];
    private readonly takeBack?: TakeBack;

    constructor(
        private readonly line: string,
        args: ShipArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(
            "fairlead:index:Ship",
            line,
            { carries: args.carries, approval: args.approval && { timeoutHours: args.approval.timeoutHours } },
            opts,
        );
        const { carries, target, store, placeholder, approval, confirmation, promotionBuses, waits = false } = args;
        if (target.confirm && !confirmation) throw new Error(`${line} asks in the middle of a rollout, and nobody`);
        const of: LineRef = { line, carries };
        const evidence = { placeholder: placeholder.what, costs: target.costs };
        const seeds = this.seed({ ...of, ...placeholder });
        const pipeline = context.conductor.conduct(
            `${line}-ship`,
            {
                before: [...seeds, ...target.before],
                starts: starts(line, context).filter(({ pins }) => !waits || "objectKey" in pins),
                stages: [
                    { name: "Source", steps: [releaseStep(line, context)] },
                    ...(approval ? approvalStages(of, { ...approval, ...evidence }, context) : []),
                    {
                        name: DEPLOY,
                        // Approve has the same condition, but a skipped stage does not stop the run.
                        ...(approval ? { onlyIf: IF_NEWEST } : {}),
                        steps: [
                            prepareStep(
                                of,
                                { target, trust: store.trust },
                                context,
                                approval && approvedOf(line, context),
                            ),
                            ...target.rollOut,
                            ...(target.confirm && confirmation
                                ? confirmSteps(
                                      of,
                                      target.confirm,
                                      { ...confirmation, ...evidence, shown: approval !== undefined },
                                      context,
                                  )
                                : []),
                            verifyStep(of, { verify: target.verify, keep: store.keep, promotionBuses }, context),
                        ],
                    },
                ],
            },
            context,
            { parent: this },
        );
        this.pipeline = pipeline;
        this.written = [...seeds, this.blueprint(target, pipeline.ready)];
        const takeBack =
            target.confirm &&
            new TakeBack(
                `${line}-take-back`,
                { line, takeBack: target.confirm.takeBack, pipelineName: pipeline.name },
                context,
                { parent: this },
            );
        this.takeBack = takeBack;
        this.pipelineName = pipeline.name;
        this.jobNames = takeBack ? [takeBack.projectName] : [];
        this.people = rightsOn([
            pipeline,
            ...((approval ?? confirmation) ? [seesEvidence(line, context)] : []),
            ...(takeBack ? [{ people: { see: seesJobs([`${line}-take-back`], context) } }] : []),
            { people: { bypass: context.releases.rewrites(line) } },
        ]);
        this.pipelineArn = pipeline.arn;
        const { pipelineName, pipelineArn, jobNames } = this;
        this.registerOutputs({ pipelineName, pipelineArn, jobNames });
    }

    /** Permissions to start its pipeline and its other jobs. */
    public starts(): readonly Statement[] {
        return [this.pipeline.start, this.takeBack?.start()].flatMap((each) => each ?? []);
    }

    /**
     * Makes the rules for the events that start the pipeline.
     * @returns what must exist before a candidate is written: an event that no rule matches is lost
     */
    public listen(role: RoleInUse): readonly pulumi.Resource[] {
        const listening = this.pipeline.listen(this.written, { parent: this }, role);
        // A run that ends before this listens leaves its deployment to the pause's own timeout.
        this.takeBack?.listen(role, listening);
        return listening;
    }

    /** Release 0, so that the run AWS starts with the pipeline is green before any code exists. */
    private seed(zero: ReleaseZero): s3.BucketObjectv2[] {
        const contents = { candidate: renderCandidateZero(zero), live: renderLiveZero(zero) };
        return (["candidate", "live"] as const).map((which) =>
            makeSeed(
                `${this.line}-${which}`,
                { key: RELEASE_KEYS[which](this.line), content: contents[which] },
                this.context,
                this,
            ),
        );
    }

    private blueprint(target: Target, pipeline: readonly pulumi.Resource[]): s3.BucketObjectv2 {
        const { releases } = this.context;
        return new s3.BucketObjectv2(
            `${this.line}-blueprint`,
            {
                bucket: releases.bucketName,
                key: RELEASE_KEYS.blueprint(this.line),
                content: target.blueprint,
                contentType: "application/json",
            },
            // Last, because its event deploys: everything it names must exist by then, and no update may cancel the run.
            { parent: this, dependsOn: [...releases.ready, ...target.before, ...pipeline] },
        );
    }
}

/** Prepare takes what the person approved; if that is no longer the newest, it stops its own run. */
function approvedOf(line: string, context: EnvironmentContext): Approved {
    const values = { ...APPROVED, EXECUTION };
    return { values, allow: [onShip(line, context, "codepipeline:StopPipelineExecution")] };
}

/** A new candidate, or new settings for what is live. */
function starts(line: string, { releases }: EnvironmentContext): EventStart[] {
    const created = (key: string): EventStart["event"] => ({
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: { bucket: { name: [releases.bucketName] }, object: { key: [key] } },
    });
    return [
        {
            name: "release",
            source: ARTIFACTS.release,
            event: created(RELEASE_KEYS.candidate(line)),
            pins: { revision: "S3_OBJECT_VERSION_ID", from: "$.detail.object.version-id" },
        },
        {
            name: "settings",
            source: ARTIFACTS.release,
            event: created(RELEASE_KEYS.blueprint(line)),
            // The live release again, with new settings: never the candidate, which may be waiting or have failed.
            pins: { objectKey: RELEASE_KEYS.live(line) },
        },
    ];
}
