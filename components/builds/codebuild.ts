import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import type { BuildKind } from "../kind";
import type { SettingRule } from "../setting-rules";
import { checksAreWhole, imageChecks, takesChecks } from "./checks";
import { imageBuild, imageSettings } from "./image-build";
import { measures, metricsFile, metricsGoWithOurs } from "./metrics";
import { limitsOf, scanLimits } from "./scan-limits";

const settings = z.strictObject({
    ...imageSettings,
    checks: imageChecks,
    cache: z.boolean().optional().meta({
        description:
            "Whether what each step of the Dockerfile has made is kept beside the line's images, for the next build to begin with. Default: every build begins anew.",
    }),
    metrics: metricsFile,
    ...scanLimits,
    buildspec: z.string().min(1).optional().meta({
        description:
            "The repository's own buildspec instead of Fairlead's, relative to the folder of the source; it begins at the top of the repository and writes out/imageDetail.json.",
    }),
});

/** What a buildspec of the repository keeps is its own affair. */
const cacheGoesWithOurs: SettingRule<{ readonly cache?: boolean; readonly buildspec?: string }> = ({
    cache,
    buildspec,
}) =>
    cache !== true || buildspec === undefined
        ? []
        : [
              {
                  at: ["cache"],
                  is: "is there beside buildspec",
                  allowed: "one of the two: a buildspec says --cache-to and --cache-from itself",
              },
          ];

/** Builds the image in AWS, from a commit, and never the same commit twice. */
export const codeBuild: BuildKind<"codebuild", typeof settings, ImageStore> = {
    kind: "codebuild",
    carries: image,
    needsSource: true,
    settings,
    rules: [metricsGoWithOurs, checksAreWhole, cacheGoesWithOurs],
    caches: ({ cache }) => cache === true,
    testsAlone: ({ buildspec }) => buildspec === undefined,
    make(
        line,
        { buildspec, metrics, mostCritical, mostHigh, ...chosen },
        { source, store: { registry }, platform = "linux/amd64" },
        context,
    ) {
        if (!source) throw new Error(`the build of ${line} needs a source; the settings let one pass without`);
        const { releases } = context;
        const { build, test } = imageBuild({
            ...{ line, settings: chosen, source, registry, releases, platform },
            measured: measures(line, metrics, context),
            ...(buildspec === undefined ? {} : { buildspec }),
        });
        return {
            source: source.step,
            starts: source.starts,
            candidate: "Image",
            limits: limitsOf({ mostCritical, mostHigh }),
            ...takesChecks(line, chosen.checks, context),
            before: [],
            steps: [build],
            ...(test ? { test } : {}),
        };
    },
};
