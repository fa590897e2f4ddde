// The settings of a rollout. rollout-rules.ts refuses what only the other engine can do.
import { z } from "zod";

const engine = z
    .enum(["ecs", "codedeploy"])
    .default("ecs")
    .meta({ description: "Who moves the traffic: ECS itself, or CodeDeploy." });
/** A pause of ECS lasts at most 14 days, of which the job that takes back needs an hour. */
const MOST_HOURS = 14 * 24 - 1;
/** Stages at which a person may be asked: of those at which ECS can pause, the ones that each show more of the release. */
const ASKED_AT = ["POST_TEST_TRAFFIC_SHIFT", "PRE_PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"] as const;
const approval = z
    .strictObject({
        stage: z.enum(ASKED_AT).default("POST_TEST_TRAFFIC_SHIFT").meta({
            description:
                "When they are asked, in ECS's words: before any of the traffic has moved; of canary and linear, once the first share has; or once all of it has, while the old tasks still run.",
        }),
        timeoutHours: z.int().min(1).max(MOST_HOURS).default(24).meta({
            description: "Hours after which a waiting deployment goes back. Both colours run, and cost, so long.",
        }),
    })
    .optional()
    .meta({
        description:
            "A person agrees inside of each deployment, while the old tasks still run. Default: nobody is asked there.",
    });
/**
 * When each engine calls a function, in its words. Of ECS's own without RECONCILE_SERVICE, which comes where a deployment begins
 * while another is under way: a run of ship waits for the end of that.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
export const STAGES = {
    ecs: [
        ...(["PRE_SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT"] as const),
        ...(["PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"] as const),
    ],
    codedeploy: [
        ...(["BeforeInstall", "AfterInstall", "AfterAllowTestTraffic"] as const),
        ...(["BeforeAllowTraffic", "AfterAllowTraffic"] as const),
    ],
} as const;
/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html */
const MOST_HOOKS = 10;
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
    .max(MOST_HOOKS)
    .default([])
    .meta({
        allowed: `at most ${MOST_HOOKS}`,
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

/** The functions that are called during a rollout. */
export function functionsOf(how: Rollout): z.infer<typeof hooks> {
    return how.kind === "rolling" ? [] : how.hooks;
}

/** When and how long people are asked during a rollout; undefined if nobody is. */
export function approvalOf(how: Rollout): z.infer<typeof approval> {
    return how.kind === "rolling" ? undefined : how.approval;
}

/** Shares of the traffic in percent, one after another. */
export function sharesOf(how: Rollout): readonly number[] {
    switch (how.kind) {
        case "rolling":
        case "blue-green":
            return [100];
        case "canary":
            return [how.percent, 100];
        case "linear": {
            const before = Array.from({ length: Math.ceil(100 / how.percent) - 1 }, (_, at) => how.percent * (at + 1));
            return [...before, 100];
        }
    }
}

/** Minutes that a rollout waits, between its shares and after the last one. */
export function minutesOf(how: Rollout): { readonly shares: number; readonly bake: number } {
    const between = how.kind === "canary" || how.kind === "linear" ? how.minutes : 0;
    return {
        shares: between * (sharesOf(how).length - 1),
        bake: how.kind === "rolling" ? 0 : how.bakeMinutes,
    };
}
