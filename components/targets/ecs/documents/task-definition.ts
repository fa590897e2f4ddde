/** CodePipeline puts the release's image here, by digest. */
export const IMAGE_PLACE = "IMAGE1_NAME";
/** The application's container; appspec and service name it too. */
export const CONTAINER = "app";

/** Seconds between the request to stop and the kill: longer than a target group drains. */
const STOP_TIMEOUT_SECONDS = 60;

/** What any container of a task has. */
interface ContainerSettings {
    /** The port it listens on. @default - none */
    readonly port?: number;
    /** ECS's health check. @default - the load balancer's, or whether it runs */
    readonly health?: {
        readonly command: readonly string[];
        readonly intervalSeconds: number;
        readonly startSeconds: number;
    };
    readonly environment: Readonly<Record<string, string>>;
    readonly secrets: Readonly<Record<string, string>>;
    /** Replaces the image's CMD. @default - the image's own */
    readonly command?: readonly string[];
}

/** A sidecar. */
interface SidecarSettings extends ContainerSettings {
    readonly image: string;
    /** Whether the task ends when it ends. */
    readonly essential: boolean;
    readonly cpu?: number;
    readonly memory?: number;
}

export interface TaskSettings extends ContainerSettings {
    readonly family: string;
    readonly cpu: number;
    readonly memory: number;
    readonly architecture: "x86_64" | "arm64";
    /** Sidecars by name. @default - none */
    readonly sidecars?: Readonly<Record<string, SidecarSettings>>;
    readonly executionRoleArn: string;
    readonly taskRoleArn: string;
    readonly logGroup: string;
    readonly region: string;
    /** Secret with which ECS logs in to the image's registry. @default - the execution role itself may pull */
    readonly credentialsArn?: string;
}

/** Renders the input of `register-task-definition`, without the image, which the release brings. */
export function renderTaskDefinition(task: TaskSettings): Record<string, unknown> {
    const beside = entries(task.sidecars ?? {});
    // A container without units gets two, which is next to nothing beside one that has some:
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    const units = beside.reduce((sum, [, { cpu = 0 }]) => sum + cpu, 0);
    return {
        family: task.family,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: String(task.cpu),
        memory: String(task.memory),
        runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: task.architecture.toUpperCase() },
        executionRoleArn: task.executionRoleArn,
        taskRoleArn: task.taskRoleArn,
        containerDefinitions: [
            {
                name: CONTAINER,
                image: `<${IMAGE_PLACE}>`,
                ...(task.credentialsArn
                    ? { repositoryCredentials: { credentialsParameter: task.credentialsArn } }
                    : {}),
                essential: true,
                ...(units > 0 ? { cpu: task.cpu - units } : {}),
                ...(beside.length > 0 ? { dependsOn: beside.map(renderDependency) } : {}),
                ...renderContainer(task, CONTAINER, task),
            },
            ...beside.map(([name, { image, essential, cpu, memory, ...container }]) => ({
                ...{ name, image, essential },
                ...(cpu === undefined ? {} : { cpu }),
                ...(memory === undefined ? {} : { memory }),
                ...renderContainer(container, name, task),
            })),
        ],
    };
}

/** Renders what every container of this task has. */
function renderContainer(
    { command, port, health, environment, secrets }: ContainerSettings,
    name: string,
    { logGroup, region }: Pick<TaskSettings, "logGroup" | "region">,
): object {
    return {
        ...(command ? { command } : {}),
        ...(port === undefined ? {} : { portMappings: [{ containerPort: port, protocol: "tcp" }] }),
        ...(health ? { healthCheck: renderHealthCheck(health) } : {}),
        environment: entries(environment).map(([name, value]) => ({ name, value })),
        secrets: entries(secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
        stopTimeout: STOP_TIMEOUT_SECONDS,
        logConfiguration: {
            logDriver: "awslogs",
            options: { "awslogs-group": logGroup, "awslogs-region": region, "awslogs-stream-prefix": name },
        },
    };
}

/**
 * The application starts after the sidecars and stops before them, so that they receive its last output.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
 */
function renderDependency([containerName, { health }]: [string, SidecarSettings]): object {
    return { containerName, condition: health ? "HEALTHY" : "START" };
}

/** A task is unhealthy after three bad answers in a row; while it may still be starting, none counts. */
function renderHealthCheck({
    command,
    intervalSeconds,
    startSeconds,
}: NonNullable<ContainerSettings["health"]>): object {
    return {
        command: ["CMD", ...command],
        interval: intervalSeconds,
        timeout: 5,
        retries: 3,
        startPeriod: startSeconds,
    };
}

/** Sorted, so that the order in a settings file makes no difference. */
function entries<Value>(values: Readonly<Record<string, Value>>): [string, Value][] {
    return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
