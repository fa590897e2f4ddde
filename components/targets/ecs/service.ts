import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

import { image } from "../../carries/image";
import { pullsBeside } from "../../carries/image-registry";
import { answersOf, renderPlaceholderContainers } from "./documents/placeholder";
import { CONTAINER, renderTaskDefinition, type TaskSettings } from "./documents/task-definition";
import type { EnvironmentContext } from "../../context";
import { arnIn } from "../../environment-ref";
import type { Registry } from "../../carrying";
import type { LoadBalancer } from "../../shared/load-balancer";
import type { RoleInUse } from "../../shared/role";
import { makeTaskGroup, type TaskGroup } from "./task-group";
import { type Permissions, statementsOf } from "./permissions";
import { repositoriesOf, secretsRead, type Sidecars } from "./sidecars";
import { makeTaskRoles } from "./task-roles";
import type { ServiceShape } from "./engines/engine";

/** Seconds before a slow starter's failed health checks count. */
const GRACE_SECONDS = 60;

export interface EcsServiceArgs {
    readonly settings: Pick<
        TaskSettings,
        "port" | "health" | "cpu" | "memory" | "architecture" | "environment" | "secrets" | "command"
    > & {
        /** Containers beside the application's own. */
        readonly sidecars: Sidecars;
        /** Tasks it is created with; later ship sets the count. */
        readonly count: number;
        /** What the placeholder answers, where it has a port. */
        readonly healthPath?: string;
        /** Encrypts the secrets, where AWS's own key does not. */
        readonly secretsKeyArn?: string;
        /** Permissions of the application. */
        readonly permissions: Permissions;
    };
    /** The registry of its images. */
    readonly registry: Registry;
    /** The load balancer in front of it. @default - none */
    readonly balancer?: LoadBalancer;
    /** Arguments that its engine needs at creation. */
    readonly shape: ServiceShape;
}

/**
 * A Fargate service before its first release, where the placeholder answers. Whatever a release or a blueprint decides is
 * not touched afterwards: only ship changes it.
 */
export class EcsService extends pulumi.ComponentResource {
    public readonly serviceName: pulumi.Output<string>;
    public readonly serviceArn: pulumi.Output<string>;
    /** Security group of the tasks, to be admitted to a database. */
    public readonly securityGroupId: pulumi.Output<string>;
    /** The execution role: pulls the image, writes the log and reads the secrets. */
    public readonly executionRole: RoleInUse;
    /** The application's role, with the permissions of the settings and no others. */
    public readonly taskRole: RoleInUse;
    /** The task definition that every release fills in. */
    public readonly taskDefinition: pulumi.Output<Record<string, unknown>>;
    /** Log group of the tasks. */
    public readonly logGroupName: pulumi.Output<string>;
    /** Family under which releases are registered. */
    public readonly family: string;

    constructor(
        private readonly name: string,
        args: EcsServiceArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:EcsService", name, { settings: args.settings }, opts);
        const { settings, registry, balancer } = args;
        const { retention, region, cluster } = context;
        this.family = `${context.project}-${context.environment}-${name}`;

        const log = new cloudwatch.LogGroup(name, { retentionInDays: retention.logRetentionDays }, { parent: this });
        const group = makeTaskGroup(name, { balancer, network: context.network }, { parent: this });
        const pulls = registry.pullsInTasks();
        const asked = {
            pulls: pullsBeside(pulls.allow, repositoriesOf(settings.sidecars)),
            log,
            secrets: secretsRead(settings),
            secretsKeyArn: settings.secretsKeyArn,
            own: statementsOf(settings.permissions),
        };
        const roles = makeTaskRoles(name, asked, context, { parent: this });
        this.executionRole = roles.execution;
        this.taskRole = roles.task;
        const service = this.service(args, group);

        this.taskDefinition = pulumi
            .all([this.executionRole.arn, this.taskRole.arn, log.name, pulls.credentialsArn])
            .apply(([executionRoleArn, taskRoleArn, logGroup, credentialsArn]) =>
                renderTaskDefinition({
                    ...settings,
                    family: this.family,
                    executionRoleArn,
                    taskRoleArn,
                    logGroup,
                    region,
                    credentialsArn,
                }),
            );
        this.serviceName = service.name;
        this.serviceArn = pulumi.interpolate`${arnIn(context, "ecs", "service")}/${cluster.name}/${service.name}`;
        this.securityGroupId = group.id;
        this.logGroupName = log.name;
        const { serviceName, serviceArn, securityGroupId, taskDefinition, logGroupName, family } = this;
        this.registerOutputs({ serviceName, serviceArn, securityGroupId, taskDefinition, logGroupName, family });
    }

    /** The task definition that the service is created with: it answers the health path and nothing else. */
    private placeholder({ settings }: EcsServiceArgs): ecs.TaskDefinition {
        return new ecs.TaskDefinition(
            `${this.name}-first`,
            {
                // A family of its own: in the releases' family the placeholder would be the newest revision.
                family: firstOf(this.family),
                requiresCompatibilities: ["FARGATE"],
                networkMode: "awsvpc",
                cpu: "256",
                memory: "512",
                executionRoleArn: this.executionRole.arn,
                runtimePlatform: {
                    operatingSystemFamily: "LINUX",
                    cpuArchitecture: settings.architecture.toUpperCase(),
                },
                containerDefinitions: JSON.stringify(
                    renderPlaceholderContainers(image.placeholder.what, answersOf(settings.port, settings.healthPath)),
                ),
                skipDestroy: true, // a revision that is deregistered can no longer be rolled back to
            },
            // Used once; later the blueprint has port and health path.
            { parent: this, ignoreChanges: ["containerDefinitions"] },
        );
    }

    private service(args: EcsServiceArgs, group: TaskGroup): ecs.Service {
        const { settings, shape } = args;
        const { network, retention, cluster } = this.context;
        return new ecs.Service(
            this.name,
            {
                cluster: cluster.arn,
                launchType: "FARGATE",
                ...shape.args,
                taskDefinition: this.placeholder(args).arn,
                desiredCount: settings.count,
                ...(shape.balanced ? { healthCheckGracePeriodSeconds: GRACE_SECONDS } : {}),
                enableEcsManagedTags: true,
                propagateTags: "SERVICE",
                networkConfiguration: {
                    subnets: network.taskSubnetIds,
                    securityGroups: [group.id],
                    assignPublicIp: network.tasksArePublic,
                },
                ...balancersOf(settings.port, shape),
                forceDelete: retention.destroyWithData, // what still runs otherwise blocks `destroy`
            },
            {
                parent: this,
                // With another name or cluster `up` would replace the service, and nothing would answer meanwhile: refused unless
                // the stack allows destruction. So is another engine, which the provider would change in place, without the load
                // balancers that it needs.
                protect: !retention.destroyWithData,
                replaceOnChanges: ["deploymentController"],
                // Ship changes these: a deployment sets task definition, target group and network, Prepare the count. Changed
                // from here, they would start a deployment that undoes a release, or be refused under CodeDeploy.
                ignoreChanges: [
                    "taskDefinition",
                    "loadBalancers",
                    "desiredCount",
                    "networkConfiguration",
                    "platformVersion",
                ],
                // ECS demands listeners on both target groups, and pulls at once under the execution role.
                dependsOn: [...shape.before, ...group.ready, ...this.executionRole.ready],
            },
        );
    }
}

/** Family of the placeholder, beside the one of releases. */
export function firstOf(family: string): string {
    return `${family}-first`;
}

function balancersOf(port: number | undefined, { balanced }: ServiceShape): Pick<ecs.ServiceArgs, "loadBalancers"> {
    if (port === undefined || !balanced) return {};
    return { loadBalancers: [{ containerName: CONTAINER, containerPort: port, ...balanced }] };
}
