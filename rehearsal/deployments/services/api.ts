// ECS: services, whoever deploys them, and task definitions.
import type { JsonObject } from "../../../plan/document";
import { readArn } from "../../../plan/arn";
import { records, text, type Planned } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import { type Call, NotRehearsed, Refused, type Service } from "../../account/gateway";
import { asJson } from "../../engine/journal";
import { inCluster } from "./clusters";
import { ownContainerOf, passRoles } from "../tasks/definition";
import { Ecs, type TaskSet } from "./services";
import { handOver } from "./hand-over";
import { controllerOf, movedServiceOf, serviceAt } from "./moved";
import { onceServices } from "../tasks/one-off";
import { ownDeployments, serviceDeploymentServices, updateOwn } from "./deployments-api";
import { listTasks } from "./tasks";
import { TYPE } from "../../../plan/tokens";

// What `up` makes is there once, also where an `up` that was killed is run again.

/** `up` registers a task definition, under the number the plan already knows. */
export function createTaskDefinition(account: LocalAccount, { resource }: Planned): void {
    const arn = text(resource, "arn");
    const ecs = account.part(Ecs);
    if (!ecs.has(arn)) ecs.register(resource.inputs, arn);
}

/** `up` creates a service: its first tasks start, and `up` does not wait for them. */
export function createService(account: LocalAccount, { resource }: Planned): void {
    const arn = text(resource, "arn");
    const ecs = account.part(Ecs);
    if (ecs.setsOf(arn).length > 0) return;
    const type = controllerOf(resource);
    const [balanced, ...more] = records(resource.inputs["loadBalancers"]);
    if (more.length > 0 || (!balanced && type === "CODE_DEPLOY"))
        throw new Refused(
            "InvalidParameterException",
            `A service with the deployment controller ${type} takes one load balancer here, ${resource.name} has ${records(resource.inputs["loadBalancers"]).length}`,
        );
    if (type === "ECS") checkMoved(account, arn);
    const { arn: taskDefinition, template } = ecs.definition(text(resource, "taskDefinition"));
    ownContainerOf(template);
    ecs.scale(arn, Number(resource.inputs["desiredCount"] ?? 1));
    ecs.createTaskSet({
        service: arn,
        status: "PRIMARY",
        taskDefinition,
        ...(balanced
            ? {
                  targetGroup: String(balanced["targetGroupArn"]),
                  container: { name: String(balanced["containerName"]), port: Number(balanced["containerPort"]) },
              }
            : {}),
    });
}

/** What ECS moves itself, it takes the role for as it is created; what is not rehearsed is said now. */
function checkMoved(account: LocalAccount, service: string): void {
    const { role } = movedServiceOf(account, service);
    if (role !== undefined) account.assume("ecs.amazonaws.com", role, service);
}

const describe: Service = ({ on, input }, account) => {
    const { services = [on] } = (input ?? {}) as { readonly services?: readonly string[] };
    const arns = services.map((name) => (name.startsWith("arn:") ? name : on.replace(/[^/]+$/, name)));
    const made = new Set(account.created(TYPE.service).map(({ resource }) => text(resource, "arn")));
    return {
        services: arns.filter((arn) => made.has(arn)).map((arn) => shown(account, arn)),
        failures: arns.filter((arn) => !made.has(arn)).map((arn) => ({ arn, reason: "MISSING" })),
    };
};

function shown(account: LocalAccount, arn: string): JsonObject {
    const ecs = account.part(Ecs);
    const { desiredCount } = ecs.service(arn);
    const taskSets = ecs.setsOf(arn);
    const primary = taskSets.find(({ status }) => status === "PRIMARY");
    const resource = serviceAt(account, arn)?.resource;
    const inputs = resource?.inputs ?? {};
    const controller = resource ? controllerOf(resource) : "ECS";
    const own = controller === "ECS" ? ownDeployments(account, arn) : undefined;
    const runningCount = taskSets.reduce((sum, set) => sum + ecs.countsOf(set).running, 0);
    return {
        serviceArn: arn,
        serviceName: arn.split("/").pop() ?? "",
        clusterArn: inputs["cluster"] ?? "",
        status: "ACTIVE",
        desiredCount,
        runningCount,
        launchType: inputs["launchType"] ?? "FARGATE",
        deploymentController: { type: controller },
        ...(primary ? { taskDefinition: primary.taskDefinition } : {}),
        taskSets: controller === "ECS" ? [] : taskSets.map((set) => taskSetShown(ecs, set)),
        deployments: [],
        ...own,
        events: eventsOf(ecs, arn),
    };
}

/** What ECS says of a service, the newest first, as many as its API gives: here, of tasks that ended. */
function eventsOf(ecs: Ecs, service: string): JsonObject[] {
    return ecs
        .endedOf(service)
        .slice(0, 100)
        .map(({ arn, ended, endedAt }) => ({
            createdAt: new Date(endedAt).toISOString(),
            message: `(service ${nameOf(service)}) (task ${nameOf(arn)}) ended: ${ended}`,
        }));
}

const nameOf = (arn: string): string => arn.split("/").at(-1) ?? arn;

function taskSetShown(ecs: Ecs, set: TaskSet): JsonObject {
    const { wanted, running, steady } = ecs.countsOf(set);
    return asJson({
        id: set.arn.replace(/^.*\/(?=ecs-svc\/)/, ""),
        taskSetArn: set.arn,
        serviceArn: set.service,
        startedBy: "CODE_DEPLOY",
        externalId: set.externalId,
        status: set.status,
        taskDefinition: set.taskDefinition,
        computedDesiredCount: wanted,
        pendingCount: Math.max(0, wanted - running),
        runningCount: running,
        createdAt: new Date(set.createdAt).toISOString(),
        loadBalancers: set.container
            ? [
                  {
                      targetGroupArn: set.targetGroup,
                      containerName: set.container.name,
                      containerPort: set.container.port,
                  },
              ]
            : [],
        scale: { value: 100, unit: "PERCENT" },
        stabilityStatus: steady ? "STEADY_STATE" : "STABILIZING",
    });
}

/** With this controller only CodeDeploy changes what runs. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html */
const CODE_DEPLOYS: ReadonlyMap<string, string> = new Map([
    ["taskDefinition", "task definition"],
    ["networkConfiguration", "network parameters"],
    ["platformVersion", "platform version"],
    ["loadBalancers", "load balancers"],
    ["capacityProviderStrategy", "capacity provider strategy"],
]);
const KEPT = new Set(["cluster", "service", "desiredCount"]);

const update: Service = (call, account) => {
    const resource = serviceAt(account, call.on)?.resource;
    const asked = (call.input ?? {}) as JsonObject;
    const begin = beginningOf(account, call, resource === undefined ? "CODE_DEPLOY" : controllerOf(resource));
    const ecs = account.part(Ecs);
    const before = ecs.service(call.on);
    const desiredCount = Number(asked["desiredCount"] ?? before.desiredCount);
    if (desiredCount !== before.desiredCount) ecs.scale(call.on, desiredCount);
    begin?.(); // with as many tasks as were asked for beside it
    return { service: shown(account, call.on) };
};

/** Refuses what ECS would; answers what begins a deployment, where the call does. */
function beginningOf(
    account: LocalAccount,
    call: Call,
    controller: ReturnType<typeof controllerOf>,
): (() => void) | undefined {
    const asked = (call.input ?? {}) as JsonObject;
    if (controller === "ECS") return updateOwn(account, call);
    if (asked["deploymentController"] !== undefined) return handOver(account, call);
    refuseWhatCodeDeployChanges(asked);
    return undefined;
}

function refuseWhatCodeDeployChanges(asked: JsonObject): void {
    for (const key of Object.keys(asked)) {
        const what = CODE_DEPLOYS.get(key);
        if (what !== undefined)
            throw new Refused(
                "InvalidParameterException",
                `Unable to update ${what} on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.`,
            );
        if (key === "forceNewDeployment" && asked[key] === true)
            throw new Refused(
                "InvalidParameterException",
                "Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.",
            );
        if (!KEPT.has(key)) throw new NotRehearsed(`ecs:UpdateService with ${key}`);
    }
}

const describeDefinition: Service = ({ input }, account) => {
    const { taskDefinition } = input as { readonly taskDefinition: string };
    return { taskDefinition: definitionShown(account, taskDefinition), tags: [] };
};

function definitionShown(account: LocalAccount, reference: string): JsonObject {
    const { arn, family, revision, template } = account.part(Ecs).definition(reference);
    const { tags: _, ...kept } = template;
    return { ...kept, taskDefinitionArn: arn, family, revision, status: "ACTIVE" };
}

const register: Service = ({ by, on, input }, account) => {
    const template = input as JsonObject;
    const containers = records(template["containerDefinitions"]);
    if (typeof template["family"] !== "string")
        throw new Refused("ClientException", "Family should not be null or empty.");
    if (containers.length === 0) throw new Refused("ClientException", "Container list cannot be empty.");
    const unnamed = containers.find(({ name, image }) => typeof name !== "string" || typeof image !== "string");
    if (unnamed)
        throw new Refused("ClientException", "Container.name and Container.image should not be null or empty.");
    passRoles(account.gateway, by, template);
    const arn = account.part(Ecs).register(template, readArn(on));
    return { taskDefinition: definitionShown(account, arn) };
};

/** Tags decide nothing here; who may set them, the gateway asks IAM. */
const tag = (_: Call): JsonObject => ({});

export const ecsServices: ReadonlyMap<string, Service> = new Map<string, Service>([
    ["ecs:DescribeServices", inCluster(describe)],
    ["ecs:UpdateService", inCluster(update)],
    ["ecs:DescribeTaskDefinition", describeDefinition],
    ["ecs:RegisterTaskDefinition", register],
    ["ecs:TagResource", tag],
    ["ecs:ListTasks", listTasks],
    ...serviceDeploymentServices,
    ...onceServices,
]);
