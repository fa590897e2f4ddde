// A task definition's container, as far as one is run here; what would change how it runs and is not known is refused.
import { below, records, texts } from "../../plan/plans";
import { NotRehearsed, type Caller, type Gateway } from "../account/gateway";

export interface ContainerDefinition {
    readonly name: string;
    readonly image: string;
    readonly environment: Readonly<Record<string, string>>;
    /** ARNs, by the variable that gets the value. */
    readonly secrets: Readonly<Record<string, string>>;
    readonly command?: readonly string[];
    readonly entryPoint?: readonly string[];
    /** Seconds between the wish to end and the end. */
    readonly stopTimeout: number;
    readonly logGroup?: string;
    readonly createsLogGroup: boolean;
}

const UNDERSTOOD = new Set([
    ...["name", "image", "essential", "portMappings", "environment", "secrets", "command", "entryPoint"],
    ...["logConfiguration", "stopTimeout", "dockerLabels", "versionConsistency"],
    // Limits and init processes of the machine, which is another one here.
    ...["cpu", "memory", "memoryReservation", "linuxParameters", "ulimits", "resourceRequirements"],
]);

/** Who pulls the image and reads the secrets, and who the application is. */
export function rolesOf(template: Readonly<Record<string, unknown>>): readonly string[] {
    return texts([template["executionRoleArn"], template["taskRoleArn"]]);
}

/** Whoever makes ECS run a task definition hands its roles to ECS. */
export function passRoles(gateway: Gateway, by: Caller, template: Readonly<Record<string, unknown>>): void {
    const context = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
    for (const on of rolesOf(template)) gateway.ask({ by, action: "iam:PassRole", on, context });
}

export function oneContainerOf(template: Readonly<Record<string, unknown>>): ContainerDefinition {
    const family = String(template["family"]);
    const containers = records(template["containerDefinitions"]);
    const [container] = containers;
    if (!container || containers.length > 1) {
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
        command: Array.isArray(container["command"]) ? texts(container["command"]) : undefined,
        entryPoint: Array.isArray(container["entryPoint"]) ? texts(container["entryPoint"]) : undefined,
        stopTimeout: Number(container["stopTimeout"] ?? 30),
        logGroup: options["awslogs-group"],
        createsLogGroup: options["awslogs-create-group"] === "true",
    };
}

function isNothing(value: unknown): boolean {
    return value === null || value === false || (Array.isArray(value) && value.length === 0);
}

function pairs(value: unknown, key: string): Readonly<Record<string, string>> {
    return Object.fromEntries(records(value).map((one) => [String(one["name"]), String(one[key])]));
}
