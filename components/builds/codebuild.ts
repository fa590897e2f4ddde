import { posix } from "node:path";

import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import type { BuildKind } from "../parts";
import { RELEASE_KEYS } from "../../components/shared/release-store";
import { measures, metricsFile, metricsGoWithOurs } from "./metrics";

const settings = z.strictObject({
    context: z
        .string()
        .min(1)
        .default(".")
        .meta({ description: "Folder that is built, relative to the folder of the source." }),
    dockerfile: z.string().min(1).default("Dockerfile").meta({ description: "Dockerfile, relative to the context." }),
    testStage: z
        .string()
        .min(1)
        .optional()
        .meta({ description: "Stage of the Dockerfile whose build runs the tests, before anything is pushed." }),
    metrics: metricsFile,
    buildspec: z.string().min(1).optional().meta({
        description:
            "The repository's own buildspec instead of Fairlead's, relative to the folder of the source; it begins at the top of the repository and writes out/imageDetail.json.",
    }),
});

/** Builds the image in AWS, from a commit, and never the same commit twice. */
export const codeBuild: BuildKind<"codebuild", typeof settings, ImageStore> = {
    kind: "codebuild",
    carries: image,
    needsSource: true,
    settings,
    rules: [metricsGoWithOurs],
    testsAlone: ({ buildspec }) => buildspec === undefined,
    make(
        line,
        { context: folderOfBuild, dockerfile, testStage, metrics, buildspec },
        { source, store: { registry }, platform = "linux/amd64" },
        context,
    ) {
        if (!source) throw new Error(`the build of ${line} needs a source; the settings let one pass without`);
        const { folder = "." } = source;
        const { releases } = context;
        const own = buildspec === undefined;
        const measured = measures(line, metrics, context);
        const env = {
            CONTEXT: posix.join(folder, folderOfBuild),
            DOCKERFILE: dockerfile,
            PLATFORM: platform,
            ...(testStage ? { TEST_STAGE: testStage } : {}),
        };
        const here = { takes: ["Source"], on: { docker: true, platform, timeoutMinutes: 60, runEnv: source.commit } };
        return {
            source: source.step,
            starts: source.starts,
            candidate: "Image",
            before: [],
            steps: [
                {
                    name: "Build",
                    takes: here.takes,
                    gives: "Image",
                    run: {
                        job: {
                            ...here.on,
                            run: own
                                ? {
                                      scripts: ["image", ...registry.push.scripts, ...measured.scripts, "build-image"],
                                  }
                                : { buildspec: posix.join(folder, buildspec) },
                            env: {
                                ...registry.push.env,
                                ...env,
                                ...measured.env,
                                ...(own ? { LINE: line, RELEASES_BUCKET: releases.bucketName } : {}),
                            },
                        },
                    },
                    allow: [
                        ...registry.push.allow,
                        // Reads what was released, so that it is not built twice; what is used again, Publish alone decides.
                        ...(own ? releases.reads(RELEASE_KEYS.published(line)) : []),
                        ...measured.allow,
                    ],
                },
            ],
            ...(own && source.checks
                ? {
                      test: {
                          name: "Test",
                          takes: here.takes,
                          run: { job: { ...here.on, run: { scripts: ["test-image"] }, env } },
                          allow: [],
                      },
                  }
                : {}),
        };
    },
};
