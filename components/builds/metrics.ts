// A build whose image says how good it is: its numbers travel in the release, and the next one is judged beside them.
import { z } from "zod";

import type { EnvironmentContext } from "../context";
import type { ScriptPart } from "../shell";
import type { SettingRule } from "../setting-rules";
import { RELEASE_KEYS } from "../shared/release-store";

/** The setting of every build that makes an image by a Dockerfile in the repository. */
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

/** What a build does besides, where its image says numbers. */
export function measures(
    line: string,
    metrics: string | undefined,
    { releases }: Pick<EnvironmentContext, "releases">,
): ScriptPart {
    if (metrics === undefined) return { scripts: [], env: {}, allow: [] };
    return { scripts: ["image-metrics"], env: { METRICS: metrics }, allow: releases.reads(RELEASE_KEYS.live(line)) };
}
