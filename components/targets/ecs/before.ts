// A command that a release runs once before it gets traffic, such as a database migration.
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { EnvironmentContext } from "../../context";
import { arnIn } from "../../environment-ref";
import { ARTIFACTS } from "../../line/steps";
import type { Step } from "../../parts";
import { words } from "./container-settings";
import type { EcsService } from "./service";
import { passesToTasks } from "./task-roles";

/** A day; whatever takes longer should not be a step of a deployment. */
const LONGEST_MINUTES = 1440;
/** Minutes of the job besides waiting: to register, to stop, to read the log. */
const WORK_MINUTES = 15;

export const before = z.strictObject({
    command: words.meta({
        description: "Command, word by word, behind the image's ENTRYPOINT.",
        allowed: "a list of words, without a shell to read them",
        examples: [["node", "migrate.js"]],
    }),
    timeoutMinutes: z
        .int()
        .min(1)
        .max(LONGEST_MINUTES)
        .default(30)
        .meta({ description: "How long it may take, after which it is stopped and the release is red." }),
});

export type Before = z.infer<typeof before>;

/**
 * Runs the command in a task of the new image, under the service's roles and in its network, and is red unless it exits with
 * 0. As a step of the stage it holds the stage's lock, so that no two of them run at once.
 */
export function beforeStep(
    service: EcsService,
    { command, timeoutMinutes }: Before,
    context: EnvironmentContext,
): Step {
    const { cluster, network } = context;
    const tasks = arnIn(context, "ecs", "task");
    const family = `${service.family}-before`;
    return {
        name: "Before",
        takes: [ARTIFACTS.prepared],
        run: {
            job: {
                run: { scripts: ["ecs-before"] },
                env: {
                    CLUSTER: cluster.name,
                    FAMILY: service.family,
                    ROLES: pulumi.interpolate`${service.executionRole.arn} ${service.taskRole.arn}`,
                    COMMAND: JSON.stringify(command),
                    NETWORK: pulumi.jsonStringify({
                        awsvpcConfiguration: {
                            subnets: network.taskSubnetIds,
                            securityGroups: [service.securityGroupId],
                            assignPublicIp: network.tasksArePublic ? "ENABLED" : "DISABLED",
                        },
                    }),
                    LOG_GROUP: service.logGroupName,
                    WAIT_MINUTES: String(timeoutMinutes),
                },
                timeoutMinutes: timeoutMinutes + WORK_MINUTES,
            },
        },
        allow: [
            { actions: ["ecs:RegisterTaskDefinition"], on: [arnIn(context, "ecs", `task-definition/${family}:*`)] },
            // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
            {
                actions: ["ecs:RunTask"],
                on: [arnIn(context, "ecs", `task-definition/${family}:*`)],
                when: { ArnEquals: { "ecs:cluster": cluster.arn } },
            },
            passesToTasks(service),
            // A task has no name before it runs, but its cluster's: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids
            { actions: ["ecs:DescribeTasks", "ecs:StopTask"], on: [pulumi.interpolate`${tasks}/${cluster.name}/*`] },
            {
                actions: ["logs:GetLogEvents"],
                on: [
                    pulumi.interpolate`${arnIn(context, "logs", "log-group")}:${service.logGroupName}:log-stream:before/*`,
                ],
            },
        ],
    };
}
