import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import type { BuildKind } from "../parts";
import { RELEASE_KEYS } from "../shared/release-store";

const settings = z.strictObject({
    context: z.string().min(1).default(".").meta({ description: "Folder that is built, relative to the repository." }),
    dockerfile: z.string().min(1).default("Dockerfile").meta({ description: "Dockerfile, relative to the context." }),
    testStage: z
        .string()
        .min(1)
        .optional()
        .meta({ description: "Stage of the Dockerfile whose build runs the tests, before anything is pushed." }),
    buildspec: z
        .string()
        .min(1)
        .optional()
        .meta({ description: "The repository's own buildspec instead of Fairlead's; it writes out/imageDetail.json." }),
});

/** Builds the image in AWS, from a commit, and never the same commit twice. */
export const codeBuild: BuildKind<"codebuild", typeof settings, ImageStore> = {
    kind: "codebuild",
    carries: image,
    needsSource: true,
    settings,
    make(
        line,
        { context, dockerfile, testStage, buildspec },
        { source, store: { registry }, platform = "linux/amd64" },
        { releases },
    ) {
        if (!source) throw new Error(`the build of ${line} needs a source; the settings let one pass without`);
        return {
            source: source.step,
            starts: source.starts,
            candidate: "Image",
            before: [],
            steps: [
                {
                    name: "Build",
                    takes: ["Source"],
                    gives: "Image",
                    run: {
                        job: {
                            run: buildspec
                                ? { buildspec }
                                : { scripts: ["image", ...registry.push.scripts, "build-image"] },
                            docker: true,
                            platform,
                            timeoutMinutes: 60,
                            env: {
                                ...registry.push.env,
                                CONTEXT: context,
                                DOCKERFILE: dockerfile,
                                PLATFORM: platform,
                                ...(testStage ? { TEST_STAGE: testStage } : {}),
                                ...(buildspec ? {} : { LINE: line, RELEASES_BUCKET: releases.bucketName }),
                            },
                            runEnv: source.commit,
                        },
                    },
                    allow: [
                        ...registry.push.allow,
                        // Reads what was released, so that it is not built twice; what is used again, Publish alone decides.
                        ...(buildspec ? [] : releases.reads(RELEASE_KEYS.published(line))),
                    ],
                },
            ],
        };
    },
};
