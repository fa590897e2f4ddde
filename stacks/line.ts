import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import { CodePipeline } from "../components/conductors/code-pipeline";
import { listen } from "../components/conductors/pipeline-starts";
import { renderCandidateZero, renderLiveZero } from "../components/documents/placeholder";
import type { Build, BuildFrom, Source, Start, Step } from "../components/parts";
import { type EnvironmentContext, type EnvironmentRef, environmentRef } from "../components/context";
import { approvalStage } from "../components/shared/approval";
import { ImageRegistry } from "../components/shared/image-registry";
import { PromotionPull } from "../components/shared/promotion-pull";
import { publishStep } from "../components/shared/publish";
import { RELEASE_KEYS } from "../components/shared/release-store";
import { makePart, parts } from "./kinds";
import type { ServiceSettings } from "./settings";

/** The source action of every ship half, its artifact and its name in the overrides. */
const RELEASE = "Release";

export interface ServiceLineArgs {
    /** What the stack's file says of the line. */
    readonly settings: ServiceSettings;
    /** Absent where nobody has to agree. */
    readonly approval?: { readonly timeoutHours: number };
    /** Absent in the environment that makes. */
    readonly promotion?: { readonly from: EnvironmentRef; readonly bus: cloudwatch.EventBus };
    /** Where the environments listen that are told of what was verified here. */
    readonly promotionBuses: readonly string[];
}

/** One service's way from a change to this environment: make where it begins, ship everywhere. */
export class ServiceLine extends pulumi.ComponentResource {
    /** Whose failures somebody wants to hear of. */
    public readonly pipelineNames: readonly pulumi.Output<string>[];
    /** Jobs outside of pipelines, whose failures belong to the same people. */
    public readonly jobNames: readonly pulumi.Output<string>[];
    /** What the line gives to the outside: its address, its roles, what to start by hand. */
    public readonly outputs: Record<string, pulumi.Output<string>>;
    /** What a person has to do once. */
    public readonly nextSteps: readonly pulumi.Input<string>[];

    constructor(
        private readonly line: string,
        args: ServiceLineArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:ServiceLine", line, { settings: args.settings }, opts);
        const { settings, approval, promotion, promotionBuses } = args;
        const { releases, retention } = context;

        const registry = new ImageRegistry(line, { ref: environmentRef(context), retention }, { parent: this });
        const seeds = [this.seed("candidate", renderCandidateZero(line)), this.seed("live", renderLiveZero(line))];

        const target = makePart(parts.targets, settings.deploy, line, { registry, promotionBuses }, context, {
            parent: this,
        });
        const ship = new CodePipeline(
            `${line}-ship`,
            {
                before: [...seeds, ...target.before],
                stages: [
                    { name: "Source", steps: [this.release()] },
                    ...(approval ? [approvalStage(line, approval.timeoutHours, context)] : []),
                    { name: "Deploy", steps: [target.prepare, ...target.rollOut, target.verify] },
                ],
            },
            context,
            { parent: this },
        );
        const blueprint = new s3.BucketObjectv2(
            `${line}-blueprint`,
            {
                bucket: releases.bucketName,
                key: RELEASE_KEYS.blueprint(line),
                content: target.blueprint,
                contentType: "application/json",
            },
            // Last: its event deploys, so whatever it speaks of stands by then, and no update cancels the run.
            { parent: this, dependsOn: [...releases.ready, ...target.before, ...ship.ready] },
        );
        const listening = listen(ship, { starts: this.shipStarts(), after: [...seeds, blueprint] }, context);

        // After ship listens: whatever makes a release writes the candidate, and an event nobody hears is lost.
        const made =
            settings.build &&
            this.makeHalf(settings.build, settings.source, { registry, platform: target.platform }, listening);
        const pull =
            promotion &&
            new PromotionPull(`${line}-pull`, { line, ...promotion, registry, before: listening }, context, {
                parent: this,
            });

        this.pipelineNames = [...(made ? [made.pipeline.pipelineName] : []), ship.pipelineName];
        this.jobNames = pull ? [pull.projectName] : [];
        this.outputs = {
            ...made?.outputs,
            ...target.outputs,
            ship: ship.pipelineName,
            ...(made ? { make: made.pipeline.pipelineName } : {}),
            ...(pull ? { pull: pull.projectName } : {}),
        };
        this.nextSteps = [
            ...(made?.nextSteps ?? []),
            ...(pull
                ? [
                      pulumi.interpolate`if a release was verified before this environment existed, fetch it: aws codebuild start-build --project-name ${pull.projectName}`,
                  ]
                : []),
            ...(approval
                ? [
                      pulumi.interpolate`approve the first run of ${ship.pipelineName}: it rolls out a placeholder and so proves roles, keys and listeners; what is promoted meanwhile waits behind it`,
                  ]
                : []),
        ];
        this.registerOutputs({
            pipelineNames: this.pipelineNames,
            jobNames: this.jobNames,
            outputs: this.outputs,
            nextSteps: this.nextSteps,
        });
    }

    /** The half that turns a change into a release. */
    private makeHalf(
        settings: NonNullable<ServiceSettings["build"]>,
        sourceSettings: ServiceSettings["source"],
        from: Pick<BuildFrom, "registry" | "platform">,
        listening: readonly pulumi.Resource[],
    ): Pick<Source, "outputs" | "nextSteps"> & { pipeline: CodePipeline } {
        const { line, context } = this;
        const opts = { parent: this };
        const source = sourceSettings ? makePart(parts.sources, sourceSettings, line, {}, context, opts) : undefined;
        const build: Build = makePart(parts.builds, settings, line, { ...from, source }, context, opts);
        const pipeline = new CodePipeline(
            `${line}-make`,
            {
                before: [...build.before, ...listening],
                stages: [
                    { name: "Source", steps: [build.source] },
                    ...build.steps.map((step) => ({ name: step.name, steps: [step] })),
                    {
                        name: "Publish",
                        steps: [publishStep(line, { build, source, registry: from.registry, context })],
                    },
                ],
            },
            context,
            opts,
        );
        listen(pipeline, { starts: build.starts, after: [] }, context);
        return { pipeline, outputs: source?.outputs ?? {}, nextSteps: source?.nextSteps ?? [] };
    }

    /** Release 0, so that the run AWS starts with the pipeline is green before any code exists. */
    private seed(which: "candidate" | "live", contentBase64: string): s3.BucketObjectv2 {
        const { releases, retention } = this.context;
        return new s3.BucketObjectv2(
            `${this.line}-${which}`,
            {
                bucket: releases.bucketName,
                key: RELEASE_KEYS[which](this.line),
                contentBase64,
                contentType: "application/zip",
                // Whoever copies an object with tags needs rights that nobody here is given.
                overrideProvider: { defaultTags: { tags: {} } },
            },
            // From here on Publish writes the one and Verify the other. Any difference that a refresh finds, a content type
            // for instance, would make the provider upload release 0 again: so all of them are theirs.
            {
                parent: this,
                dependsOn: [...releases.ready],
                ignoreChanges: ["*"],
                // The provider deletes an object with all of its versions: every release there ever was.
                protect: !retention.destroyWithData,
            },
        );
    }

    /** The only thing a deployment reads. */
    private release(): Step {
        const { releases } = this.context;
        const keys = [RELEASE_KEYS.candidate(this.line), RELEASE_KEYS.live(this.line)];
        return {
            name: RELEASE,
            gives: RELEASE,
            run: {
                action: {
                    category: "Source",
                    provider: "S3",
                    configuration: {
                        S3Bucket: releases.bucketName,
                        S3ObjectKey: RELEASE_KEYS.candidate(this.line),
                        PollForSourceChanges: "false",
                        AllowOverrideForS3ObjectKey: "true", // a change of settings deploys what is live
                    },
                },
            },
            allow: [
                ...releases.reads(...keys),
                releases.readsVersions(...keys),
                releases.readsTags(...keys),
                ...releases.looksInto(),
            ],
        };
    }

    private shipStarts(): Start[] {
        const { releases } = this.context;
        const created = (key: string): Start["event"] => ({
            source: ["aws.s3"],
            "detail-type": ["Object Created"],
            detail: { bucket: { name: [releases.bucketName] }, object: { key: [key] } },
        });
        return [
            {
                name: "release",
                action: RELEASE,
                event: created(RELEASE_KEYS.candidate(this.line)),
                pins: { revision: "S3_OBJECT_VERSION_ID", from: "$.detail.object.version-id" },
            },
            {
                name: "settings",
                action: RELEASE,
                event: created(RELEASE_KEYS.blueprint(this.line)),
                // The live release again, with new settings: never the candidate, which may be waiting or have failed.
                pins: { objectKey: RELEASE_KEYS.live(this.line) },
            },
        ];
    }
}
