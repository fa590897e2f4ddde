import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import type { TargetKind } from "../kind";
import { before } from "./ecs/before";
import { moveUnasked, unaskedShape } from "./ecs/engines/unasked";
import { releasedTo } from "./ecs/released";
import { taskRules } from "./ecs/rules";
import { ServiceScaling } from "./ecs/scaling";
import { scaling } from "./ecs/scaling-settings";
import { EcsService } from "./ecs/service";
import { seesService } from "./ecs/steps";
import { taskSettings } from "./ecs/task-settings";

const health = z.strictObject({
    command: z
        .array(z.string().min(1))
        .min(1)
        .meta({
            description: "Command that ends with 0 while it is well, word by word; it runs in the container.",
            allowed: "a list of words, without a shell to read them",
            examples: [["node", "alive.js"]],
        }),
    intervalSeconds: z.int().min(5).max(300).default(30).meta({ description: "Seconds between two of them." }),
    startSeconds: z
        .int()
        .min(0)
        .max(300)
        .default(60)
        .meta({ description: "Seconds that it may take to start, in which it need not be well." }),
});

const settings = z.strictObject({
    health: health.meta({ description: "What proves a release, as nobody sends it a request." }),
    count: z.int().min(1).max(1000).default(1).meta({ description: "Tasks that run." }),
    scaling: scaling.omit({ requestsPerTask: true }).optional().meta({
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
    make(line, { before: once, scaling: scaled, ...task }, { store }, context, opts) {
        const service = new EcsService(
            line,
            { settings: task, registry: store.registry, shape: unaskedShape },
            context,
            opts,
        );
        if (scaled) new ServiceScaling(line, { settings: scaled, count: task.count, service }, context, opts);
        const moved = moveUnasked(service, context);
        const deployed = { service, moved, isScaled: scaled !== undefined, context };
        const { outputs, ...released } = releasedTo(deployed, { line, task, once });
        return {
            ...released,
            before: [service],
            people: { see: seesService(deployed) },
            outputs: { logGroupName: service.logGroupName, ...outputs },
        };
    },
};
