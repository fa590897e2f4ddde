// Tasks of services, as ECS lists and describes them.
import type { JsonObject } from "../../../plan/document";
import { arnIn, readArn } from "../../../plan/arn";
import type { Service } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { containersOf } from "../tasks/definition";
import { Ecs } from "./services";

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
export function serviceTaskShown(account: LocalAccount, arn: string): JsonObject | undefined {
    const ecs = account.part(Ecs);
    for (const set of ecs.everySet) {
        const task = ecs.tasksOf(set.arn).find((each) => each.arn === arn);
        if (!task) continue;
        const containers = containersOf(ecs.definition(set.taskDefinition).template);
        const isAsked = containers.some(({ essential, check }) => essential && check);
        const health = task.healthy ? "HEALTHY" : "UNHEALTHY";
        return {
            taskArn: arn,
            taskDefinitionArn: set.taskDefinition,
            group: `service:${set.service.split("/").pop() ?? ""}`,
            lastStatus: task.ended === undefined ? "RUNNING" : "STOPPED",
            healthStatus: isAsked ? health : "UNKNOWN",
        };
    }
    return undefined;
}

/** Those of one service that run. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html */
export const listTasks: Service = ({ input }, account) => {
    const { cluster = "default", serviceName } = (input ?? {}) as { cluster?: string; serviceName?: string };
    const ecs = account.part(Ecs);
    const mine = ecs.everySet.filter(({ service }) => {
        const named = arnIn(readArn(service), "ecs", `service/${cluster}/${serviceName ?? ""}`);
        return service === named;
    });
    const running = mine.flatMap(({ arn }) => ecs.tasksOf(arn)).filter(({ ended }) => ended === undefined);
    return { taskArns: running.map(({ arn }) => arn) };
};
