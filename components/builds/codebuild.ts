import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import type { BuildKind } from "../kind";
import { checksAreWhole, imageChecks, takesChecks } from "./checks";
import { imageBuild, imageSettings } from "./image-build";
import { measures, metricsFile, metricsGoWithOurs } from "./metrics";
import { limitsOf, scanLimits } from "./scan-limits";

const settings = z.strictObject({
    ...imageSettings,
    checks: imageChecks,
    metrics: metricsFile,
    ...scanLimits,
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
    rules: [metricsGoWithOurs, checksAreWhole],
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
