// ECS moves a service itself: one script begins a deployment, waits for its end and proves what came of it.
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../../context";
import { arnIn } from "../../../environment-ref";
import { ARTIFACTS } from "../../../line/steps";
import type { Step } from "../../../parts";
import type { Statement } from "../../../shell";
import { minutesOf, type Rollout } from "../rollout";
import type { EcsService } from "../service";
import { passesToTasks } from "../task-roles";
import { makeColours } from "./colours";
import type { Engine } from "./engine";
import { NativeRollout } from "./native-rollout";
import { makeRuledTraffic } from "./native-traffic";

/** What a deployment takes beside the minutes that it waits: to pull, to start, to be healthy, to drain. */
const WORK_MINUTES = 90;

export const native: Engine = {
    begin(line, { how, balancer, network, healthPath, alarms }, context, opts) {
        const colours = makeColours(line, { network, healthPath, retention: context.retention }, opts);
        const traffic = makeRuledTraffic(line, { balancer, colours }, opts);
        const rollout = new NativeRollout(line, { how, balancer, alarms, traffic }, context, opts);
        const { roleArn } = rollout;
        return {
            shape: rollout.shape(),
            complete: (service) => ({
                prepare: {
                    scripts: ["ecs-deployments", "ecs-revision"],
                    env: {},
                    allow: [listsDeployments(service)],
                },
                rollOut: rollOutStep({ service, how, roleArn }, context),
                verify: { scripts: ["ecs-service"], env: {}, allow: [] },
                see: [listsDeployments(service), ...readsDeployments(service)],
                before: [],
            }),
        };
    },
};

interface RolledOut {
    readonly service: EcsService;
    readonly how: Rollout;
    /** Under which ECS moves the traffic. */
    readonly roleArn: pulumi.Output<string>;
}

/** Registers the prepared task definition, has ECS deploy it, and is red unless ECS ends with exactly that. */
function rollOutStep({ service, how, roleArn }: RolledOut, context: EnvironmentContext): Step {
    const minutes = minutesOf(how) + WORK_MINUTES;
    return {
        name: "RollOut",
        takes: [ARTIFACTS.prepared],
        run: {
            job: {
                run: { scripts: ["ecs-deployments", "ecs-rollout"] },
                env: {
                    CLUSTER: context.cluster.name,
                    SERVICE: service.serviceName,
                    FAMILY: service.family,
                    ROLES: pulumi.interpolate`${service.executionRole.arn} ${service.taskRole.arn}`,
                    INFRASTRUCTURE_ROLE: roleArn,
                    WAIT_MINUTES: String(minutes),
                },
                timeoutMinutes: minutes + 30,
            },
        },
        allow: [
            {
                actions: ["ecs:RegisterTaskDefinition"],
                on: [arnIn(context, "ecs", `task-definition/${service.family}:*`)],
            },
            passesToTasks(service),
            // Sent again with the load balancer, where the container's port changes.
            {
                actions: ["iam:PassRole"],
                on: [roleArn],
                when: { StringEquals: { "iam:PassedToService": "ecs.amazonaws.com" } },
            },
            { actions: ["ecs:DescribeServices", "ecs:UpdateService"], on: [service.serviceArn] },
            listsDeployments(service),
            ...readsDeployments(service),
            { actions: ["ecs:StopServiceDeployment"], on: [service.serviceArn, below(service, "service-deployment")] },
        ],
    };
}

function listsDeployments(service: EcsService): Statement {
    return { actions: ["ecs:ListServiceDeployments"], on: [service.serviceArn] };
}

/**
 * The service stands beside what is below it, as AWS requires both.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
function readsDeployments(service: EcsService): Statement[] {
    const { serviceArn } = service;
    return [
        { actions: ["ecs:DescribeServiceDeployments"], on: [serviceArn, below(service, "service-deployment")] },
        { actions: ["ecs:DescribeServiceRevisions"], on: [serviceArn, below(service, "service-revision")] },
    ];
}

/** What ECS names after a service, and gives a number of its own. */
function below({ serviceArn }: EcsService, what: "service-deployment" | "service-revision"): pulumi.Output<string> {
    return serviceArn.apply((arn) => `${arn.replace(":service/", `:${what}/`)}/*`);
}
