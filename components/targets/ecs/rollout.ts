// How traffic comes to a new release, as a line's settings say it. What only one of the engines can do is a rule of rules.ts.
import { z } from "zod";

const engine = z
    .enum(["ecs", "codedeploy"])
    .default("ecs")
    .meta({ description: "Who moves the traffic: ECS itself, or CodeDeploy." });
/** A pause of ECS lasts 14 days at most, an hour of them for whoever takes it back. */
const MOST_HOURS = 14 * 24 - 1;
const approval = z
    .strictObject({
        timeoutHours: z.int().min(1).max(MOST_HOURS).default(24).meta({
            description: "Hours after which a waiting deployment goes back. Both colours run, and cost, so long.",
        }),
    })
    .optional()
    .meta({
        description:
            "A person agrees inside of each deployment, while the new tasks answer on the test listener and have none of the traffic. Default: nobody is asked there.",
    });
/**
 * When each engine calls a function, in its words. Of ECS's own those that come once a deployment; of production they come
 * once for each share.
 */
export const STAGES = {
    ecs: ["PRE_SCALE_UP", "POST_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT"],
    codedeploy: [
        ...(["BeforeInstall", "AfterInstall", "AfterAllowTestTraffic"] as const),
        ...(["BeforeAllowTraffic", "AfterAllowTraffic"] as const),
    ],
} as const;
const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:smoke-test";
const hooks = z
    .array(
        z.strictObject({
            stage: z
                .enum([...STAGES.ecs, ...STAGES.codedeploy])
                .meta({ description: "When it is called, in the words of the engine: ECS's own, or CodeDeploy's." }),
            functionArn: z
                .string()
                .regex(/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w-]+)?$/)
                .meta({
                    description: "What is called.",
                    allowed: "the ARN of a function of Lambda, with a version or an alias where it has one",
                    examples: [FUNCTION],
                }),
        }),
    )
    .default([])
    .meta({
        description:
            "Functions of Lambda that the engine calls in the middle of each deployment, which goes back where one does not answer that all is well.",
        examples: [[{ stage: "POST_TEST_TRAFFIC_SHIFT", functionArn: FUNCTION }]],
    });
const bakeMinutes = z
    .int()
    .min(0)
    .max(2880)
    .default(5)
    .meta({ description: "Minutes the old tasks stay after the shift; the next deployment waits for them." });

export const rollout = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("rolling"),
        engine: z.literal("ecs").default("ecs").meta({ description: "Who replaces the tasks: ECS itself." }),
    }),
    z.strictObject({ kind: z.literal("blue-green"), engine, bakeMinutes, approval, hooks }),
    z.strictObject({
        kind: z.literal("canary"),
        engine,
        bakeMinutes,
        approval,
        hooks,
        percent: z
            .int()
            .min(1)
            .max(99)
            .default(10)
            .meta({ description: "Share of the traffic that tries the release." }),
        minutes: z.int().min(0).max(1440).default(5).meta({ description: "Minutes that it tries it." }),
    }),
    z.strictObject({
        kind: z.literal("linear"),
        engine,
        bakeMinutes,
        approval,
        hooks,
        percent: z.int().min(3).max(50).default(10).meta({ description: "Share of the traffic that moves at a time." }),
        minutes: z
            .int()
            .min(0)
            .max(1440)
            .default(1)
            .meta({ description: "Minutes between one share of the traffic and the next." }),
    }),
]);

export type Rollout = z.infer<typeof rollout>;

/** What is called in the middle of a rollout. */
export function functionsOf(how: Rollout): z.infer<typeof hooks> {
    return how.kind === "rolling" ? [] : how.hooks;
}

/** How long a person may take in the middle of a rollout; nothing where none is asked. */
export function approvalOf(how: Rollout): { readonly timeoutHours: number } | undefined {
    return how.kind === "rolling" ? undefined : how.approval;
}

/** Minutes that a rollout only waits, as it is set. */
export function minutesOf(how: Rollout): number {
    switch (how.kind) {
        case "rolling":
            return 0;
        case "blue-green":
            return how.bakeMinutes;
        case "canary":
            return how.minutes + how.bakeMinutes;
        case "linear":
            return how.minutes * (Math.ceil(100 / how.percent) - 1) + how.bakeMinutes;
    }
}
