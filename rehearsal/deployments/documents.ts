// What an AppSpec says about an ECS service: the task definition, and the container that traffic reaches.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
import { below, isRecord, records, texts } from "../../plan/plans";
import { readYaml, UnreadableYaml } from "../../text/yaml";
import { type ContainerCheck, containerCheckOf } from "./tasks/health";
import { type Caller, type Gateway, NotRehearsed, Refused } from "../account/gateway";

export interface AppSpecTarget {
    readonly taskDefinition: string;
    /** Where traffic comes to; none where there is none. */
    readonly container?: { readonly name: string; readonly port: number };
    /** Functions, by their name or ARN; absent where none is called. */
    readonly hooks?: Readonly<Partial<Record<HookEvent, string>>>;
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html */
const HOOK_EVENTS = [
    ...(["BeforeInstall", "AfterInstall", "AfterAllowTestTraffic"] as const),
    ...(["BeforeAllowTraffic", "AfterAllowTraffic"] as const),
];
export type HookEvent = (typeof HOOK_EVENTS)[number];

/** JSON is YAML, so one parser reads both. */
export function targetOf(content: string): AppSpecTarget {
    const written = valueOf(content);
    if (!isRecord(written)) return refuse("is empty");
    if (Number(written["version"]) !== 0) refuse(`has the version ${String(written["version"])}; it must be 0.0`);
    const hooks = Object.assign({}, ...records(written["Hooks"])) as Record<string, unknown>;
    for (const [event, called] of Object.entries(hooks)) {
        const known = HOOK_EVENTS.join(", ");
        if (!HOOK_EVENTS.some((each) => each === event)) refuse(`has the hook ${event}; ECS has ${known}`);
        if (typeof called !== "string") refuse(`names no function for ${event}`);
    }
    const services = records(written["Resources"]).flatMap((resource) => Object.values(resource).filter(isRecord));
    const [service] = services;
    if (!service || services.length > 1)
        return refuse(`names ${services.length} resources under Resources; ECS takes one`);
    if (service["Type"] !== "AWS::ECS::Service")
        refuse(`has the Type ${String(service["Type"])}, not AWS::ECS::Service`);
    const { TaskDefinition: taskDefinition } = below(service, "Properties");
    const { ContainerName: name, ContainerPort: port } = below(service, "Properties", "LoadBalancerInfo");
    if (typeof taskDefinition !== "string") return refuse("has no TaskDefinition under Properties");
    if (typeof name !== "string" || !Number.isInteger(Number(port ?? NaN)))
        return refuse("has no ContainerName and ContainerPort under LoadBalancerInfo");
    return {
        taskDefinition,
        container: { name, port: Number(port) },
        ...(Object.keys(hooks).length > 0 ? { hooks: hooks } : {}),
    };
}

function valueOf(content: string): unknown {
    try {
        return readYaml(content).value;
    } catch (error) {
        if (!(error instanceof UnreadableYaml)) throw error;
        return refuse(`is neither YAML nor JSON: ${error.problems[0]?.says ?? ""}`);
    }
}

function refuse(why: string): never {
    throw new Refused("InvalidRevisionException", `The AppSpec file ${why}`);
}

// A task definition's container, as far as one is run here; what would change how it runs and is not known is refused.

export interface ContainerDefinition {
    readonly name: string;
    readonly image: string;
    readonly environment: Readonly<Record<string, string>>;
    /** ARNs, by the variable that gets the value. */
    readonly secrets: Readonly<Record<string, string>>;
    /** The secret that it is pulled by, as an ARN or, in the same region, by its name. */
    readonly credentials?: string;
    readonly command?: readonly string[];
    readonly entryPoint?: readonly string[];
    /** Seconds between the wish to end and the end. */
    readonly stopTimeout: number;
    /** By what it says that it is well. */
    readonly check?: ContainerCheck;
    readonly logGroup?: string;
    readonly createsLogGroup: boolean;
}

/** What Prepare writes on the container of a release. */
const RELEASE_LABEL = "fairlead.release";

const UNDERSTOOD = new Set([
    ...["name", "image", "essential", "portMappings", "environment", "secrets", "command", "entryPoint"],
    ...["logConfiguration", "repositoryCredentials", "stopTimeout", "dockerLabels", "versionConsistency"],
    "healthCheck",
    // On what runs beside it, which is not run here.
    "dependsOn",
    // Limits and init processes of the machine, which is another one here.
    ...["cpu", "memory", "memoryReservation", "linuxParameters", "ulimits", "resourceRequirements"],
]);

/** Who pulls the image and reads the secrets, and who the application is. */
export function rolesOf(template: Readonly<Record<string, unknown>>): readonly string[] {
    return texts([template["executionRoleArn"], template["taskRoleArn"]]);
}

/** The role that makes ECS run a task definition passes the definition's roles to ECS. */
export function passRoles(gateway: Gateway, by: Caller, template: Readonly<Record<string, unknown>>): void {
    const context = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
    for (const on of rolesOf(template)) gateway.ask({ by, action: "iam:PassRole", on, context });
}

/** Every container that a release is not written on: run here is what a release made, and nothing that somebody else did. */
export function besideOf(
    template: Readonly<Record<string, unknown>>,
): readonly { readonly name: string; readonly image: string }[] {
    const { name: own } = ownContainerOf(template);
    return records(template["containerDefinitions"])
        .map(({ name, image }) => ({ name: String(name), image: String(image) }))
        .filter(({ name }) => name !== own);
}

/** The one that there is; of several, the one with a release's label, by which Verify knows it too. */
export function ownContainerOf(template: Readonly<Record<string, unknown>>): ContainerDefinition {
    const family = String(template["family"]);
    const containers = records(template["containerDefinitions"]);
    const released = containers.filter((each) => below(each, "dockerLabels")[RELEASE_LABEL] !== undefined);
    const [container, ...more] = containers.length > 1 ? released : containers;
    if (!container || more.length > 0) {
        const names = containers.map(({ name }) => String(name)).join(", ");
        throw new NotRehearsed(`the task definition ${family} with ${containers.length} containers (${names})`);
    }
    const name = String(container["name"]);
    for (const [key, value] of Object.entries(container))
        if (!UNDERSTOOD.has(key) && !isNothing(value))
            throw new NotRehearsed(`${key} of the container ${name} of ${family}`);
    const options = below(container, "logConfiguration", "options") as Readonly<Record<string, string>>;
    return {
        name,
        image: String(container["image"]),
        environment: pairs(container["environment"], "value"),
        secrets: pairs(container["secrets"], "valueFrom"),
        credentials: texts(below(container, "repositoryCredentials")["credentialsParameter"])[0],
        command: Array.isArray(container["command"]) ? texts(container["command"]) : undefined,
        entryPoint: Array.isArray(container["entryPoint"]) ? texts(container["entryPoint"]) : undefined,
        stopTimeout: Number(container["stopTimeout"] ?? 30),
        check: containerCheckOf(container),
        logGroup: options["awslogs-group"],
        createsLogGroup: options["awslogs-create-group"] === "true",
    };
}

/** Behind a load balancer, whose check is the one that is played. */
export function balancedContainerOf(template: Readonly<Record<string, unknown>>): ContainerDefinition {
    const container = ownContainerOf(template);
    if (container.check)
        throw new NotRehearsed(
            `healthCheck of the container ${container.name} of ${String(template["family"])}, beside that of its load balancer`,
        );
    return container;
}

function isNothing(value: unknown): boolean {
    return value === null || value === false || (Array.isArray(value) && value.length === 0);
}

function pairs(value: unknown, key: string): Readonly<Record<string, string>> {
    return Object.fromEntries(records(value).map((one) => [String(one["name"]), String(one[key])]));
}
