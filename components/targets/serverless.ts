import { z } from "zod";

import { model, type ModelStore } from "../carries/model";
import type { TargetKind } from "../kind";
import { namesFit } from "../setting-rules";
import { ENDPOINT_NAMES, hostedModel } from "./sagemaker/hosted-model";
import { NOT_MADE, refused, REFUSED, refusesByName, withinMillis } from "./sagemaker/settings";

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantServerlessConfig.html */
const MEMORY = [1024, 2048, 3072, 4096, 5120, 6144] as const;

const settings = z.strictObject({
    memory: z
        .literal(MEMORY)
        .default(2048)
        .meta({ description: "Memory in MB, and with it processors: what the model takes, and as much again." }),
    concurrency: z
        .int()
        .min(1)
        .max(200)
        .default(5)
        .meta({ description: "Requests that are answered at the same time; what comes on top is refused." }),
    withinMillis,
    rollout: refused("all requests move at once; guardrails are for endpoints with instances."),
    scaling: refused("SageMaker starts as many as there are requests, up to concurrency."),
    ...REFUSED,
});

const GUARDRAILS = "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html";

/** A model that costs nothing while nobody asks; its first answer after a pause takes seconds. */
export const serverless: TargetKind<"serverless", typeof settings, ModelStore> = {
    kind: "serverless",
    under: "models",
    carries: () => model,
    notMade: {
        batch: "jobs that answer a whole folder at once are not made yet; an endpoint answers one request at a time",
    },
    settings,
    rules: [
        namesFit(ENDPOINT_NAMES),
        refusesByName({
            rollout: `is set, and a serverless endpoint moves all requests at once (${GUARDRAILS}); deploy kind endpoint has canary and linear`,
            scaling: "is set, and SageMaker scales a serverless endpoint by itself, up to concurrency",
            ...NOT_MADE,
        }),
    ],
    make(line, { memory, concurrency, withinMillis: most }, { store }, context, opts) {
        const variant = { ServerlessConfig: { MemorySizeInMB: memory, MaxConcurrency: concurrency } };
        const runsOn = `${memory} MB while it is asked, ${concurrency} at a time at most`;
        // Its own ending: SageMaker turns no endpoint with instances into this one, so another one is made.
        const hosting = { ending: "-per-request", variant, runsOn, withinMillis: most, store } as const;
        return hostedModel(line, hosting, context, opts);
    },
};
