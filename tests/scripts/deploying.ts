// A deployment by ECS itself, as its scripts come upon it.
import { run, type Job, type Json, type Run, type World } from "./fixture";
import { prod } from "./samples";

export const DEFINITION = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7";
export const DEPLOYMENT = "arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/web/new";
export const network = { awsvpcConfiguration: { subnets: ["a"], securityGroups: ["g"], assignPublicIp: "DISABLED" } };
export const balancer = {
    containerName: "app",
    containerPort: 8080,
    targetGroupArn: "blue",
    advancedConfiguration: { roleArn: "r" },
};
export const rolling = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } };
export const open = { status: "IN_PROGRESS", lifecycleStage: "SCALE_UP" };

/** A service whose next deployment goes like this. */
export const going = (answers: readonly Json[], service: Json = {}): World =>
    prod((world) => {
        world.service = {
            name: "web",
            desiredCount: 2,
            taskDefinition: DEFINITION,
            loadBalancers: [balancer],
            ...service,
        };
        world.own = { role: "r", definition: DEFINITION, deployment: DEPLOYMENT, answers: [...answers], open: [[]] };
    });

export const rollOut = (
    world: World,
    more: Partial<Job> & { readonly count?: number; readonly port?: number } = {},
): Run =>
    run(
        [
            "ecs-deployments",
            "ecs-pause",
            "ecs-deployment",
            "ecs-rollout",
            more.env?.["CONFIRM"] ? "ecs-hand-on" : "ecs-ended",
        ],
        {
            ...more,
            env: {
                ...{ CLUSTER: "prod", SERVICE: "web", FAMILY: "prod-web", ROLES: "one two", INFRASTRUCTURE_ROLE: "r" },
                ...{ WAIT_MINUTES: "2", HAS: "none" },
                ...more.env,
            },
            world,
            files: {
                "taskdef.json": JSON.stringify({ family: "prod-web", containerDefinitions: [] }),
                "ecs.json": JSON.stringify({ count: more.count ?? 2 }),
                "service.json": JSON.stringify({
                    network,
                    container: { containerName: "app", containerPort: more.port ?? 8080 },
                }),
            },
        },
    );
