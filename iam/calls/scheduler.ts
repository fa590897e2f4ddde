// What EventBridge Scheduler calls when the hour of a schedule comes: under the schedule's role, for its templated targets.
import { arnIn } from "../../plan/arn";
import { below, type Plan, type PlannedResource, type Plans, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, type Caller } from "../asking";
import { everyTask, rolesOf } from "./ecs";
import type { Row } from "./types";

const GUIDE = "https://docs.aws.amazon.com/scheduler/latest/UserGuide";
const PAGE = {
    targets: `${GUIDE}/managing-targets-templated.html`,
    deadLetters: `${GUIDE}/configuring-schedule-dlq.html`,
};
export const SCHEDULER = "scheduler.amazonaws.com";

export interface ScheduleAt {
    readonly plans: Plans;
    readonly plan: Plan;
    readonly schedule: PlannedResource;
}

/** The definition that a schedule runs; none where its target is no task. */
export function scheduledDefinition({ inputs }: PlannedResource): string | undefined {
    return texts([below(inputs, "target", "ecsParameters")["taskDefinitionArn"]])[0];
}

/** For whom Scheduler acts: the group, and not the schedule. https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html */
export const groupOf = (plan: Plan): string => arnIn(plan, "scheduler", "schedule-group/default");

const definition = ({ schedule }: ScheduleAt) => texts([scheduledDefinition(schedule)]);
/** What is registered there is a task of the same line, under the same roles. */
const roles = ({ plans, plan, schedule }: ScheduleAt) => {
    const family = scheduledDefinition(schedule)?.split("/").pop() ?? "";
    const task = everyTask(plans).find(
        (each) => each.plan === plan && family.startsWith(`${String(each.template["family"])}-scheduled-`),
    );
    return task ? rolesOf(plan, task.template) : [];
};

/** Under the role of a schedule, when its hour comes. */
export const RUN: readonly Row<ScheduleAt>[] = [
    {
        action: "ecs:RunTask",
        on: definition,
        context: ({ schedule }) => ({ "ecs:cluster": String(below(schedule.inputs, "target")["arn"]) }),
        source: PAGE.targets,
    },
    {
        action: "iam:PassRole",
        on: roles,
        context: () => ({ "iam:PassedToService": "ecs-tasks.amazonaws.com" }),
        source: PAGE.targets,
    },
    {
        action: "sqs:SendMessage",
        on: ({ schedule }) => texts([below(schedule.inputs, "target", "deadLetterConfig")["arn"]]),
        source: PAGE.deadLetters,
    },
];

/** Schedules of EventBridge Scheduler. */
export const schedules: Caller = {
    of: "EventBridge Scheduler",
    asks: (plans) =>
        plans.ofType(TYPE.schedule).flatMap(({ plan, resource: schedule }): ReturnType<Caller["asks"]> => {
            const says = `${schedule.name} (EventBridge Scheduler)`;
            if (scheduledDefinition(schedule) === undefined)
                return [{ unknown: `${says}: iam/calls/scheduler.ts has no rows for a target that is no task` }];
            const role = String(below(schedule.inputs, "target")["roleArn"]);
            return [assumes(plan, SCHEDULER, role, groupOf(plan)), ...asks(says, role, RUN, { plans, plan, schedule })];
        }),
};
