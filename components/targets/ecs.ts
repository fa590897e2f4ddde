import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import { before } from "./ecs/before";
import { asks, requests } from "./ecs/checks";
import type { TargetKind } from "../kind";
import { certificateArn, domain, isCertified } from "../shared/domain";
import { errorAlarm } from "../shared/error-alarm";
import { requestsOf, sharing } from "../shared/listener-rule";
import { ADDRESS_RANGE } from "../shared/network";
import { loadBalancingOf } from "./ecs/load-balancing";
import { codeDeploy } from "./ecs/engines/code-deploy";
import type { Engine } from "./ecs/engines/engine";
import { native } from "./ecs/engines/native";
import { releasedTo } from "./ecs/released";
import { approvalOf, type Rollout, rollout } from "./ecs/rollout";
import { rules } from "./ecs/rules";
import { ServiceScaling } from "./ecs/scaling";
import { scaling } from "./ecs/scaling-settings";
import { familiesOf, ServiceSchedules } from "./ecs/schedules";
import { EcsService } from "./ecs/service";
import { ownFiles, seesService } from "./ecs/steps";
import { taskSettings } from "./ecs/task-settings";

const ENGINES: Readonly<Record<Rollout["engine"], Engine>> = { ecs: native, codedeploy: codeDeploy };

const ownFile = z.string().regex(/^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/);
const PATH = { allowed: "a path in the repository such as taskdef.json, without .. in it" };

const settings = z.strictObject({
    port: z
        .int()
        .min(1)
        .max(65535)
        .meta({ description: "Port the container listens on.", examples: [8080] }),
    healthPath: z
        .string()
        .regex(/^\/[\w\-./~]*$/)
        .default("/health")
        .meta({
            description: "Path that answers 200 when the service is well.",
            allowed: "a path such as /health: a slash, then letters, digits and - _ . / ~",
            examples: ["/health"],
        }),
    count: z.int().min(1).max(1000).default(2).meta({ description: "Tasks that run." }),
    scaling: scaling.optional().meta({
        description: "More tasks than count while there is more to do, and fewer at some hours. Default: count.",
    }),
    ...taskSettings,
    before: before.optional().meta({
        description:
            "What each release does once, in a task of its new image, before traffic moves: migrations. Where it fails, nothing is deployed. Default: nothing.",
    }),
    certificateArn: certificateArn(
        "Certificate of the production and test listeners; without it they speak plain HTTP.",
    ),
    domain: domain.optional().meta({
        description: "A domain of the line's own. Default: the load balancer's name.",
    }),
    shares: sharing.optional().meta({
        description:
            "The line's requests at the one load balancer that lines of this environment share: their host, their paths, or both. Default: a load balancer of the line's own.",
    }),
    testTrafficFrom: z
        .array(ADDRESS_RANGE)
        .default([])
        .meta({ description: "Address ranges that reach the test listener, on port 8443 or 8080." }),
    taskDefinition: ownFile.optional().meta({
        description:
            "The repository's own task definition, whose containers are deployed: its path there. The line keeps family, roles, size, log, network and secrets.",
        ...PATH,
        examples: ["taskdef.json"],
    }),
    appspec: ownFile.optional().meta({
        description: "The repository's own AppSpec beside it: its path there.",
        ...PATH,
        examples: ["appspec.yaml"],
    }),
    checks: requests,
    alarms: errorAlarm.prefault({}).meta({ description: "What rolls a deployment back." }),
    rollout: rollout.prefault({ kind: "blue-green" }).meta({ description: "How traffic moves to a new release." }),
});

export type EcsSettings = z.infer<typeof settings>;

/** A service on Fargate behind a load balancer, moved from release to release by ECS itself or by CodeDeploy. */
export const ecs: TargetKind<"ecs", typeof settings, ImageStore> = {
    kind: "ecs",
    carries: () => image,
    pullsBySecret: true,
    settings,
    rules,
    shares: ({ shares, ...own }) => shares && { ...requestsOf(shares, own.domain?.name), certified: isCertified(own) },
    families: familiesOf,
    confirms: ({ rollout: how }) => approvalOf(how) !== undefined,
    takesFiles: ({ taskDefinition, appspec }) => [taskDefinition, appspec].filter((path) => path !== undefined),
    make(line, chosen, { store }, context, opts) {
        const {
            certificateArn,
            domain: led,
            testTrafficFrom,
            shares,
            alarms,
            rollout: how,
            taskDefinition: taskdef,
            appspec,
            before: once,
            scaling: scaled,
            schedules,
            checks,
            ...task
        } = chosen;
        const files = taskdef === undefined ? undefined : { taskdef, ...(appspec === undefined ? {} : { appspec }) };
        const { port, healthPath, count } = task;
        const { network } = context;
        const balancing = loadBalancingOf(
            line,
            { certificateArn, domain: led, testTrafficFrom, shares },
            context,
            opts,
        );
        const { balancer, inside } = balancing;
        const moving = ENGINES[how.engine].begin(
            line,
            { how, balancer, share: balancing.share, network, healthPath, alarms },
            context,
            inside,
        );
        const service = new EcsService(
            line,
            { settings: task, registry: store.registry, balancer, shape: moving.shape },
            context,
            inside,
        );
        const moved = moving.complete(service);
        if (scaled) {
            const groups = [moving.colours.blue.arnSuffix, moving.colours.green.arnSuffix];
            const answering = { balancer: balancer.arnSuffix, groups };
            new ServiceScaling(line, { settings: scaled, count, service, answering }, context, inside);
        }
        if (Object.keys(schedules).length > 0) new ServiceSchedules(line, { service, schedules }, context, inside);
        const deployed = { service, moved, isScaled: scaled !== undefined, context };
        const { outputs, ...released } = releasedTo(deployed, {
            line,
            task,
            once,
            schedules,
            asked: asks(checks, balancer, balancing.host),
            blueprint: { port, healthPath, files, hooks: moved.hooks },
        });
        return {
            ...released,
            ...(files ? { files: ownFiles(files) } : {}),
            before: [service, ...moved.before],
            ...(moved.confirm ? { confirm: moved.confirm } : {}),
            people: { see: seesService(deployed), bypass: moved.bypass },
            applications: moved.applications,
            nextSteps: balancing.nextSteps,
            outputs: { url: balancing.url, ...outputs },
        };
    },
};
