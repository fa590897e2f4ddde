// The containers of a task definition, as far as they are run here; what would change how one runs and is not known is refused.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
import { below, records, texts } from "../../../plan/plans";
import { type Caller, type Gateway, NotRehearsed, Refused } from "../../account/gateway";
import { type ContainerCheck, containerCheckOf } from "./health";

type Template = Readonly<Record<string, unknown>>;

export const CONDITIONS = ["START", "COMPLETE", "SUCCESS", "HEALTHY"] as const;

export interface Dependency {
    readonly on: string;
    readonly condition: (typeof CONDITIONS)[number];
}

export interface ContainerDefinition {
    readonly name: string;
    readonly image: string;
    /** Whether its task ends with it. */
    readonly essential: boolean;
    readonly dependsOn: readonly Dependency[];
    readonly environment: Readonly<Record<string, string>>;
    /** ARNs, by the variable that gets the value. */
    readonly secrets: Readonly<Record<string, string>>;
    /** The secret that it is pulled by, as an ARN or, in the same region, by its name. */
    readonly credentials?: string;
    readonly command?: readonly string[];
    readonly entryPoint?: readonly string[];
    /** Seconds that others wait for what they ask of it. @default without end */
    readonly startTimeout?: number;
    /** Seconds between the wish to end and the end. */
    readonly stopTimeout: number;
    /** By what it says that it is well. */
    readonly check?: ContainerCheck;
    readonly logGroup?: string;
    readonly createsLogGroup: boolean;
    /** A key that would change how it runs, which is not known here. */
    readonly strange?: string;
}

/** What Prepare writes on the container of a release. */
const RELEASE_LABEL = "fairlead.release";

const UNDERSTOOD = new Set([
    ...["name", "image", "essential", "portMappings", "environment", "secrets", "command", "entryPoint"],
    ...["logConfiguration", "repositoryCredentials", "dockerLabels", "versionConsistency"],
    ...["healthCheck", "dependsOn", "startTimeout", "stopTimeout"],
    // Limits and init processes of the machine, which is another one here.
    ...["cpu", "memory", "memoryReservation", "linuxParameters", "ulimits", "resourceRequirements"],
]);

/** Who pulls the images and reads the secrets, and who the application is. */
export function rolesOf(template: Template): readonly string[] {
    return texts([template["executionRoleArn"], template["taskRoleArn"]]);
}

/** The role that makes ECS run a task definition passes the definition's roles to ECS. */
export function passRoles(gateway: Gateway, by: Caller, template: Template): void {
    const context = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
    for (const on of rolesOf(template)) gateway.ask({ by, action: "iam:PassRole", on, context });
}

export function containersOf(template: Template): readonly ContainerDefinition[] {
    return records(template["containerDefinitions"]).map((container) => {
        const options = below(container, "logConfiguration", "options") as Readonly<Record<string, string>>;
        return {
            name: String(container["name"]),
            image: String(container["image"]),
            essential: container["essential"] !== false,
            dependsOn: records(container["dependsOn"]).map(({ containerName, condition }) => ({
                on: String(containerName),
                condition: condition as Dependency["condition"],
            })),
            environment: pairs(container["environment"], "value"),
            secrets: pairs(container["secrets"], "valueFrom"),
            credentials: texts(below(container, "repositoryCredentials")["credentialsParameter"])[0],
            command: Array.isArray(container["command"]) ? texts(container["command"]) : undefined,
            entryPoint: Array.isArray(container["entryPoint"]) ? texts(container["entryPoint"]) : undefined,
            startTimeout: typeof container["startTimeout"] === "number" ? container["startTimeout"] : undefined,
            stopTimeout: Number(container["stopTimeout"] ?? 30),
            check: containerCheckOf(container),
            logGroup: options["awslogs-group"],
            createsLogGroup: options["awslogs-create-group"] === "true",
            strange: Object.keys(container).find((key) => !UNDERSTOOD.has(key) && !isNothing(container[key])),
        };
    });
}

/** The one that there is; of several, the one with a release's label, by which Verify knows it too. */
export function ownContainerOf(template: Template): ContainerDefinition {
    const family = String(template["family"]);
    const containers = containersOf(template);
    const released = records(template["containerDefinitions"])
        .filter((each) => below(each, "dockerLabels")[RELEASE_LABEL] !== undefined)
        .map(({ name }) => name);
    const [own, ...more] = containers.filter(({ name }) => containers.length === 1 || released.includes(name));
    if (!own || more.length > 0) {
        const names = containers.map(({ name }) => name).join(", ");
        throw new NotRehearsed(
            `the task definition ${family} with ${containers.length} containers (${names}), of which not one alone has the label ${RELEASE_LABEL}`,
        );
    }
    if (own.strange !== undefined) throw new NotRehearsed(`${own.strange} of the container ${own.name} of ${family}`);
    return own;
}

/**
 * What ECS refuses of several containers when they are registered.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
 */
export function checkDependencies(template: Template): void {
    const containers = containersOf(template);
    const named = new Map(containers.map((each) => [each.name, each]));
    if (named.size < containers.length) refuse("Container names must be unique in a task definition.");
    if (containers.length > 0 && !containers.some(({ essential }) => essential))
        refuse("At least one container must be essential in a task definition.");
    for (const { name, dependsOn } of containers)
        for (const { on, condition } of dependsOn) {
            const other = named.get(on);
            if (!other || other.name === name)
                return refuse(`The container ${name} depends on ${on}, which is no other container of it.`);
            if (!CONDITIONS.includes(condition))
                refuse(`The container ${name} depends on ${on} by ${condition}, not by ${CONDITIONS.join(", ")}.`);
            if (condition === "HEALTHY" && !other.check)
                refuse(`The container ${name} waits for ${on} to be HEALTHY, which has no health check.`);
            if ((condition === "COMPLETE" || condition === "SUCCESS") && other.essential)
                refuse(`The container ${name} waits for the ${condition} of ${on}, which is essential.`);
        }
    for (let left = containers; left.length > 0;) {
        const names = left.map(({ name }) => name);
        const waiting = left.filter(({ dependsOn }) => dependsOn.some(({ on }) => names.includes(on)));
        if (waiting.length === left.length) return refuse(`The containers ${names.join(", ")} wait for each other.`);
        left = waiting;
    }
}

function refuse(why: string): never {
    throw new Refused("ClientException", why);
}

function isNothing(value: unknown): boolean {
    return value === null || value === false || (Array.isArray(value) && value.length === 0);
}

function pairs(value: unknown, key: string): Readonly<Record<string, string>> {
    return Object.fromEntries(records(value).map((one) => [String(one["name"]), String(one[key])]));
}
