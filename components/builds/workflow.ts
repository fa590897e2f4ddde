import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import type { BuildKind } from "../kind";
import { githubRules } from "../conductors/github-rules";
import { atGithub, environmentName } from "../conductors/github-settings";
import { RELEASE_KEYS } from "../shared/release-store";
import { imageSettings } from "./image-build";
import { limitsOf, scanLimits } from "./scan-limits";
import { measures, metricsFile } from "./metrics";
import { workflowBelongsToOneLine } from "./workflow/rules";
import { repositoryIsPrivate, runner, tokenIsHere, tokenIsLoosenedByName } from "./workflow/runner";

/** A setting with shell, which a step of the workflow runs. */
const commands = (what: string, example: string) =>
    z
        .string()
        .min(1)
        .max(5000)
        .optional()
        .meta({ description: `Shell commands that ${what}.`, examples: [example] });

const version = (of: string, example: string) =>
    z
        .string()
        .regex(/^\d+(\.\d+){0,2}$/)
        .optional()
        .meta({
            description: `Version of ${of} that the commands run with, in quotes.`,
            allowed: `a version in quotes, such as "${example}"`,
            examples: [example],
        });

const folder = (what: string, example: string) =>
    z
        .string()
        .regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/)
        .optional()
        .meta({
            description: `Folder of ${what}, relative to the repository.`,
            allowed: `a folder of the repository, such as ${example}`,
            examples: [example],
        });

const settings = z.strictObject({
    ...atGithub,
    environment: environmentName.optional().meta({
        description:
            "Environment on GitHub whose reviewers agree before a release is published; without required reviewers, without self-review prevented, and where administrators may bypass them, nothing is published. Default: nobody is asked there.",
        examples: ["release"],
    }),
    runner,
    python: version("Python", "3.12"),
    node: version("Node.js", "24"),
    install: commands("install what the others need", "pip install -r requirements.txt"),
    lint: commands("look at the code", "ruff check ."),
    test: commands("test it; nothing is built when one fails", "python -m unittest"),
    reports: folder("what the tests report", "reports"),
    train: commands("train a model, in a job of its own", "python -m app.train"),
    model: folder("what training makes; the image's build finds it there", "artifacts"),
    ...imageSettings,
    context: imageSettings.context.meta({ description: "Folder that is built, relative to the repository." }),
    metrics: metricsFile,
    mostCritical: z.int().min(0).default(0).meta({
        description:
            "Critical weaknesses that the registry's scan may find in an image; with more, it is not released.",
    }),
    mostHigh: scanLimits.mostHigh,
    attest: z.boolean().default(false).meta({
        description:
            "Signs where the image comes from and lists what it holds, for `gh attestation verify`; GitHub has that for public repositories, and for others with Enterprise Cloud.",
    }),
    waitMinutes: z
        .int()
        .min(0)
        // The job's credentials expire after an hour.
        .max(50)
        .default(30)
        .meta({ description: "Minutes that a run waits for its release to be live in this environment; 0 for none." }),
});

export type WorkflowSettings = z.infer<typeof settings>;

/** GitHub Actions builds and publishes the image, on runners that GitHub hosts or CodeBuild; the line's own pipelines ship it. */
export const workflow: BuildKind<"workflow", typeof settings, ImageStore> = {
    kind: "workflow",
    carries: image,
    needsSource: false,
    lacks: {
        commitStatus: "a line made by a workflow has no commit status of ours, as GitHub shows the workflow's own",
    },
    settings,
    rules: [workflowBelongsToOneLine, tokenIsHere, tokenIsLoosenedByName, repositoryIsPrivate, ...githubRules],
    runsAt: ({ repository, branch, file }) => ({ repository, branch, file }),
    make(
        line,
        { repository, ids, branch, file, accessKeys, environment, ...more },
        { store: { registry }, platform = "linux/amd64", waitedFor = false },
        context,
    ) {
        const {
            context: folder,
            dockerfile,
            testStage,
            metrics,
            mostCritical,
            mostHigh,
            attest,
            waitMinutes: longest,
            runner: worker,
            ...integration
        } = more;
        const waitMinutes = waitedFor ? 0 : longest;
        const measured = measures(line, metrics, context);
        const { releases } = context;
        const released = { LINE: line, RELEASES_BUCKET: releases.bucketName };
        const waits = { ...released, WAIT_MINUTES: String(waitMinutes) };
        return {
            workflow: {
                ...{ repository, branch, file, platform, integration, waitMinutes, attest },
                ...(ids ? { ids } : {}),
                ...(accessKeys ? { accessKeys } : {}),
                ...(worker ? { codebuild: { actorAccountIds: worker.actorAccountIds ?? [] } } : {}),
                ...(environment === undefined ? {} : { environment }),
            },
            candidate: "Image",
            starts: [],
            before: [],
            commit: { scripts: ["workflow-commit"], env: {}, allow: [] },
            steps: [
                {
                    name: "Build",
                    run: {
                        job: {
                            run: { scripts: ["image", ...registry.push.scripts, ...measured.scripts, "build-image"] },
                            env: {
                                ...registry.push.env,
                                ...released,
                                CONTEXT: folder,
                                DOCKERFILE: dockerfile,
                                PLATFORM: platform,
                                ...measured.env,
                                ...(testStage ? { TEST_STAGE: testStage } : {}),
                            },
                        },
                    },
                    allow: [...registry.push.allow, ...releases.reads(RELEASE_KEYS.published(line)), ...measured.allow],
                },
                {
                    name: "Scan",
                    run: {
                        job: {
                            run: { scripts: ["image", ...registry.publish.scripts, "scan-gate"] },
                            env: { ...registry.publish.env, ...limitsOf({ mostCritical, mostHigh }) },
                        },
                    },
                    allow: registry.publish.allow,
                },
                ...(attest
                    ? [
                          {
                              name: "Sbom",
                              run: {
                                  job: {
                                      run: { scripts: ["image", ...registry.push.scripts, "image-sbom"] },
                                      env: { ...registry.push.env, PLATFORM: platform },
                                  },
                              },
                              allow: registry.push.allow,
                          },
                      ]
                    : []),
                ...(waitMinutes > 0
                    ? [
                          {
                              name: "Live",
                              run: { job: { run: { scripts: ["wait-live"] }, env: waits } },
                              allow: releases.reads(RELEASE_KEYS.candidate(line), RELEASE_KEYS.live(line)),
                          },
                      ]
                    : []),
            ],
        };
    },
};
