// The engine of a worker, which gets no requests: ECS starts new tasks beside the old ones, and stops these once the new are healthy.
import type { EnvironmentContext } from "../../../context";
import { arnIn } from "../../../environment-ref";
import * as pulumi from "@pulumi/pulumi";
import type { EcsService } from "../service";
import type { Moved, ServiceShape } from "./engine";
import { listsDeployments, prepared, readsDeployments, rollOutStep } from "./native-steps";

/** Only the tasks' health decides: if they fail or are unhealthy, ECS rolls the deployment back. */
export const workerShape: ServiceShape = {
    args: {
        deploymentController: { type: "ECS" },
        deploymentConfiguration: { strategy: "ROLLING" },
        deploymentCircuitBreaker: { enable: true, rollback: true },
    },
    before: [],
};

/** How a release is rolled out. */
export function moveWorker(service: EcsService, context: EnvironmentContext): Moved {
    const how = { kind: "rolling", engine: "ecs" } as const;
    return {
        prepare: prepared({ service, how }),
        rollOut: rollOutStep({ service, how }, context),
        verify: {
            scripts: ["ecs-healthy"],
            env: {},
            allow: [
                {
                    actions: ["ecs:ListTasks"],
                    on: "*",
                    when: { ArnEquals: { "ecs:cluster": context.cluster.arn } },
                    because: "AWS knows no resource for the list of a service's tasks; its cluster is named",
                },
                {
                    actions: ["ecs:DescribeTasks"],
                    on: [pulumi.interpolate`${arnIn(context, "ecs", "task")}/${context.cluster.name}/*`],
                },
            ],
        },
        see: [listsDeployments(service), ...readsDeployments(service)],
        bypass: [],
        before: [],
    };
}
