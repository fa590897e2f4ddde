import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import { CodePipeline } from "../components/conductors/code-pipeline";
import { listen } from "../components/conductors/pipeline-starts";
import { candidateZero, liveZero } from "../components/documents/placeholder";
import type { Build, Source, Start, Step } from "../components/parts";
import type { Place, Whereabouts } from "../components/place";
import { approvalStage } from "../components/shared/approval";
import { ImageRegistry } from "../components/shared/image-registry";
import { PromotionPull } from "../components/shared/promotion";
import { publish } from "../components/shared/publish";
import { RELEASE_KEYS } from "../components/shared/release-store";
import { kinds, make } from "./kinds";
import type { ServiceSettings } from "./settings";

export interface ServiceLineArgs {
    readonly settings: ServiceSettings;
    /** Absent where nobody has to agree. */
    readonly approval?: { readonly timeoutHours: number };
    /** Absent in the environment that makes. */
    readonly promotion?: { readonly from: Whereabouts; readonly bus: cloudwatch.EventBus };
    readonly promotionBuses: readonly string[];
}

/** One service's way from a change to this environment: make where it begins, ship everywhere. */
export class ServiceLine extends pulumi.ComponentResource {
    public readonly pipelineNames: readonly pulumi.Output<string>[];
    public readonly outputs: Record<string, pulumi.Output<string>>;
    public readonly nextSteps: readonly pulumi.Input<string>[];

    constructor(
        private readonly line: string,
        args: ServiceLineArgs,
        private readonly place: Place,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:components:ServiceLine", line, { settings: args.settings }, opts);
        const { settings, approval, promotion, promotionBuses } = args;
        const { releases, rules } = place;

        const registry = new ImageRegistry(line, { where: place, rules }, { parent: this });
        const seeds = [this.seed("candidate", candidateZero(line)), this.seed("live", liveZero(line))];

        const target = make(kinds.targets, settings.deploy, line, { registry, promotionBuses }, place, {
            parent: this,
        });
        const ship = new CodePipeline(
            `${line}-ship`,
            {
                before: [...seeds, ...target.before],
                stages: [
                    { name: "Source", steps: [this.release()] },
                    ...(approval ? [approvalStage(line, approval.timeoutHours, place)] : []),
                    { name: "Deploy", steps: [target.prepare, ...target.rollOut, target.verify] },
                ],
            },
            place,
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
        const listening = listen(ship, { starts: this.shipStarts(), after: [...seeds, blueprint] }, place);

        // After ship listens: whatever makes a release writes the candidate, and an event nobody hears is lost.
        const made = settings.build && this.make(settings.build, settings.source, registry, listening);
        if (promotion) {
            new PromotionPull(`${line}-pull`, { line, ...promotion, registry }, place, {
                parent: this,
                dependsOn: listening,
            });
        }

        this.pipelineNames = [...(made ? [made.pipeline.pipelineName] : []), ship.pipelineName];
        this.outputs = { ...made?.outputs, ...target.outputs };
        this.nextSteps = [
            ...(made?.nextSteps ?? []),
            ...(approval
                ? [
                      pulumi.interpolate`approve the first run of ${ship.pipelineName}: it rolls out a placeholder and so proves roles, keys and listeners; what is promoted meanwhile waits behind it`,
                  ]
                : []),
        ];
        this.registerOutputs({ outputs: this.outputs });
    }

    /** The half that turns a change into a release. */
    private make(
        settings: NonNullable<ServiceSettings["build"]>,
        sourceSettings: ServiceSettings["source"],
        registry: ImageRegistry,
        listening: readonly pulumi.Resource[],
    ): Pick<Source, "outputs" | "nextSteps"> & { pipeline: CodePipeline } {
        const { line, place } = this;
        const opts = { parent: this };
        const source = sourceSettings ? make(kinds.sources, sourceSettings, line, {}, place, opts) : undefined;
        const build: Build = make(kinds.builds, settings, line, { source, registry }, place, opts);
        const pipeline = new CodePipeline(
            `${line}-make`,
            {
                before: [...build.before, ...listening],
                stages: [
                    { name: "Source", steps: [build.source] },
                    ...build.steps.map((step) => ({ name: step.name, steps: [step] })),
                    { name: "Publish", steps: [publish(line, { build, source, registry, place })] },
                ],
            },
            place,
            opts,
        );
        listen(pipeline, { starts: build.starts, after: [] }, place);
        return { pipeline, outputs: source?.outputs ?? {}, nextSteps: source?.nextSteps ?? [] };
    }

    /** Release 0, so that the run AWS starts with the pipeline is green before any code exists. */
    private seed(which: "candidate" | "live", contentBase64: string): s3.BucketObjectv2 {
        const { releases } = this.place;
        return new s3.BucketObjectv2(
            `${this.line}-${which}`,
            {
                bucket: releases.bucketName,
                key: RELEASE_KEYS[which](this.line),
                contentBase64,
                contentType: "application/zip",
            },
            // From here on Publish writes the one and Verify the other.
            { parent: this, dependsOn: [...releases.ready], ignoreChanges: ["contentBase64"] },
        );
    }

    /** The only thing a deployment reads. */
    private release(): Step {
        const { releases } = this.place;
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
            allow: [...releases.reads(...keys), releases.readsVersions(...keys), ...releases.looksInto()],
        };
    }

    private shipStarts(): Start[] {
        const { releases } = this.place;
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

/** The source action of every ship half, its artifact and its name in the overrides. */
const RELEASE = "Release";
