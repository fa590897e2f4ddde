import { posix } from "node:path";

import { z } from "zod";

import { bundle, type BundleStore } from "../carries/bundle";
import type { BuildKind } from "../kind";
import { RELEASE_KEYS } from "../shared/release-store";
import { checksAreWhole, commandChecks, runsChecks, takesChecks } from "./checks";
import { buildspecDecidesAlone } from "./package/rules";

/** Shell of a setting: CodeBuild takes 5500 characters of variables in all. */
const commands = z.string().min(1).max(1500);

const settings = z.strictObject({
    context: z
        .string()
        .min(1)
        .default(".")
        .meta({ description: "Folder that is built, relative to the folder of the source." }),
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
    checks: commandChecks,
    files: z
        .string()
        .min(1)
        .default(".")
        .meta({ description: "Folder whose files are released, relative to the context; .git is left out." }),
    buildspec: z.string().min(1).optional().meta({
        description:
            "The repository's own buildspec instead of Fairlead's, relative to the folder of the source; it begins at the top of the repository and writes out/bundle.zip.",
    }),
});

export type PackageSettings = z.infer<typeof settings>;

/** Installs, tests and packages a commit in AWS, and never the same commit twice. */
export const packaged: BuildKind<"package", typeof settings, BundleStore> = {
    kind: "package",
    carries: bundle,
    needsSource: true,
    settings,
    rules: [buildspecDecidesAlone, checksAreWhole],
    testsAlone: ({ buildspec }) => buildspec === undefined,
    make(
        line,
        { context, files, buildspec, checks, ...commands },
        { source, store, platform = "linux/amd64" },
        { releases },
    ) {
        if (!source) throw new Error(`the build of ${line} needs a source; the settings let one pass without`);
        const { folder = "." } = source;
        const own = buildspec === undefined;
        const checked = runsChecks(checks);
        const env = {
            LINE: line,
            CONTEXT: posix.join(folder, context),
            ...(commands.install ? { INSTALL_COMMANDS: commands.install } : {}),
            ...(commands.test ? { TEST_COMMANDS: commands.test } : {}),
            ...(commands.package ? { PACKAGE_COMMANDS: commands.package } : {}),
            ...checked.env,
        };
        const here = { takes: ["Source"], on: { platform, timeoutMinutes: 60, runEnv: source.commit } };
        return {
            source: source.step,
            starts: source.starts,
            candidate: "Bundle",
            ...takesChecks(line, checks, { releases }),
            before: [],
            steps: [
                {
                    name: "Build",
                    takes: here.takes,
                    gives: "Bundle",
                    run: {
                        job: {
                            ...here.on,
                            ...(own
                                ? {
                                      run: { scripts: ["bundle", "commands", ...checked.scripts, "build-package"] },
                                      env: { ...env, RELEASES_BUCKET: releases.bucketName, FILES: files },
                                  }
                                : { run: { buildspec: posix.join(folder, buildspec) }, env: {} }),
                        },
                    },
                    // Reads the list of releases, so as not to build twice; only Publish decides what is reused.
                    allow: own ? [...releases.reads(RELEASE_KEYS.published(line)), store.reads()] : [],
                },
            ],
            ...(own && source.checks
                ? {
                      test: {
                          name: "Test",
                          takes: here.takes,
                          run: {
                              job: {
                                  ...here.on,
                                  run: { scripts: ["commands", ...checked.scripts, "test-package"] },
                                  env,
                              },
                          },
                          allow: [],
                      },
                  }
                : {}),
        };
    },
};
