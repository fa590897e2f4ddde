// The steps that build an image from a commit and test an unmerged one, for kinds of builds with a Dockerfile.
import { posix } from "node:path";

import { z } from "zod";

import { type Check, runsChecks } from "./checks";
import type { Registry } from "../carrying";
import type { Source, Step } from "../parts";
import type { Platform, ScriptPart } from "../shell";
import { RELEASE_KEYS, type ReleaseStore } from "../shared/release-store";

/** Settings of a kind about its image. */
export const imageSettings = {
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
} as const;

export interface ImageBuildArgs {
    readonly line: string;
    readonly settings: {
        readonly context: string;
        readonly dockerfile: string;
        readonly testStage?: string;
        /** Whether it uses the cache of the previous build. @default false */
        readonly cache?: boolean;
        /** @default none */
        readonly checks?: readonly Check[];
    };
    /** The repository's own buildspec instead of ours, relative to the folder of the source. */
    readonly buildspec?: string;
    /** Reads the metrics of the image. @default - it has none */
    readonly measured?: ScriptPart;
    readonly source: Source;
    readonly registry: Registry;
    readonly releases: ReleaseStore;
    readonly platform: Platform;
}

/** @returns the step that builds and pushes, and the one that only tests, if that is possible and asked for */
export function imageBuild(args: ImageBuildArgs): { readonly build: Step; readonly test?: Step } {
    const { line, settings, buildspec, measured, source, registry, releases, platform } = args;
    const { folder = "." } = source;
    const own = buildspec === undefined;
    const checks = runsChecks(settings.checks);
    const env = {
        CONTEXT: posix.join(folder, settings.context),
        DOCKERFILE: settings.dockerfile,
        PLATFORM: platform,
        ...(settings.testStage ? { TEST_STAGE: settings.testStage } : {}),
        ...checks.env,
    };
    const takes = ["Source"];
    const on = { docker: true, platform, timeoutMinutes: 60, runEnv: source.commit };
    const build: Step = {
        name: "Build",
        takes,
        gives: "Image",
        run: {
            job: {
                ...on,
                run: own
                    ? {
                          scripts: [
                              "image",
                              ...registry.push.scripts,
                              ...(measured?.scripts ?? []),
                              ...(settings.cache ? ["image-cache"] : []),
                              ...checks.scripts,
                              "build-image",
                          ],
                      }
                    : { buildspec: posix.join(folder, buildspec) },
                env: {
                    ...registry.push.env,
                    ...env,
                    ...measured?.env,
                    ...(settings.cache ? { CACHE: "yes" } : {}),
                    ...(own ? { LINE: line, RELEASES_BUCKET: releases.bucketName } : {}),
                },
            },
        },
        allow: [
            ...registry.push.allow,
            // Reads the list of releases, so as not to build twice; only Publish decides what is reused.
            ...(own ? releases.reads(RELEASE_KEYS.published(line)) : []),
            ...(measured?.allow ?? []),
        ],
    };
    if (!own || !source.checks) return { build };
    return {
        build,
        test: {
            name: "Test",
            takes,
            run: { job: { ...on, run: { scripts: [...checks.scripts, "test-image"] }, env } },
            allow: [],
        },
    };
}
