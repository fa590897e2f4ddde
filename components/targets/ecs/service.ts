import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

import { image } from "../../carries/image";
import { renderPlaceholderContainers } from "../../documents/placeholder";
import { trustService } from "../../documents/policy";
import { CONTAINER, renderTaskDefinition, type TaskSettings } from "../../documents/task-definition";
import type { Statement } from "../../parts";
import type { EnvironmentContext } from "../../context";
import type { ImageRegistry } from "../../carries/image-registry";
import type { LoadBalancer } from "../../shared/load-balancer";
import { makeRole, type RoleInUse } from "../../shared/role";
import type { Traffic } from "./traffic";

/** Seconds before a slow starter's failed health checks count. */
const GRACE_SECONDS = 60;

export interface EcsServiceArgs {
    readonly settings: Pick<TaskSettings, "port" | "cpu" | "memory" | "architecture" | "environment" | "secrets"> & {
        /** Tasks it is created with; the count is ship's from then on. */
        readonly count: number;
        /** What the placeholder answers. */
        readonly healthPath: string;
        /** Encrypts the secrets, where AWS's own key does not. */
        readonly secretsKeyArn?: string;
    };
    /** Where its images come from. */
    readonly registry: ImageRegistry;
    /** From where it is reached. */
    readonly balancer: LoadBalancer;
    /** Where it begins: blue, and listeners on both colours. */
    readonly traffic: Traffic;
}

/**
 * A Fargate service as it is before its first release: the placeholder answers. Everything that a release or a
 * blueprint decides is left alone from then on; ship is its one writer.
 */
export class EcsService extends pulumi.ComponentResource {
    public readonly serviceName: pulumi.Output<string>;
    public readonly serviceArn: pulumi.Output<string>;
    /** Group of the tasks; a database admits it. */
    public readonly securityGroupId: pulumi.Output<string>;
    /** Pulls the image, writes the log, reads the secrets: before the application runs. */
    public readonly executionRole: RoleInUse;
    /** The application's own role: it begins without any right. */
    public readonly taskRole: RoleInUse;
    /** The task definition that every release fills in. */
    public readonly taskDefinition: pulumi.Output<Record<string, unknown>>;
    /** Family that releases are registered under. */
    public readonly family: string;

    constructor(
        name: string,
        args: EcsServiceArgs,
        context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:EcsService", name, { settings: args.settings }, opts);
        const { settings, registry, balancer, traffic } = args;
        const { network, retention, account, region, cluster } = context;
        this.family = `${context.project}-${context.environment}-${name}`;

        const log = new cloudwatch.LogGroup(name, { retentionInDays: retention.logRetentionDays }, { parent: this });
        const group = new ec2.SecurityGroup(
            name,
            { vpcId: network.vpcId, description: `tasks of ${name}` },
            { parent: this },
        );
        // All ports, from the load balancer alone: with the one port, a change of port would cut off the running colour.
        new vpc.SecurityGroupIngressRule(
            `${name}-from-load-balancer`,
            {
                securityGroupId: group.id,
                referencedSecurityGroupId: balancer.securityGroupId,
                ipProtocol: "tcp",
                fromPort: 0,
                toPort: 65535,
            },
            { parent: this },
        );
        new vpc.SecurityGroupEgressRule(
            `${name}-from-balancer-to-tasks`,
            {
                securityGroupId: balancer.securityGroupId,
                referencedSecurityGroupId: group.id,
                ipProtocol: "tcp",
                fromPort: 0,
                toPort: 65535,
            },
            { parent: this },
        );
        // Pulumi removes AWS's own rule that lets everything out; without one no task could pull its image.
        const egress = new vpc.SecurityGroupEgressRule(
            `${name}-to-everywhere`,
            { securityGroupId: group.id, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
            { parent: this },
        );

        const trust = trustService("ecs-tasks.amazonaws.com", account);
        this.executionRole = makeRole(
            `${name}-execution`,
            {
                trust,
                allow: [
                    ...registry.pulls(),
                    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], on: [pulumi.interpolate`${log.arn}:*`] },
                    ...readsSecrets(Object.values(settings.secrets), settings.secretsKeyArn),
                ],
            },
            { parent: this },
        );
        this.taskRole = makeRole(`${name}-task`, { trust, allow: [] }, { parent: this });
        this.taskDefinition = pulumi
            .all([this.executionRole.arn, this.taskRole.arn, log.name])
            .apply(([executionRoleArn, taskRoleArn, logGroup]) =>
                renderTaskDefinition({
                    ...settings,
                    family: this.family,
                    executionRoleArn,
                    taskRoleArn,
                    logGroup,
                    region,
                }),
            );

        const first = new ecs.TaskDefinition(
            `${name}-first`,
            {
                // A family of its own: in the releases' family the placeholder would be "the newest revision" to whoever asks.
                family: `${this.family}-first`,
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
                    renderPlaceholderContainers(image.placeholder.what, settings.port, settings.healthPath),
                ),
                skipDestroy: true, // a revision that is deregistered can no longer be rolled back to
            },
            // The service takes it once; port and health path are the blueprint's from then on.
            { parent: this, ignoreChanges: ["containerDefinitions"] },
        );
        const service = new ecs.Service(
            name,
            {
                cluster: cluster.arn,
                launchType: "FARGATE",
                deploymentController: { type: "CODE_DEPLOY" },
                taskDefinition: first.arn,
                desiredCount: settings.count,
                healthCheckGracePeriodSeconds: GRACE_SECONDS,
                enableEcsManagedTags: true,
                propagateTags: "SERVICE",
                networkConfiguration: {
                    subnets: network.taskSubnetIds,
                    securityGroups: [group.id],
                    assignPublicIp: network.tasksArePublic,
                },
                loadBalancers: [
                    { containerName: CONTAINER, containerPort: settings.port, targetGroupArn: traffic.blue.arn },
                ],
                forceDelete: retention.destroyWithData, // task sets of CodeDeploy otherwise block `destroy`
            },
            {
                parent: this,
                // Each is written by ship: task definition, colour and network by a deployment, the count by Prepare. From
                // here ECS refuses them under CodeDeploy, or they would undo a release.
                ignoreChanges: [
                    "taskDefinition",
                    "loadBalancers",
                    "desiredCount",
                    "networkConfiguration",
                    "platformVersion",
                ],
                // ECS asks for listeners on both colours' groups, and pulls at once under the execution role.
                dependsOn: [traffic.production, traffic.test, egress, ...this.executionRole.ready],
            },
        );

        this.serviceName = service.name;
        this.serviceArn = pulumi.interpolate`arn:${context.partition}:ecs:${region}:${account}:service/${cluster.name}/${service.name}`;
        this.securityGroupId = group.id;
        const { serviceName, serviceArn, securityGroupId, taskDefinition, family } = this;
        this.registerOutputs({ serviceName, serviceArn, securityGroupId, taskDefinition, family });
    }
}

function readsSecrets(arns: readonly string[], keyArn: string | undefined): Statement[] {
    const of = (service: string): string[] => [...new Set(arns.filter((arn) => arn.split(":")[2] === service))].sort();
    // A reference may go on with a key, a stage and a version; what IAM knows is the secret.
    const secrets = [...new Set(of("secretsmanager").map((arn) => arn.split(":").slice(0, 7).join(":")))];
    const parameters = of("ssm");
    return [
        ...(secrets.length > 0 ? [{ actions: ["secretsmanager:GetSecretValue"], on: secrets }] : []),
        ...(parameters.length > 0 ? [{ actions: ["ssm:GetParameters"], on: parameters }] : []),
        ...(keyArn && arns.length > 0 ? [{ actions: ["kms:Decrypt"], on: [keyArn], when: through(arns) }] : []),
    ];
}

/** A key that opens more than these secrets opens nothing else for a task: only what keeps them may ask in its name. */
function through(arns: readonly string[]): Statement["when"] {
    const keepers = arns.map((arn) => {
        const [, , service, region] = arn.split(":");
        return `${service}.${region}.amazonaws.com`;
    });
    return { StringEquals: { "kms:ViaService": [...new Set(keepers)].sort() } };
}
