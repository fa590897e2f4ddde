/** Filled in by CodePipeline with the release's image, by digest. */
export const IMAGE_PLACE = "IMAGE1_NAME";
/** The one container that answers; the appspec and the service name it too. */
export const CONTAINER = "app";

/** Seconds between the request to stop and the kill: longer than a target group drains. */
const STOP_TIMEOUT_SECONDS = 60;

export interface TaskSettings {
    readonly family: string;
    /** Where it listens. @default - nobody asks it anything */
    readonly port?: number;
    /** By what ECS knows whether it is well. @default - by the load balancer's questions */
    readonly health?: {
        readonly command: readonly string[];
        readonly intervalSeconds: number;
        readonly startSeconds: number;
    };
    readonly cpu: number;
    readonly memory: number;
    readonly architecture: "x86_64" | "arm64";
    readonly environment: Readonly<Record<string, string>>;
    readonly secrets: Readonly<Record<string, string>>;
    /** Behind the image's ENTRYPOINT. @default - the image's own */
    readonly command?: readonly string[];
    readonly executionRoleArn: string;
    readonly taskRoleArn: string;
    readonly logGroup: string;
    readonly region: string;
    /** Secret by which ECS logs in to the registry of the image. @default - by the execution role itself */
    readonly credentialsArn?: string;
}

/** Renders the input of `register-task-definition`, its image left open: what runs is the release's business. */
export function renderTaskDefinition(task: TaskSettings): Record<string, unknown> {
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
                ...(task.command ? { command: task.command } : {}),
                ...(task.port === undefined ? {} : { portMappings: [{ containerPort: task.port, protocol: "tcp" }] }),
                ...(task.health ? { healthCheck: renderHealthCheck(task.health) } : {}),
                environment: entries(task.environment).map(([name, value]) => ({ name, value })),
                secrets: entries(task.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
                stopTimeout: STOP_TIMEOUT_SECONDS,
                logConfiguration: {
                    logDriver: "awslogs",
                    options: {
                        "awslogs-group": task.logGroup,
                        "awslogs-region": task.region,
                        "awslogs-stream-prefix": CONTAINER,
                    },
                },
            },
        ],
    };
}

/** Three bad answers in a row are a task that is not well; none of them counts while it may still start. */
function renderHealthCheck({ command, intervalSeconds, startSeconds }: NonNullable<TaskSettings["health"]>): object {
    return {
        command: ["CMD", ...command],
        interval: intervalSeconds,
        timeout: 5,
        retries: 3,
        startPeriod: startSeconds,
    };
}

/** Sorted, because the order in a settings file is no difference. */
function entries(values: Readonly<Record<string, string>>): [string, string][] {
    return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
