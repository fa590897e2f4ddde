// Settings that both ways to serve a model share, and those that both refuse.
import { z } from "zod";

import type { Refusal, SettingRule } from "../../setting-rules";

/** Milliseconds, and not seconds: who calls an endpoint waits. */
export const withinMillis = z.int().min(1).max(60_000).default(1000).meta({
    description:
        "Milliseconds in which it answers each golden payload once it is warm; Verify is red where it takes longer.",
});

/** A key that is known and refused, so that it is not taken for a typing mistake. */
export const refused = (what: string): z.ZodOptional<z.ZodUnknown> =>
    z
        .unknown()
        .optional()
        .meta({ description: `Refused: ${what}` });

export const REFUSED = {
    dataCapture: refused("requests are not kept yet; SageMaker keeps none of a serverless endpoint at all."),
    monitoring: refused("schedules that watch a model's answers are not made yet."),
} as const;

type Refused = Readonly<Partial<Record<string, unknown>>>;

/** Why each may not stand there, by its name: https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html#serverless-endpoints-how-it-works-exclusions */
export const refusesByName =
    (reasons: Readonly<Record<string, string>>): SettingRule<Refused> =>
    (settings) =>
        Object.entries(reasons).flatMap(([key, is]): Refusal[] =>
            settings[key] === undefined ? [] : [{ at: [key], is, allowed: `no ${key}` }],
        );

export const NOT_MADE = {
    dataCapture: "is set, and requests are not kept yet",
    monitoring: "is set, and schedules of monitoring are not made yet",
} as const;
