import { posix } from "node:path";

import { model, type ModelStore } from "../carries/model";
import { RUN_FILES } from "../documents/sagemaker-definition";
import type { Given, Step } from "../parts";
import type { BuildKind } from "../kind";
import { imagesInEcr } from "../registries/ecr";
import { RELEASE_KEYS } from "../shared/release-store";
import { namesFit } from "../setting-rules";
import { imageBuild } from "./image-build";
import { rightsOnTraining } from "./training/people";
import { SageMakerPipeline, TRAINING_NAMES } from "./training/sagemaker-pipeline";
import { gateHasOneBound, settings } from "./training/settings";

/** Builds one image that trains and serves, trains with exactly that image, and releases models that a person approves. */
export const training: BuildKind<"training", typeof settings, ModelStore> = {
    kind: "training",
    carries: model,
    under: "models",
    needsSource: true,
    asksPeople: true,
    settings,
    rules: [namesFit(TRAINING_NAMES), gateHasOneBound],
    testsAlone: () => true,
    make(line, chosen, { source, store: { registry }, platform = "linux/amd64" }, context, opts) {
        if (!source) throw new Error(`the build of ${line} needs a source; the settings let one pass without`);
        const { releases } = context;
        const { context: folder, dockerfile, testStage, gate, champion, dataVersion, golden, every, ...more } = chosen;
        const images = imagesInEcr(registry);
        const pipeline = new SageMakerPipeline(
            `${line}-make-training`,
            { line, gate, ...more, pulls: images.pulls() },
            context,
            opts,
        );
        const { build, test } = imageBuild({
            ...{ line, source, registry, releases, platform },
            settings: { context: folder, dockerfile, ...(testStage === undefined ? {} : { testStage }) },
        });
        const files = source.step.gives ?? "";
        const train: Step = {
            name: "Train",
            takes: [build.gives ?? "", files],
            run: {
                job: {
                    run: { scripts: [...source.describe.scripts, "start-training"] },
                    env: {
                        ...source.describe.env,
                        LINE: line,
                        RELEASES_BUCKET: releases.bucketName,
                        TRAINING_PIPELINE: pipeline.pipelineName,
                        DATA_VERSION: dataVersion,
                        METRIC: gate.metric,
                        ...(champion ? { CHAMPION: "yes" } : {}),
                        GOLDEN_FILE: posix.join(source.folder ?? ".", folder, golden),
                        FILES_FROM: files,
                    },
                    runEnv: { EXECUTION: { run: "id" }, ...source.commit, PUSHED_BY: { run: "pushedBy" } },
                },
            },
            allow: [
                ...source.describe.allow,
                ...releases.reads(RELEASE_KEYS.live(line)),
                ...releases.adds(RELEASE_KEYS.built(line)),
                { actions: ["sagemaker:StartPipelineExecution"], on: [pipeline.pipelineArn] },
            ],
        };
        const given: Given = {
            // The event comes for every change of an approved package, not only its approval; the job knows what it released.
            event: {
                source: ["aws.sagemaker"],
                "detail-type": ["SageMaker Model Package State Change"],
                detail: { ModelPackageGroupName: [pipeline.group], ModelApprovalStatus: ["Approved"] },
            },
            says: { PACKAGE: "$.detail.ModelPackageArn", APPROVED_AT: "$.time" },
            take: {
                scripts: ["approved-package"],
                env: { GROUP: pipeline.group, TRAINING_BUCKET: context.training.bucketName },
                allow: [
                    {
                        actions: ["sagemaker:DescribeModelPackage"],
                        on: [pipeline.packages],
                    },
                    ...context.training.readsRuns(line, RUN_FILES.model, RUN_FILES.evaluation),
                    releases.readsBesides(RELEASE_KEYS.built(line)),
                ],
            },
        };
        return {
            source: source.step,
            starts: [...source.starts, ...(every === undefined ? [] : [{ name: "again", every }])],
            candidate: "Image",
            before: pipeline.ready,
            steps: [build, train],
            given,
            people: rightsOnTraining(pipeline),
            trains: { pipelineArn: pipeline.pipelineArn, group: pipeline.group },
            outputs: { repositoryUrl: images.repositoryUrl, training: pipeline.pipelineName, models: pipeline.group },
            ...(test ? { test } : {}),
        };
    },
};
