/** Filled in by CodePipeline with the release's image, by digest. */
export const IMAGE_PLACE = "IMAGE1_NAME";
/** The one container that answers; the appspec and the service name it too. */
export const CONTAINER = "app";

/** Seconds between the request to stop and the kill: longer than a target group drains. */
const STOP_TIMEOUT_SECONDS = 60;

/** What is said of any container of a task. */
interface ContainerSettings {
    /** Where it listens. @default - nobody asks it anything */
    readonly port?: number;
    /** By what ECS knows whether it is well. @default - by the load balancer's questions, or because it runs */
    readonly health?: {
        readonly command: readonly string[];
        readonly intervalSeconds: number;
        readonly startSeconds: number;
    };
    readonly environment: Readonly<Record<string, string>>;
    readonly secrets: Readonly<Record<string, string>>;
    /** Behind the image's ENTRYPOINT. @default - the image's own */
    readonly command?: readonly string[];
}

/** One that runs beside the application's. */
interface SidecarSettings extends ContainerSettings {
    readonly image: string;
    /** Whether the task ends with it. */
    readonly essential: boolean;
    readonly cpu?: number;
    readonly memory?: number;
}

export interface TaskSettings extends ContainerSettings {
    readonly family: string;
    readonly cpu: number;
    readonly memory: number;
    readonly architecture: "x86_64" | "arm64";
    /** What runs beside the application, by its name. @default - nothing */
    readonly sidecars?: Readonly<Record<string, SidecarSettings>>;
    readonly executionRoleArn: string;
    readonly taskRoleArn: string;
    readonly logGroup: string;
    readonly region: string;
    /** Secret by which ECS logs in to the registry of the image. @default - by the execution role itself */
    readonly credentialsArn?: string;
}

/** Renders the input of `register-task-definition`, its image left open: what runs is the release's business. */
export function renderTaskDefinition(task: TaskSettings): Record<string, unknown> {
    const beside = entries(task.sidecars ?? {});
    // One without units is given two, which is next to nothing beside one that has some:
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

/** Renders what every container says of itself, in the surroundings of its task. */
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
 * The application starts after what runs beside it, and ends before it: what it says last is still heard.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
 */
function renderDependency([containerName, { health }]: [string, SidecarSettings]): object {
    return { containerName, condition: health ? "HEALTHY" : "START" };
}

/** Three bad answers in a row are a task that is not well; none of them counts while it may still start. */
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

/** Sorted, because the order in a settings file is no difference. */
function entries<Value>(values: Readonly<Record<string, Value>>): [string, Value][] {
    return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
