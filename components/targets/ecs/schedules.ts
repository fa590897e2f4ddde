// Scheduled commands, each in a task of the live release.
import * as scheduler from "@pulumi/aws/scheduler";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { EnvironmentContext } from "../../context";
import { trustService } from "../../documents/policy";
import { arnIn } from "../../environment-ref";
import { NAME_ENDING, type SettingRule, tooLongNames } from "../../setting-rules";
import type { ScriptPart } from "../../shell";
import { makeRole } from "../../shared/role";
import { WORD_BY_WORD, words } from "./container-settings";
import { at, timezone, zoneProblems } from "./hours";
import type { EcsService } from "./service";
import { passesToTasks } from "./task-roles";

/** After so long without a start, the run is left to the next hour, and its event goes to the dead letters. */
const LATEST_SECONDS = 3600;

const schedule = z.strictObject({
    at,
    timezone: timezone.meta({ description: "Zone whose clock it reads. Default: UTC." }),
    command: words.meta({
        description: "Command, word by word, behind the image's ENTRYPOINT.",
        ...WORD_BY_WORD,
        examples: [["node", "nightly.js"]],
    }),
});

export const schedules = z
    .record(
        z
            .string()
            .regex(/^[a-z][a-z0-9-]{0,19}$/)
            .meta({ allowed: "lower-case letters, digits and dashes, at most 20, a letter first" }),
        schedule,
    )
    .default({})
    .meta({ description: "Commands that run at their hours, each in a task of what is live. Default: none." });

export type Schedules = z.infer<typeof schedules>;

/** The family under which only live releases are registered, so that its newest revision is the one to run. */
export const scheduledFamily = (family: string, schedule: string): string => `${family}-scheduled-${schedule}`;

/** A line's families: of its releases, the placeholder, the command before each release, and scheduled commands. */
export const familiesOf = (
    line: string,
    { schedules: asked }: { readonly schedules: Schedules },
): readonly string[] => [
    ...[line, `${line}-first`, `${line}-before`],
    ...Object.keys(asked).map((schedule) => scheduledFamily(line, schedule)),
];

/** Runs each command at its hours, under the service's roles and in its network. Verify decides which release runs. */
export class ServiceSchedules extends pulumi.ComponentResource {
    /** ARNs of the schedules, by their names in the settings. */
    public readonly arns: pulumi.Output<Record<string, string>>;

    constructor(
        name: string,
        { service, schedules: asked }: { readonly service: EcsService; readonly schedules: Schedules },
        context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:ServiceSchedules", name, { schedules: asked }, opts);
        const { account, cluster, network, deadLetters } = context;
        const definitionOf = (schedule: string): string =>
            arnIn(context, "ecs", `task-definition/${scheduledFamily(service.family, schedule)}`);
        // unverified: a schedule that names a family and no revision runs its newest | fails as: nothing runs at its hour, and a dead letter says why | settle: aws scheduler get-schedule, and the tasks of the cluster a minute after its hour
        const definitions = Object.keys(asked).map(definitionOf);
        const role = makeRole(
            `${name}-schedules`,
            {
                trust: trustService("scheduler.amazonaws.com", account),
                // https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
                allow: [
                    {
                        actions: ["ecs:RunTask"],
                        on: definitions.flatMap((arn) => [arn, `${arn}:*`]),
                        when: { ArnEquals: { "ecs:cluster": cluster.arn } },
                    },
                    passesToTasks(service),
                    { actions: ["sqs:SendMessage"], on: [deadLetters.queueArn] },
                ],
            },
            { parent: this },
        );
        const made = Object.entries(asked).map(
            ([schedule, { at: hour, timezone: zone }]) =>
                [
                    schedule,
                    new scheduler.Schedule(
                        `${name}-${schedule}`,
                        {
                            scheduleExpression: `cron(${hour})`,
                            scheduleExpressionTimezone: zone ?? "UTC",
                            flexibleTimeWindow: { mode: "OFF" },
                            target: {
                                arn: cluster.arn,
                                roleArn: role.arn,
                                deadLetterConfig: { arn: deadLetters.queueArn },
                                retryPolicy: { maximumEventAgeInSeconds: LATEST_SECONDS },
                                ecsParameters: {
                                    taskDefinitionArn: definitionOf(schedule),
                                    // Tells these tasks from those that a person runs, for notifications of how they end.
                                    group: scheduledFamily(service.family, schedule),
                                    launchType: "FARGATE",
                                    networkConfiguration: {
                                        subnets: network.taskSubnetIds,
                                        securityGroups: [service.securityGroupId],
                                        assignPublicIp: network.tasksArePublic,
                                    },
                                },
                            },
                        },
                        { parent: this, dependsOn: [...role.ready] },
                    ).arn,
                ] as const,
        );
        this.arns = pulumi.output(Object.fromEntries(made));
        this.registerOutputs({ arns: this.arns });
    }
}

/** What Verify does too, once it has seen that the right release runs. */
export function registersScheduled(service: EcsService, asked: Schedules, context: EnvironmentContext): ScriptPart {
    const definitions = Object.keys(asked).map((schedule) =>
        arnIn(context, "ecs", `task-definition/${scheduledFamily(service.family, schedule)}:*`),
    );
    if (definitions.length === 0) return { scripts: [], env: {}, allow: [] };
    return {
        scripts: ["ecs-scheduled"],
        env: {
            FAMILY: service.family,
            ROLES: pulumi.interpolate`${service.executionRole.arn} ${service.taskRole.arn}`,
            SCHEDULED: definitions.join(" "),
        },
        allow: [{ actions: ["ecs:RegisterTaskDefinition"], on: definitions }, passesToTasks(service)],
    };
}

type Rule = SettingRule<{ readonly schedules: Schedules }>;

const zonesAreKnown: Rule = ({ schedules: asked }) =>
    Object.entries(asked).flatMap(([name, { timezone: zone }]) =>
        zone === undefined ? [] : zoneProblems(["schedules", name, "timezone"], zone),
    );

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const namesFit: Rule = ({ schedules: asked }, about) =>
    tooLongNames(
        Object.keys(asked).map((schedule) => ({
            what: "schedule",
            name: ({ line, environment }) => `${line}-${schedule}-${environment}`,
            ending: NAME_ENDING,
            most: 64,
        })),
        about,
    );

export const scheduleRules: readonly Rule[] = [zonesAreKnown, namesFit];
