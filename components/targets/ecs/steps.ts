import type { BlueprintSettings } from "./documents/blueprint";
import type { Target } from "../../parts";
import type { ScriptPart, Statement } from "../../shell";
import type { EnvironmentContext } from "../../context";
import type { Moved } from "./engines/engine";
import { readsLimits, readsScaling } from "../../shared/scaling-statements";
import type { EcsService } from "./service";

/** What the steps of a deployment speak about. */
export interface Deployed {
    readonly service: EcsService;
    /** How its engine brings a release to it. */
    readonly moved: Moved;
    /** Whether others than ship say how many tasks there are. */
    readonly isScaled: boolean;
    readonly context: EnvironmentContext;
}

/** What is rolled out, joined at the moment the stage's lock is held, and tasks enough for it. */
export function ecsPrepare({ service, moved: { prepare }, context }: Deployed): Target["prepare"] {
    return {
        scripts: ["image", ...prepare.scripts, "ecs-join", "ecs-prepare"],
        timeoutMinutes: 60, // it may wait for a deployment under way
        env: { ...about(service, context), ...prepare.env },
        allow: [...prepare.allow, { actions: ["ecs:DescribeServices", "ecs:UpdateService"], on: [service.serviceArn] }],
    };
}

/** The repository's own files, of which the release brings along what they say. */
export function ownFiles({ taskdef, appspec }: NonNullable<BlueprintSettings["files"]>): ScriptPart {
    return {
        scripts: ["ecs-files"],
        env: { TASK_DEFINITION: taskdef, ...(appspec === undefined ? {} : { APPSPEC: appspec }) },
        allow: [],
    };
}

/** Compares what the service runs with what was asked for. */
export function ecsVerify(
    { service, moved: { verify }, isScaled, context }: Deployed,
    beside: readonly ScriptPart[],
): Target["verify"] {
    const count = isScaled ? "ecs-scaled-count" : "ecs-fixed-count";
    return {
        scripts: ["image", ...verify.scripts, count, "ecs-verify", ...beside.flatMap(({ scripts }) => scripts)],
        env: {
            ...about(service, context),
            ...verify.env,
            ...Object.fromEntries(beside.flatMap(({ env }) => Object.entries(env))),
        },
        allow: [
            ...verify.allow,
            { actions: ["ecs:DescribeServices", "ecs:UpdateService"], on: [service.serviceArn] },
            {
                actions: ["ecs:DescribeTaskDefinition"],
                on: "*",
                because: "ECS knows no resource for reading a task definition",
            },
            ...(isScaled ? [readsLimits] : []),
            ...beside.flatMap(({ allow }) => allow),
        ],
    };
}

/** For people: what the service runs, and how its deployment goes. */
export function seesService({ service, moved, isScaled, context }: Deployed): readonly Statement[] {
    return [
        { actions: ["ecs:DescribeServices"], on: [service.serviceArn] },
        {
            actions: ["ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions"],
            on: "*",
            because: "ECS knows no resource for reading task definitions",
        },
        {
            actions: ["ecs:DescribeTasks", "ecs:ListTasks"],
            on: "*",
            when: { ArnEquals: { "ecs:cluster": context.cluster.arn } },
            because: "a task has no name before it runs; its cluster is named",
        },
        ...moved.see,
        ...(isScaled ? [readsScaling] : []),
    ];
}

function about(service: EcsService, { cluster }: EnvironmentContext): ScriptPart["env"] {
    return { CLUSTER: cluster.name, SERVICE: service.serviceName };
}
