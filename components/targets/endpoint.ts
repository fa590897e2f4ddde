import { z } from "zod";

import { model, type ModelStore } from "../carries/model";
import type { TargetKind } from "../kind";
import { errorAlarm } from "../shared/error-alarm";
import { makeAlarms } from "./sagemaker/alarms";
import { guardOf, rollout } from "./sagemaker/guard";
import { hostedModel } from "./sagemaker/hosted-model";
import { rules } from "./sagemaker/rules";
import { REFUSED, withinMillis } from "./sagemaker/settings";

const scaling = z.strictObject({
    max: z.int().min(2).max(1000).meta({ description: "Instances at most; count is the least." }),
    requestsPerInstance: z
        .int()
        .min(1)
        .default(600)
        .meta({ description: "Requests a minute that one instance is to answer; more of them start another." }),
});

const settings = z.strictObject({
    instanceType: z
        .string()
        .regex(/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/)
        .default("ml.m5.large")
        .meta({
            description: "Machine that serves the model; a new account has a quota of none of most of them.",
            allowed: "an instance type of SageMaker's hosting such as ml.m5.large",
            examples: ["ml.m5.large"],
        }),
    count: z.int().min(1).max(1000).default(2).meta({ description: "Instances that serve." }),
    scaling: scaling.optional().meta({ description: "More instances while there are more requests. Default: count." }),
    alarms: errorAlarm
        .extend({
            modelMillis: z.int().min(1).max(60_000).optional().meta({
                description:
                    "Milliseconds of the model itself, on average, that roll an update back. Default: not asked.",
            }),
        })
        .prefault({})
        .meta({ description: "What rolls an update back." }),
    rollout: rollout.prefault({ kind: "canary" }).meta({ description: "How requests move to a new release." }),
    withinMillis,
    ...REFUSED,
});

export type EndpointSettings = z.infer<typeof settings>;

/** A model on instances that always run; requests move to a new release step by step, and back when an alarm rings. */
export const endpoint: TargetKind<"endpoint", typeof settings, ModelStore> = {
    kind: "endpoint",
    under: "models",
    carries: () => model,
    settings,
    rules,
    make(line, chosen, { store }, context, opts) {
        const { instanceType, count, scaling: scaled, withinMillis: most } = chosen;
        const alarms = makeAlarms(line, chosen.alarms, context);
        const watched = chosen.alarms.pause ? [] : Object.keys(alarms);
        return hostedModel(
            line,
            {
                ending: "",
                variant: { InstanceType: instanceType, InitialInstanceCount: count },
                runsOn: `${count} ${instanceType} at all times${scaled ? `, up to ${scaled.max} by load` : ""}`,
                instances: { type: instanceType, count },
                alarms,
                guard: guardOf(chosen.rollout, watched),
                ...(scaled ? { scaling: { min: count, ...scaled } } : {}),
                withinMillis: most,
                store,
            },
            context,
            opts,
        );
    },
};
