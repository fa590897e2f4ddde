import * as pulumi from "@pulumi/pulumi";

import { IMAGE_PLACE } from "../../documents/task-definition";
import type { Statement, Step, TargetFrom } from "../../parts";
import type { EnvironmentContext } from "../../context";
import { promotionSource } from "../../shared/promotion-names";
import { RELEASE_KEYS } from "../../shared/release-store";
import { type Deployment, passesToTasks } from "./deployment";
import type { EcsService } from "./service";

/** What the three steps of a deployment speak about. */
export interface Deployed {
    readonly line: string;
    readonly service: EcsService;
    readonly deployment: Deployment;
    readonly context: EnvironmentContext;
}

/** Joins release and newest blueprint, at the moment the stage's lock is held, and sets the count. */
export function prepareStep({ line, service, deployment, context }: Deployed): Step {
    return {
        name: "Prepare",
        takes: ["Release"],
        gives: "Prepared",
        run: {
            job: {
                run: { script: "prepare-ecs" },
                timeoutMinutes: 60, // it may wait for a deployment under way
                env: {
                    ...about(line, service, context),
                    APPLICATION: deployment.applicationName,
                    GROUP: deployment.groupName,
                },
            },
        },
        allow: [
            ...context.releases.reads(RELEASE_KEYS.live(line), RELEASE_KEYS.blueprint(line)),
            { actions: ["codedeploy:ListDeployments"], on: [groupArn(deployment, context)] },
            { actions: ["ecs:DescribeServices", "ecs:UpdateService"], on: [service.serviceArn] },
        ],
    };
}

/** Registers the prepared task definition and lets CodeDeploy move the traffic. */
export function rollOutStep({ service, deployment, context }: Deployed): Step {
    const { partition, region, account } = context;
    const artifact = "Prepared";
    return {
        name: "RollOut",
        takes: [artifact],
        run: {
            action: {
                category: "Deploy",
                provider: "CodeDeployToECS",
                configuration: {
                    ApplicationName: deployment.applicationName,
                    DeploymentGroupName: deployment.groupName,
                    TaskDefinitionTemplateArtifact: artifact,
                    TaskDefinitionTemplatePath: "taskdef.json",
                    AppSpecTemplateArtifact: artifact,
                    AppSpecTemplatePath: "appspec.yaml",
                    Image1ArtifactName: artifact,
                    Image1ContainerName: IMAGE_PLACE, // the text that is replaced, not the container's name
                },
            },
        },
        allow: [
            {
                actions: [
                    "codedeploy:GetApplication",
                    "codedeploy:GetApplicationRevision",
                    "codedeploy:RegisterApplicationRevision",
                ],
                on: [pulumi.interpolate`${deployArn(context)}:application:${deployment.applicationName}`],
            },
            {
                actions: ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"],
                on: [groupArn(deployment, context)],
            },
            {
                // AWS's own configurations are named in the account's own address space.
                actions: ["codedeploy:GetDeploymentConfig"],
                on: [`${deployArn(context)}:deploymentconfig:${deployment.configName}`],
            },
            {
                actions: ["ecs:RegisterTaskDefinition"],
                on: [`arn:${partition}:ecs:${region}:${account}:task-definition/${service.family}:*`],
            },
            passesToTasks(service),
        ],
    };
}

/** Compares what runs with what was asked for, then records it as live and tells whoever may pull it. */
export function verifyStep({ line, service, context }: Deployed, { registry, promotionBuses }: TargetFrom): Step {
    return {
        name: "Verify",
        takes: ["Prepared"],
        run: {
            job: {
                run: { script: "verify-ecs" },
                env: {
                    ...about(line, service, context),
                    ENVIRONMENT: context.environment,
                    REPOSITORY_NAME: registry.repositoryName,
                    REGISTRY_ID: registry.registryId,
                    ...(promotionBuses.length > 0 ? { PROMOTION_BUSES: promotionBuses.join(" ") } : {}),
                },
            },
        },
        allow: [
            { actions: ["ecs:DescribeServices", "ecs:UpdateService"], on: [service.serviceArn] },
            {
                actions: ["ecs:DescribeTaskDefinition"],
                on: "*",
                because: "ECS knows no resource for reading a task definition",
            },
            registry.tags(),
            ...context.releases.writes(RELEASE_KEYS.live(line)),
            ...promotes(line, promotionBuses),
        ],
    };
}

function about(line: string, service: EcsService, context: EnvironmentContext): Record<string, pulumi.Input<string>> {
    return {
        LINE: line,
        RELEASES_BUCKET: context.releases.bucketName,
        CLUSTER: context.cluster.name,
        SERVICE: service.serviceName,
    };
}

/** The only thing this environment may do in the next one. */
function promotes(line: string, buses: readonly string[]): Statement[] {
    if (buses.length === 0) return [];
    return [
        {
            actions: ["events:PutEvents"],
            on: buses,
            // One call may carry several events, so the key has several values: all must be ours, and there must be one.
            when: {
                "ForAllValues:StringEquals": { "events:source": promotionSource(line) },
                Null: { "events:source": "false" },
            },
        },
    ];
}

function groupArn({ applicationName, groupName }: Deployment, context: EnvironmentContext): pulumi.Output<string> {
    return pulumi.interpolate`${deployArn(context)}:deploymentgroup:${applicationName}/${groupName}`;
}

function deployArn({ partition, region, account }: EnvironmentContext): string {
    return `arn:${partition}:codedeploy:${region}:${account}`;
}
