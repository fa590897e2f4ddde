// ECS's API of its own deployments, as a job calls it.
import type { JsonObject } from "../../../plan/document";
import { below, records, texts } from "../../../plan/plans";
import { type Call, NotRehearsed, Refused, type Service } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { asJson } from "../../engine/journal";
import { ownContainerOf } from "../tasks/definition";
import { Ecs, type TaskSet } from "./services";
import { movedServiceOf, revisionOf } from "./moved";
import { Pauses } from "./pauses";
import { type ServiceDeployment, ServiceDeployments } from "./deployments";
import { ServiceScheduler } from "./scheduler";

const UNDERSTOOD = new Set([
    ...["cluster", "service", "desiredCount", "taskDefinition", "networkConfiguration", "loadBalancers"],
]);

/** Refuses what ECS would; leaves what triggers a deployment to be begun, and the rest to whoever called this. */
export function updateOwn(account: LocalAccount, { by, on, input }: Call): (() => void) | undefined {
    const asked = (input ?? {}) as JsonObject;
    const strange = Object.keys(asked).find((key) => !UNDERSTOOD.has(key));
    if (strange !== undefined) throw new NotRehearsed(`ecs:UpdateService with ${strange}`);
    const balancers = records(asked["loadBalancers"]);
    passInfrastructure(account, by, balancers);
    if (typeof asked["taskDefinition"] !== "string") {
        if (asked["networkConfiguration"] !== undefined || balancers.length > 0)
            throw new NotRehearsed("ecs:UpdateService that changes network or load balancer, and no task definition");
        return undefined;
    }
    const ecs = account.part(Ecs);
    const { arn, template } = ecs.definition(asked["taskDefinition"]);
    const [balanced] = balancers.length > 0 ? balancers : loadBalancersOf(account, on);
    ownContainerOf(template);
    const container = balanced && {
        name: String(balanced["containerName"]),
        port: Number(balanced["containerPort"]),
    };
    return () =>
        account.part(ServiceDeployments).create(on, { taskDefinition: arn, ...(container ? { container } : {}) });
}

/** Whoever names the role under which ECS moves traffic has to be allowed to pass it. */
export function passInfrastructure(
    account: LocalAccount,
    by: Call["by"],
    balancers: readonly Readonly<Record<string, unknown>>[],
): void {
    for (const role of balancers.flatMap((each) => texts(below(each, "advancedConfiguration")["roleArn"])))
        account.gateway.ask({
            by,
            action: "iam:PassRole",
            on: role,
            context: { "iam:PassedToService": "ecs.amazonaws.com" },
        });
}

/** The load balancer as ECS was last told of it: its groups as the service was made with, the container as it is now. */
function loadBalancersOf(account: LocalAccount, service: string): readonly JsonObject[] {
    const primary = account
        .part(Ecs)
        .setsOf(service)
        .find(({ status }) => status === "PRIMARY");
    return records(movedServiceOf(account, service).resource.inputs["loadBalancers"]).map((each) => ({
        ...(each as JsonObject),
        ...(primary?.container ? { containerName: primary.container.name, containerPort: primary.container.port } : {}),
    }));
}

/** What DescribeServices says of a service that deploys itself, beside what it says of every service. */
export function ownDeployments(account: LocalAccount, service: string): JsonObject {
    const ecs = account.part(Ecs);
    const sets = ecs.setsOf(service);
    const open = account.part(ServiceDeployments).openOf(service);
    const newest = sets.find(({ externalId }) => externalId !== undefined && externalId === open?.arn);
    const primary = newest ?? sets.find(({ status }) => status === "PRIMARY");
    const deployment = (set: TaskSet): JsonObject => {
        const { wanted, running, steady } = ecs.countsOf(set);
        return {
            id: set.arn.replace(/^.*\/(?=ecs-svc\/)/, ""),
            status: set === primary ? "PRIMARY" : "ACTIVE",
            taskDefinition: set.taskDefinition,
            desiredCount: wanted,
            runningCount: running,
            pendingCount: Math.max(0, wanted - running),
            failedTasks: account.part(ServiceScheduler).failuresOf(set.arn).length,
            rolloutState: steady && set !== newest ? "COMPLETED" : "IN_PROGRESS",
        };
    };
    return asJson({
        taskDefinition: open?.target.taskDefinition ?? primary?.taskDefinition,
        loadBalancers: loadBalancersOf(account, service),
        deployments: [...(primary ? [primary] : []), ...sets.filter((set) => set !== primary)].map(deployment),
    });
}

const list: Service = ({ on, input }, account) => {
    const { status } = (input ?? {}) as { readonly status?: readonly string[] };
    const found = account
        .part(ServiceDeployments)
        .of(on)
        .filter((one) => status?.includes(one.status) ?? true);
    return {
        serviceDeployments: found.map(({ arn, status: now, createdAt, why }) => ({
            serviceDeploymentArn: arn,
            serviceArn: on,
            status: now,
            ...(why === undefined ? {} : { statusReason: why }),
            createdAt: new Date(createdAt).toISOString(),
            targetServiceRevisionArn: revisionOf(arn),
        })),
    };
};

const describe: Service = ({ on }, account) => {
    const found = account.part(ServiceDeployments).get(on);
    return found
        ? { serviceDeployments: [shown(account, found)], failures: [] }
        : { serviceDeployments: [], failures: [{ arn: on, reason: "MISSING" }] };
};

/** The API's own list of stages has none before that of production: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html */
const SHOWN: Readonly<Record<string, string>> = { PRE_PRODUCTION_TRAFFIC_SHIFT: "PRODUCTION_TRAFFIC_SHIFT" };

function shown(account: LocalAccount, deployment: ServiceDeployment): JsonObject {
    const { arn, service, status, stage, why, createdAt, endedAt } = deployment;
    const { resource } = movedServiceOf(account, service);
    const { strategy = "ROLLING" } = below(resource.inputs, "deploymentConfiguration");
    return asJson({
        serviceDeploymentArn: arn,
        serviceArn: service,
        status,
        statusReason: why,
        lifecycleStage: endedAt === undefined && stage !== undefined ? (SHOWN[stage] ?? stage) : undefined,
        createdAt: new Date(createdAt).toISOString(),
        finishedAt: endedAt === undefined ? undefined : new Date(endedAt).toISOString(),
        targetServiceRevision: { arn: revisionOf(arn), runningTaskCount: runningOf(account, deployment) },
        lifecycleHookDetails: account.part(Pauses).shown(arn),
        deploymentConfiguration: {
            strategy,
            deploymentCircuitBreaker: resource.inputs["deploymentCircuitBreaker"] ?? { enable: false, rollback: false },
        },
    });
}

/** Tasks of what it brings, and of nothing else. */
function runningOf(account: LocalAccount, { arn, service }: ServiceDeployment): number {
    const ecs = account.part(Ecs);
    const brought = ecs.setsOf(service).filter(({ externalId }) => externalId === arn);
    return brought.reduce((sum, set) => sum + ecs.countsOf(set).running, 0);
}

const revisions: Service = ({ on }, account) => {
    const deployment = account.part(ServiceDeployments).get(on.replace(":service-revision/", ":service-deployment/"));
    if (!deployment) return { serviceRevisions: [], failures: [{ arn: on, reason: "MISSING" }] };
    const { service, target } = deployment;
    return {
        serviceRevisions: [{ serviceRevisionArn: on, serviceArn: service, taskDefinition: target.taskDefinition }],
        failures: [],
    };
};

const stop: Service = ({ on, input }, account) => {
    const { stopType = "ROLLBACK" } = (input ?? {}) as { readonly stopType?: string };
    const found = account.part(ServiceDeployments).get(on);
    if (!found) throw new Refused("ServiceDeploymentNotFoundException", "Service deployment not found.");
    if (found.endedAt !== undefined) throw new Refused("ConflictException", `The deployment is ${found.status}.`);
    account.part(ServiceDeployments).stop(on, stopType === "ROLLBACK");
    return { serviceDeploymentArn: on };
};

const goOn: Service = ({ on, input }, account) => {
    const { hookId = "", action = "CONTINUE" } = (input ?? {}) as {
        readonly hookId?: string;
        readonly action?: string;
    };
    const found = account.part(ServiceDeployments).get(on);
    if (!found) throw new Refused("ServiceDeploymentNotFoundException", "Service deployment not found.");
    account.part(Pauses).answer(on, hookId, action === "ROLLBACK" ? action : "CONTINUE");
    return { serviceDeploymentArn: on };
};

export const serviceDeploymentServices: readonly (readonly [string, Service])[] = [
    ["ecs:ListServiceDeployments", list],
    ["ecs:DescribeServiceDeployments", describe],
    ["ecs:DescribeServiceRevisions", revisions],
    ["ecs:StopServiceDeployment", stop],
    ["ecs:ContinueServiceDeployment", goOn],
];
