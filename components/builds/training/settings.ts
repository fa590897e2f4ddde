import { z } from "zod";

import { AWS_SCHEDULE } from "../../../text/cron";
import type { SettingRule } from "../../setting-rules";
import { imageSettings } from "../image-build";

/** What a line says of how its model is made. */
export const settings = z.strictObject({
    ...imageSettings,
    gate: z
        .strictObject({
            metric: z
                .string()
                .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/)
                .meta({
                    description: "Name of a metric that evaluate writes.",
                    allowed: "a name of letters, digits and _",
                    examples: ["accuracy"],
                }),
            atLeast: z
                .number()
                .optional()
                .meta({
                    description: "What a model has to reach to be registered, where a greater metric is better.",
                    examples: [0.95],
                }),
            atMost: z
                .number()
                .optional()
                .meta({
                    description:
                        "What a model may not exceed to be registered, where a smaller metric is better: of an error.",
                    examples: [0.05],
                }),
        })
        .meta({
            description: "What a model has to keep to; else it is not registered. One of atLeast and atMost.",
            examples: [{ metric: "accuracy", atLeast: 0.95 }],
        }),
    champion: z.boolean().default(true).meta({
        description: "Whether a model also has to be no worse than the one that is live here.",
    }),
    hyperparameters: z
        .record(z.string().regex(/^[\w.-]{1,256}$/), z.string().max(2500))
        .default({})
        .meta({ description: "What the training is told, as texts, by name.", examples: [{ C: "10" }] }),
    dataVersion: z
        .string()
        .regex(/^[A-Za-z0-9][\w.-]{0,63}$/)
        .default("0")
        .meta({
            description:
                "Folder below <line>/data of the training bucket that preprocess reads; 0 is there from the start, for lines whose preprocess brings its own data.",
            allowed: "a folder's name of letters, digits and . _ -",
            examples: ["2026-01"],
        }),
    golden: z.string().min(1).default("golden.json").meta({
        description: "What an endpoint is asked before it is live, and what it has to answer, relative to the context.",
    }),
    contentTypes: z
        .array(
            z
                .string()
                .regex(/^[\w.+-]+\/[\w.+-]+$/)
                .max(256),
        )
        .min(1)
        .default(["application/json"])
        .meta({ description: "What the model's server takes.", examples: [["application/json", "image/png"]] }),
    instanceType: z
        .string()
        .regex(/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/)
        .default("ml.m5.large")
        .meta({
            description: "Machine that each step of a training gets; new accounts have a quota of none of many.",
            allowed: "a type of SageMaker's, such as ml.m5.large",
            examples: ["ml.m5.large"],
        }),
    minutes: z
        .int()
        .min(1)
        .max(24 * 60)
        .default(60)
        .meta({ description: "Minutes after which a step of a training is stopped." }),
    every: z
        .string()
        .regex(AWS_SCHEDULE)
        .optional()
        .meta({
            description: "When the newest commit is trained again, in EventBridge's words. Default: when it is pushed.",
            allowed: "a schedule of EventBridge, such as cron(0 3 ? * MON *) or rate(7 days)",
            examples: ["cron(0 3 ? * MON *)"],
        }),
});

/** Which of two models is better has one answer. */
export const gateHasOneBound: SettingRule<z.infer<typeof settings>> = ({ gate: { atLeast, atMost } }) => {
    if (atLeast !== undefined && atMost !== undefined)
        return [
            {
                at: ["gate", "atMost"],
                is: `is ${atMost}, and atLeast is set as well`,
                allowed: "one of both: a metric is better where it is greater, or where it is smaller",
            },
        ];
    if (atLeast !== undefined || atMost !== undefined) return [];
    return [
        {
            at: ["gate", "atLeast"],
            is: "is not set, and neither is atMost",
            allowed: "a number, here or in atMost, which is for errors: a smaller one is better",
            instead: 0.95,
            also: [["gate", "atMost"]],
        },
    ];
};
