import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import type { TargetKind } from "../kind";
import { before } from "./ecs/before";
import { health } from "./ecs/container-settings";
import { moveWorker, workerShape } from "./ecs/engines/worker";
import { releasedTo } from "./ecs/released";
import { taskRules } from "./ecs/rules";
import { ServiceScaling } from "./ecs/scaling";
import { leastOf, scalingOfWorker } from "./ecs/scaling-settings";
import { familiesOf, ServiceSchedules } from "./ecs/schedules";
import { EcsService } from "./ecs/service";
import { seesService } from "./ecs/steps";
import { taskSettings } from "./ecs/task-settings";

const settings = z.strictObject({
    health: health.meta({ description: "What proves a release, as nobody sends it a request." }),
    count: z.int().min(1).max(1000).default(1).meta({ description: "Tasks that run." }),
    scaling: scalingOfWorker.optional().meta({
        description: "More tasks than count while there is more to do, and fewer at some hours. Default: count.",
    }),
    ...taskSettings,
    before: before.optional().meta({
        description:
            "What each release does once, in a task of its new image, before it is rolled out. Default: nothing.",
    }),
});

/** A service on Fargate that nobody sends requests to: it takes its work from where it lies. Its own health proves a release. */
export const worker: TargetKind<"worker", typeof settings, ImageStore> = {
    kind: "worker",
    carries: () => image,
    pullsBySecret: true,
    settings,
    rules: taskRules,
    families: familiesOf,
    make(line, { before: once, scaling: scaled, schedules, ...task }, { store }, context, opts) {
        const service = new EcsService(
            line,
            {
                // Prepare raises it for the first deployment, too; until then there is nothing to do.
                settings: { ...task, count: leastOf(task.count, scaled ?? {}) },
                registry: store.registry,
                shape: workerShape,
            },
            context,
            opts,
        );
        if (scaled) new ServiceScaling(line, { settings: scaled, count: task.count, service }, context, opts);
        if (Object.keys(schedules).length > 0) new ServiceSchedules(line, { service, schedules }, context, opts);
        const moved = moveWorker(service, context);
        const deployed = { service, moved, isScaled: scaled !== undefined, context };
        const { outputs, ...released } = releasedTo(deployed, { line, task, once, schedules });
        return {
            ...released,
            before: [service],
            people: { see: seesService(deployed) },
            outputs: { logGroupName: service.logGroupName, ...outputs },
        };
    },
};
