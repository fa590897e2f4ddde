import * as pulumi from "@pulumi/pulumi";

import { IMAGE_PLACE } from "../../documents/task-definition";
import type { Statement, Step, TargetFrom } from "../../parts";
import type { Place } from "../../context";
import { promotionSource } from "../../shared/promotion-names";
import { RELEASE_KEYS } from "../../shared/release-store";
import { type Deployment, passesToTasks } from "./deployment";
import type { EcsService } from "./service";

/** What the three steps of a deployment speak about. */
export interface Deployed {
    readonly line: string;
    readonly service: EcsService;
    readonly deployment: Deployment;
    readonly place: Place;
}

/** Joins release and newest blueprint, at the moment the stage's lock is held, and sets the count. */
export function prepareStep({ line, service, deployment, place }: Deployed): Step {
    return {
        name: "Prepare",
        takes: ["Release"],
        gives: "Prepared",
        run: {
            job: {
                run: { script: "prepare-ecs" },
                timeoutMinutes: 60, // it may wait for a deployment under way
                env: {
                    ...about(line, service, place),
                    APPLICATION: deployment.applicationName,
                    GROUP: deployment.groupName,
                },
            },
        },
        allow: [
            ...place.releases.reads(RELEASE_KEYS.live(line), RELEASE_KEYS.blueprint(line)),
            { actions: ["codedeploy:ListDeployments"], on: [groupArn(deployment, place)] },
            { actions: ["ecs:DescribeServices", "ecs:UpdateService"], on: [service.serviceArn] },
        ],
    };
}

/** Registers the prepared task definition and lets CodeDeploy move the traffic. */
export function rollOutStep({ service, deployment, place }: Deployed): Step {
    const { partition, region, account } = place;
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
                on: [pulumi.interpolate`${deployArn(place)}:application:${deployment.applicationName}`],
            },
            {
                actions: ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"],
                on: [groupArn(deployment, place)],
            },
            {
                // AWS's own configurations are named in the account's own address space.
                actions: ["codedeploy:GetDeploymentConfig"],
                on: [`${deployArn(place)}:deploymentconfig:${deployment.configName}`],
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
export function verifyStep({ line, service, place }: Deployed, { registry, promotionBuses }: TargetFrom): Step {
    return {
        name: "Verify",
        takes: ["Prepared"],
        run: {
            job: {
                run: { script: "verify-ecs" },
                env: {
                    ...about(line, service, place),
                    ENVIRONMENT: place.environment,
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
            ...place.releases.writes(RELEASE_KEYS.live(line)),
            ...promotes(line, promotionBuses),
        ],
    };
}

function about(line: string, service: EcsService, place: Place): Record<string, pulumi.Input<string>> {
    return {
        LINE: line,
        RELEASES_BUCKET: place.releases.bucketName,
        CLUSTER: place.cluster.name,
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

function groupArn({ applicationName, groupName }: Deployment, place: Place): pulumi.Output<string> {
    return pulumi.interpolate`${deployArn(place)}:deploymentgroup:${applicationName}/${groupName}`;
}

function deployArn({ partition, region, account }: Place): string {
    return `arn:${partition}:codedeploy:${region}:${account}`;
}
