import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import type { TargetKind } from "../kind";
import { ecs } from "./ecs";
import { before, beforeStep } from "./ecs/before";
import { renderBlueprint } from "./ecs/documents/blueprint";
import { moveUnasked, unaskedShape } from "./ecs/engines/unasked";
import { reachesOthers } from "./ecs/permissions";
import { taskRules } from "./ecs/rules";
import { ServiceScaling } from "./ecs/scaling";
import { scaling } from "./ecs/scaling-settings";
import { EcsService } from "./ecs/service";
import { ecsPrepare, ecsVerify, seesService } from "./ecs/steps";

const PLATFORMS = { x86_64: "linux/amd64", arm64: "linux/arm64" } as const;
const { cpu, memory, architecture, environment, secrets, secretsKeyArn, command, permissions } = ecs.settings.shape;

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
    ...{ cpu, memory, architecture, environment, secrets, secretsKeyArn, command, permissions },
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
        const { network } = context;
        const service = new EcsService(
            line,
            { settings: task, registry: store.registry, shape: unaskedShape },
            context,
            opts,
        );
        if (scaled) new ServiceScaling(line, { settings: scaled, count: task.count, service }, context, opts);
        const moved = moveUnasked(service, context);
        const deployed = { service, moved, isScaled: scaled !== undefined, context };
        const others = reachesOthers(task.permissions, line, `${context.project}-${context.environment}`);
        return {
            platform: PLATFORMS[task.architecture],
            prepare: ecsPrepare(deployed),
            rollOut: [...(once ? [beforeStep(service, once, context)] : []), moved.rollOut],
            verify: ecsVerify(deployed),
            blueprint: pulumi
                .all([service.taskDefinition, network.taskSubnetIds, service.securityGroupId])
                .apply(([taskDefinition, subnets, securityGroup]) =>
                    renderBlueprint({
                        line,
                        environment: context.environment,
                        count: task.count,
                        taskDefinition,
                        subnets,
                        securityGroup,
                        publicAddress: network.tasksArePublic,
                    }),
                ),
            before: [service],
            people: { see: seesService(deployed) },
            outputs: {
                logGroupName: service.logGroupName,
                taskRoleName: service.taskRole.name,
                ...(others.length > 0 ? { taskRoleReaches: pulumi.output(others.join(", ")) } : {}),
            },
        };
    },
};
