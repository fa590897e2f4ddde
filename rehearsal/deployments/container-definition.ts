// A task definition's container, as far as one is run here; what would change how it runs and is not known is refused.
import { isRecord, records, texts } from "../../policy/plan";
import { NotRehearsed } from "../account/door";

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
    ...["logConfiguration", "stopTimeout", "dockerLabels"],
    // Limits and init processes of the machine, which is another one here.
    ...[
        "cpu",
        "memory",
        "memoryReservation",
        "linuxParameters",
        "ulimits",
        "resourceRequirements",
        "versionConsistency",
    ],
]);

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
    const log = isRecord(container["logConfiguration"]) ? container["logConfiguration"] : {};
    const options = (log["options"] ?? {}) as Record<string, string>;
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
