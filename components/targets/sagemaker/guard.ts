// How requests move to a new configuration, in SageMaker's words: deployment guardrails.
import { z } from "zod";

import type { Guard } from "../../documents/endpoint-template";

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html */
const LONGEST_SECONDS = 28_800;
const SHORTEST_SECONDS = 600;
/** Until the new instances have the image, the model and answer `/ping`, and until the old ones are gone. */
export const STARTS_AND_STOPS_MINUTES = 60;
export const LONGEST_MINUTES = LONGEST_SECONDS / 60;

const minutes = (description: string): z.ZodDefault<z.ZodInt> =>
    z.int().min(0).max(60).default(5).meta({ description });
const bakeMinutes = minutes("Minutes that the old instances stay after the last step, and alarms are looked at.");

export const rollout = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("canary"),
        instances: z
            .int()
            .min(1)
            .default(1)
            .meta({ description: "Instances that try the release first, half of them at most." }),
        minutes: minutes("Minutes that they alone try it."),
        bakeMinutes,
    }),
    z.strictObject({
        kind: z.literal("linear"),
        percent: z
            .int()
            .min(10)
            .max(50)
            .default(50)
            .meta({ description: "Share of the instances that each step moves." }),
        minutes: minutes("Minutes between one step and the next."),
        bakeMinutes,
    }),
    z.strictObject({ kind: z.literal("all-at-once"), bakeMinutes }),
]);

export type Rollout = z.infer<typeof rollout>;

/** Minutes from the first instance that serves the release to the end of the old ones. */
export function minutesOf(how: Rollout): number {
    switch (how.kind) {
        case "canary":
            return how.minutes + how.bakeMinutes;
        case "linear":
            return Math.ceil(100 / how.percent) * how.minutes + how.bakeMinutes;
        case "all-at-once":
            return how.bakeMinutes;
    }
}

/** @param rollsBackOn alarms, by their names in the template; none while they are paused */
export function guardOf(how: Rollout, rollsBackOn: readonly string[]): Guard {
    const most = (minutesOf(how) + STARTS_AND_STOPS_MINUTES) * 60;
    return {
        rollsBackOn,
        policy: {
            BlueGreenUpdatePolicy: {
                TrafficRoutingConfiguration: routingOf(how),
                TerminationWaitInSeconds: how.bakeMinutes * 60,
                MaximumExecutionTimeoutInSeconds: Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, most)),
            },
        },
    };
}

function routingOf(how: Rollout): Record<string, unknown> {
    switch (how.kind) {
        case "canary":
            return {
                Type: "CANARY",
                CanarySize: { Type: "INSTANCE_COUNT", Value: how.instances },
                WaitIntervalInSeconds: how.minutes * 60,
            };
        case "linear":
            return {
                Type: "LINEAR",
                LinearStepSize: { Type: "CAPACITY_PERCENT", Value: how.percent },
                WaitIntervalInSeconds: how.minutes * 60,
            };
        case "all-at-once":
            return { Type: "ALL_AT_ONCE", WaitIntervalInSeconds: 0 };
    }
}
