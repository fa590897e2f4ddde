import { z } from "zod";

import { bundle, type BundleStore } from "../carries/bundle";
import type { BuildKind } from "../parts";
import { RELEASE_KEYS } from "../shared/release-store";
import { buildspecDecidesAlone } from "./package/rules";

/** Shell of a setting: CodeBuild takes 5500 characters of variables in all. */
const commands = z.string().min(1).max(1500);

const settings = z.strictObject({
    context: z.string().min(1).default(".").meta({ description: "Folder that is built, relative to the repository." }),
    install: commands.optional().meta({
        description: "Shell commands that install what the build needs.",
        examples: ["npm ci"],
    }),
    test: commands.optional().meta({
        description: "Shell commands that test it; nothing is released when one fails.",
        examples: ["npm test"],
    }),
    package: commands.optional().meta({
        description: "Shell commands that make the files which are released.",
        examples: ["npm run build"],
    }),
    files: z
        .string()
        .min(1)
        .default(".")
        .meta({ description: "Folder whose files are released, relative to the context; .git is left out." }),
    buildspec: z
        .string()
        .min(1)
        .optional()
        .meta({ description: "The repository's own buildspec instead of Fairlead's; it writes out/bundle.zip." }),
});

export type PackageSettings = z.infer<typeof settings>;

/** Installs, tests and packages a commit in AWS, and never the same commit twice. */
export const packaged: BuildKind<"package", typeof settings, BundleStore> = {
    kind: "package",
    carries: bundle,
    needsSource: true,
    settings,
    rules: [buildspecDecidesAlone],
    make(line, { context, files, buildspec, ...steps }, { source, store, platform = "linux/amd64" }, { releases }) {
        if (!source) throw new Error(`the build of ${line} needs a source; the settings let one pass without`);
        return {
            source: source.step,
            starts: source.starts,
            candidate: "Bundle",
            before: [],
            steps: [
                {
                    name: "Build",
                    takes: ["Source"],
                    gives: "Bundle",
                    run: {
                        job: {
                            run: buildspec ? { buildspec } : { scripts: ["bundle", "build-package"] },
                            platform,
                            timeoutMinutes: 60,
                            env: buildspec
                                ? {}
                                : {
                                      LINE: line,
                                      RELEASES_BUCKET: releases.bucketName,
                                      CONTEXT: context,
                                      FILES: files,
                                      ...(steps.install ? { INSTALL_COMMANDS: steps.install } : {}),
                                      ...(steps.test ? { TEST_COMMANDS: steps.test } : {}),
                                      ...(steps.package ? { PACKAGE_COMMANDS: steps.package } : {}),
                                  },
                            runEnv: source.commit,
                        },
                    },
                    // Reads what was released, so that it is not made twice; what is used again, Publish alone decides.
                    allow: buildspec ? [] : [...releases.reads(RELEASE_KEYS.published(line)), store.reads()],
                },
            ],
        };
    },
};
