// Metrics of a build: numbers in its image that the release keeps, and that the next build can compare itself with.
import { z } from "zod";

import type { EnvironmentContext } from "../context";
import type { ScriptPart } from "../shell";
import type { SettingRule } from "../setting-rules";
import { RELEASE_KEYS } from "../shared/release-store";

/** The setting of every build with a Dockerfile in the repository. */
export const metricsFile = z
    .string()
    .regex(/^\/(?!.*\/\.\.?(\/|$))[\w./-]*[\w-]$/)
    .optional()
    .meta({
        description:
            "File of the image with what its tests have measured, as JSON of numbers by name. They are kept in the release, and the next build is told those of the live release as the build argument LIVE_METRICS. Default: nothing is measured.",
        allowed: "a path of the image that begins with /",
        examples: ["/app/artifacts/metrics.json"],
    });

/** What a buildspec of the repository does is its own affair; what is live it may not read. */
export const metricsGoWithOurs: SettingRule<{ readonly metrics?: string; readonly buildspec?: string }> = ({
    metrics,
    buildspec,
}) =>
    metrics === undefined || buildspec === undefined
        ? []
        : [
              {
                  at: ["metrics"],
                  is: "is there beside buildspec",
                  allowed: "one of the two: a buildspec writes metrics into out/build.json itself",
              },
          ];

/** What a build does too if its image has metrics. */
export function measures(
    line: string,
    metrics: string | undefined,
    { releases }: Pick<EnvironmentContext, "releases">,
): ScriptPart {
    if (metrics === undefined) return { scripts: [], env: {}, allow: [] };
    return { scripts: ["image-metrics"], env: { METRICS: metrics }, allow: releases.reads(RELEASE_KEYS.live(line)) };
}
