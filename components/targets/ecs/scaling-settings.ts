// The settings of scaling, by which a service has more tasks than `count` or fewer; and AWS's rules for them.
import { z } from "zod";

import type { Refusal, SettingRule } from "../../setting-rules";
import { at, timezone, zoneProblems } from "./hours";

const least = z.int().min(0).max(1000);
const most = z.int().min(0).max(1000);

const hour = z.strictObject({
    at,
    count: least
        .optional()
        .meta({ description: "Tasks at least from then on, 0 for none. Default: as at other hours." }),
    max: most.optional().meta({ description: "Tasks at most from then on, 0 for none. Default: the max of scaling." }),
});

const queue = z.strictObject({
    name: z
        .string()
        .regex(/^[\w-]{1,80}(\.fifo)?$/)
        .meta({
            description: "Name of the queue of SQS, in this account and region.",
            allowed: "the name of a queue, not its ARN or address",
            examples: ["orders"],
        }),
    messagesPerTask: z
        .int()
        .min(1)
        .default(100)
        .meta({ description: "Messages that wait for each task; more of them start another." }),
});

export const scaling = z.strictObject({
    max: z.int().min(1).max(1000).meta({ description: "Tasks at most; count is the least." }),
    cpu: z
        .int()
        .min(1)
        .max(100)
        .optional()
        .meta({ description: "Percent of its processors that a task is to use, on average. Default: not asked." }),
    requestsPerTask: z.int().min(1).optional().meta({
        description: "Requests a minute that one task is to answer; more of them start another. Default: not asked.",
    }),
    queue: queue.optional().meta({ description: "More tasks while messages wait. Default: no queue is asked." }),
    schedule: z
        .record(z.string().regex(/^[a-z][a-z0-9-]{0,19}$/), hour)
        .optional()
        .meta({ description: "Other limits from an hour on, by a name for it. Default: the same at every hour." }),
    timezone,
});

/** Scaling of a worker, which may have no task while there is nothing to do. */
export const scalingOfWorker = scaling.omit({ requestsPerTask: true }).extend({
    min: least.optional().meta({
        description:
            "Tasks at least while the queue is empty, 0 for none; a release is proved with count all the same. Default: count.",
    }),
});

export type Scaling = z.infer<typeof scaling> & Pick<z.infer<typeof scalingOfWorker>, "min">;

/** The minimum of tasks, except at hours that set another one. */
export const leastOf = (count: number, { min }: Pick<Scaling, "min">): number => min ?? count;

type Rule = SettingRule<{ readonly count: number; readonly scaling?: Scaling | undefined }>;
const below = (...at: readonly string[]) => ["scaling", ...at];

const somethingScales: Rule = ({ scaling: set }) => {
    if (!set) return [];
    const { cpu, requestsPerTask, queue: asked, schedule } = set;
    if ([cpu, requestsPerTask, asked].some((by) => by !== undefined) || Object.keys(schedule ?? {}).length > 0)
        return [];
    return [
        {
            at: ["scaling"],
            is: "names nothing by which there would be other than count",
            allowed: "one of cpu, requestsPerTask, queue and schedule in it, or no scaling",
            fix: "set scaling.cpu, to 60 for one",
            also: ["cpu", "requestsPerTask", "queue", "schedule"].map((by) => below(by)),
        },
    ];
};

const scalingHasRoom: Rule = ({ count, scaling: set }) => {
    if (!set) return [];
    const byLoad = set.cpu !== undefined || set.requestsPerTask !== undefined || set.queue !== undefined;
    const needed = Math.max(count, byLoad ? leastOf(count, set) + 1 : 0);
    if (set.max >= needed) return [];
    return [
        {
            at: below("max"),
            allowed:
                byLoad && needed > count
                    ? `more than the ${leastOf(count, set)} that always run`
                    : `at least the ${count} that run otherwise`,
            instead: needed,
            also: [["count"]],
        },
    ];
};

/**
 * A queue sets how many tasks there are, exactly; a metric that is held to a target would set another number a moment later.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
const queueScalesAlone: Rule = ({ scaling: set }) =>
    set?.queue === undefined
        ? []
        : (["cpu", "requestsPerTask"] as const)
              .filter((other) => set[other] !== undefined)
              .map((other): Refusal => ({
                  at: below(other),
                  is: "is set beside a queue, and each would undo what the other does",
                  allowed: "a queue alone, or cpu and requestsPerTask together",
                  also: [below("queue")],
              }));

/**
 * Messages are there without a task; what tasks use, or answer, says nothing of how many it takes where there are none.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
const leastIsForAQueue: Rule = ({ scaling: set }) =>
    set?.min === undefined || set.queue !== undefined
        ? []
        : [
              {
                  at: below("min"),
                  is: "is set where there is no queue, by which alone tasks would come back",
                  allowed: "a queue beside it, or no min",
                  also: [below("queue")],
              },
          ];

const leastIsNoMoreThanCount: Rule = ({ count, scaling: set }) =>
    set?.min === undefined || set.min <= count
        ? []
        : [
              {
                  at: below("min"),
                  allowed: `at most the ${count} of count, with which a release is proved`,
                  instead: count,
                  also: [["count"]],
              },
          ];

const hoursHaveRoom: Rule = ({ count, scaling: set }) =>
    Object.entries(set?.schedule ?? {}).flatMap(
        ([name, { count: from = leastOf(count, set ?? {}), max: to = set?.max ?? 0 }]) =>
            from <= to
                ? []
                : [
                      {
                          at: below("schedule", name, "count"),
                          is: `is ${from}, and its max ${to}`,
                          allowed: `at most ${to}, the max of that hour`,
                          instead: to,
                          also: [["count"], below("max")],
                      },
                  ],
    );

/** Limits stay as an hour set them, so a night without a morning lasts for ever. */
const nightsEnd: Rule = ({ count, scaling: set }) => {
    const usual = { count: leastOf(count, set ?? {}), max: set?.max ?? 0 };
    const hours = Object.entries(set?.schedule ?? {}).map(([name, hour]) => ({ ...usual, ...hour, name }));
    const limit = (["count", "max"] as const).find(
        (each) => hours.length > 0 && hours.every((hour) => hour[each] < usual[each]),
    );
    if (limit === undefined) return [];
    return [
        {
            at: below("schedule"),
            is: `goes below the ${usual[limit]} of ${limit} at ${hours.map(({ name }) => name).join(" and ")}, and never comes back`,
            allowed: `an hour from which on ${limit} ${limit === "count" ? "runs" : "holds"} again, which needs nothing but its at`,
            fix: `add one, such as scaling.schedule.morning.at: "0 7 ? * MON-FRI *"`,
            also: [limit === "count" ? ["count"] : below("max")],
        },
    ];
};

/** Of two hours at the same minute, nobody knows which comes last and stays. */
const hoursAreApart: Rule = ({ scaling: set }) => {
    const hours = Object.entries(set?.schedule ?? {}).map(([name, { at }]) => ({ name, at, when: sameWritten(at) }));
    return hours.flatMap(({ name, at, when }, index) => {
        const other = hours.slice(0, index).find((earlier) => earlier.when === when);
        return other === undefined
            ? []
            : [
                  {
                      at: below("schedule", name, "at"),
                      is: `is ${at}, when ${other.name} comes as well`,
                      allowed: "a minute of its own: what comes last there stays, and nobody knows which does",
                      fix: `set it to another minute, or put what it says into ${other.name}`,
                      also: [below("schedule", other.name, "at")],
                  },
              ];
    });
};

/** Any day of a month is any day of a week, and 07 is 7. */
const sameWritten = (at: string): string => at.replace("* * ?", "? * *").replace(/\b0(?=\d)/g, "");

/** https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html */
const zoneIsKnown: Rule = ({ scaling: set }) => {
    if (set?.timezone === undefined) return [];
    if (set.schedule === undefined)
        return [
            {
                at: below("timezone"),
                is: "is set where there is no schedule",
                allowed: "a schedule that is read by it, or no timezone",
                also: [below("schedule")],
            },
        ];
    return zoneProblems(below("timezone"), set.timezone);
};

export const scalingRules: readonly Rule[] = [
    somethingScales,
    scalingHasRoom,
    leastIsForAQueue,
    leastIsNoMoreThanCount,
    queueScalesAlone,
    hoursHaveRoom,
    nightsEnd,
    hoursAreApart,
    zoneIsKnown,
];
