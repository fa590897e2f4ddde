// The jobs that have ECS itself roll a service out, and their permissions.
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../../context";
import { arnIn } from "../../../environment-ref";
import { ARTIFACTS } from "../../../line/steps";
import type { Confirmation, Step } from "../../../parts";
import type { ScriptPart, Statement } from "../../../shell";
import { approvalOf, minutesOf, type Rollout, sharesOf } from "../rollout";
import { type EcsService, firstOf } from "../service";
import { passesToTasks } from "../task-roles";

/** Minutes of a deployment besides its waits: to pull, to start, to become healthy, to drain. */
const WORK_MINUTES = 90;
const ROLL_OUT = "RollOut";
/** Variables that the step which starts a deployment hands to the one that continues it. */
const WAITING = "WAITING";
/** Scripts that follow a deployment. */
const DEPLOYING = ["ecs-pause", "ecs-deployment"];

interface RolledOut {
    readonly service: EcsService;
    readonly how: Rollout;
    /** The role under which ECS moves the traffic. @default - there is no traffic */
    readonly roleArn?: pulumi.Output<string>;
}

/**
 * What comes before the question and what behind it: minutes that ECS only waits, and pauses that the job continues by itself. ECS
 * pauses before each share where it pauses before one.
 */
interface Halves {
    readonly before: Half;
    readonly behind: Half;
    /** The traffic that the new tasks have meanwhile. */
    readonly has: string;
}
interface Half {
    readonly minutes: number;
    readonly passes: number;
}

function halvesOf(how: Rollout): Halves {
    const { shares, bake } = minutesOf(how);
    const between = sharesOf(how).length - 1;
    switch (approvalOf(how)?.stage) {
        case "POST_TEST_TRAFFIC_SHIFT":
            return { before: half(0), behind: half(shares + bake), has: "none" };
        case "PRE_PRODUCTION_TRAFFIC_SHIFT": {
            const first = shares / between;
            return {
                before: half(first, 1),
                behind: half(shares - first + bake, between - 1),
                has: `${sharesOf(how)[0]} %`,
            };
        }
        case "POST_PRODUCTION_TRAFFIC_SHIFT":
            return { before: half(shares), behind: half(bake), has: "all" };
        case undefined:
            return { before: half(shares + bake), behind: half(0), has: "all" };
    }
}

function half(minutes: number, passes = 0): Half {
    return { minutes: minutes + WORK_MINUTES, passes };
}

/** Variables of the scripts before or after the question. */
function inEnv({ minutes, passes }: Half): Record<string, string> {
    return { WAIT_MINUTES: String(minutes), ...(passes > 0 ? { PASSES: String(passes) } : {}) };
}

/** Waits for its turn; where ECS pauses, behind the deployment that created the service too, as that came to a pause like any other. */
export function prepared({ service, how }: Omit<RolledOut, "roleArn">): ScriptPart {
    const waits = ["ecs-deployments", "ecs-revision"];
    if (!approvalOf(how)) return { scripts: waits, env: {}, allow: [listsDeployments(service)] };
    return {
        scripts: ["ecs-pause", "ecs-first", ...waits],
        env: { FIRST: firstOf(service.family) },
        allow: [listsDeployments(service), ...readsDeployments(service), continues(service)],
    };
}

/**
 * Registers the prepared task definition, has ECS deploy it, and is red unless ECS ends with exactly that. Where a person is
 * asked in the middle, it ends there: no machine is paid for while they think.
 */
export function rollOutStep({ service, how, roleArn }: RolledOut, context: EnvironmentContext): Step {
    const asks = approvalOf(how) !== undefined;
    const { before, has } = halvesOf(how);
    return {
        name: ROLL_OUT,
        takes: [ARTIFACTS.prepared],
        run: {
            job: {
                run: { scripts: ["ecs-deployments", ...DEPLOYING, "ecs-rollout", asks ? "ecs-hand-on" : "ecs-ended"] },
                env: {
                    ...about(service, context),
                    FAMILY: service.family,
                    ROLES: pulumi.interpolate`${service.executionRole.arn} ${service.taskRole.arn}`,
                    ...(roleArn ? { INFRASTRUCTURE_ROLE: roleArn } : {}),
                    ...inEnv(before),
                    ...(asks ? { CONFIRM: "yes", HAS: has } : {}),
                },
                ...(asks ? { exports: [WAITING] } : {}),
                timeoutMinutes: before.minutes + 30,
            },
        },
        allow: [
            {
                actions: ["ecs:RegisterTaskDefinition"],
                on: [arnIn(context, "ecs", `task-definition/${service.family}:*`)],
            },
            passesToTasks(service),
            // Sent again with the load balancer, if the container's port changes.
            ...(roleArn
                ? [
                      {
                          actions: ["iam:PassRole"],
                          on: [roleArn],
                          when: { StringEquals: { "iam:PassedToService": "ecs.amazonaws.com" } },
                      },
                  ]
                : []),
            { actions: ["ecs:DescribeServices", "ecs:UpdateService"], on: [service.serviceArn] },
            listsDeployments(service),
            ...readsDeployments(service),
            stops(service),
            ...(before.passes > 0 ? [continues(service)] : []),
        ],
    };
}

/** The question while ECS waits with old and new tasks, and what follows a yes or anything else. */
export function confirmed(
    { service, how }: Omit<RolledOut, "roleArn">,
    context: EnvironmentContext,
): { readonly confirm?: Confirmation } {
    const asked = approvalOf(how);
    if (!asked) return {};
    return {
        confirm: {
            says: `It runs beside the release before it and answers on the test listener, with ${halvesOf(how).has} of the traffic.`,
            timeoutHours: asked.timeoutHours,
            then: finish(service, how, context),
            takeBack: {
                scripts: ["ecs-pause", "ecs-take-back"],
                env: { ...about(service, context), ROLLS_OUT: ROLL_OUT },
                allow: [describesDeployments(service), continues(service)],
            },
        },
    };
}

/** Has ECS go on, and is red unless the deployment that was approved succeeds. */
function finish(service: EcsService, how: Rollout, context: EnvironmentContext): Confirmation["then"] {
    const { behind } = halvesOf(how);
    return {
        scripts: [...DEPLOYING, "ecs-finish"],
        env: { ...about(service, context), ...inEnv(behind) },
        runEnv: { [WAITING]: { step: ROLL_OUT, variable: WAITING } },
        timeoutMinutes: behind.minutes + 30,
        allow: [
            { actions: ["ecs:DescribeServices"], on: [service.serviceArn] },
            ...readsDeployments(service),
            stops(service),
            continues(service),
        ],
    };
}

function about(service: EcsService, { cluster }: EnvironmentContext): Record<string, pulumi.Output<string>> {
    return { CLUSTER: cluster.name, SERVICE: service.serviceName };
}

export function listsDeployments(service: EcsService): Statement {
    return { actions: ["ecs:ListServiceDeployments"], on: [service.serviceArn] };
}

/**
 * The service stands beside what is below it, as AWS requires both.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
export function readsDeployments(service: EcsService): Statement[] {
    const { serviceArn } = service;
    return [
        describesDeployments(service),
        { actions: ["ecs:DescribeServiceRevisions"], on: [serviceArn, below(service, "service-revision")] },
    ];
}

function describesDeployments(service: EcsService): Statement {
    return {
        actions: ["ecs:DescribeServiceDeployments"],
        on: [service.serviceArn, below(service, "service-deployment")],
    };
}

function stops(service: EcsService): Statement {
    return {
        actions: ["ecs:StopServiceDeployment"],
        on: [service.serviceArn, below(service, "service-deployment")],
    };
}

/** To continue a paused deployment, or to roll it back: https://docs.aws.amazon.com/service-authorization/latest/reference/list_ecs.html */
export function continues(service: EcsService): Statement {
    return {
        actions: ["ecs:ContinueServiceDeployment"],
        on: [service.serviceArn, below(service, "service-deployment")],
    };
}

/** ARNs that ECS makes of the service's name and a number of its own. */
function below({ serviceArn }: EcsService, what: "service-deployment" | "service-revision"): pulumi.Output<string> {
    return serviceArn.apply((arn) => `${arn.replace(":service/", `:${what}/`)}/*`);
}
