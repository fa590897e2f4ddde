// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ECS.html
import type { Json, JsonObject } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { camelised, defined, flag, listOf, many, number, objectIn, objectsIn, one, string, tags } from "../shapes";
import type { ResourceTypes } from "./types";

export const ecs: ResourceTypes = {
    "AWS::ECS::Cluster": {
        type: "aws:ecs/cluster:Cluster",
        shape: {
            ClusterName: "name",
            ClusterSettings: ["settings", many({ Name: "name", Value: "value" })],
            CapacityProviders: null,
            Configuration: null,
            Tags: ["tags", tags],
        },
        ref: "name",
        attributes: { Arn: "arn" },
    },
    "AWS::ECS::TaskDefinition": {
        type: TYPE.taskDefinition,
        shape: {
            Family: "family",
            Cpu: ["cpu", string],
            Memory: ["memory", string],
            NetworkMode: "networkMode",
            ExecutionRoleArn: "executionRoleArn",
            TaskRoleArn: "taskRoleArn",
            RequiresCompatibilities: "requiresCompatibilities",
            RuntimePlatform: [
                "runtimePlatform",
                one({ CpuArchitecture: "cpuArchitecture", OperatingSystemFamily: "operatingSystemFamily" }),
            ],
            Volumes: ["volumes", (value) => camelised(value, ["DriverOpts", "Labels"])],
            ContainerDefinitions: [
                "containerDefinitions",
                (value) => JSON.stringify(listOf(value).map((each) => camelised(each, ["DockerLabels", "Options"]))),
            ],
            Tags: ["tags", tags],
        },
        longest: 255,
        ref: "arn",
        attributes: { TaskDefinitionArn: "arn" },
    },
    "AWS::ECS::Service": {
        type: TYPE.service,
        shape: {
            ServiceName: "name",
            Cluster: "cluster",
            TaskDefinition: "taskDefinition",
            DesiredCount: ["desiredCount", number],
            LaunchType: "launchType",
            PlatformVersion: "platformVersion",
            SchedulingStrategy: "schedulingStrategy",
            HealthCheckGracePeriodSeconds: ["healthCheckGracePeriodSeconds", number],
            EnableExecuteCommand: ["enableExecuteCommand", flag],
            EnableECSManagedTags: ["enableEcsManagedTags", flag],
            PropagateTags: "propagateTags",
            DeploymentController: ["deploymentController", one({ Type: "type" })],
            LoadBalancers: [
                "loadBalancers",
                many({
                    TargetGroupArn: "targetGroupArn",
                    ContainerName: "containerName",
                    ContainerPort: ["containerPort", number],
                    LoadBalancerName: "elbName",
                    AdvancedConfiguration: ["advancedConfiguration", (value) => camelised(value, [])],
                }),
            ],
            NetworkConfiguration: ["networkConfiguration", network],
            DeploymentConfiguration: null,
            // In which zone of which region a task is, is nothing here.
            AvailabilityZoneRebalancing: null,
            PlacementConstraints: null,
            PlacementStrategies: null,
            Tags: ["tags", tags],
        },
        more: (properties) => deployedAs(objectIn(properties, "DeploymentConfiguration")),
        longest: 255,
        ref: "arn",
        attributes: { Name: "name", ServiceArn: "arn" },
    },
};

function network(value: Json): Json {
    const [given = {}] = objectsIn(value);
    const { AssignPublicIp, Subnets = [], SecurityGroups = [] } = objectIn(given, "AwsvpcConfiguration");
    return { assignPublicIp: AssignPublicIp === "ENABLED", subnets: Subnets, securityGroups: SecurityGroups };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html */
function deployedAs(properties: JsonObject): JsonObject {
    const { MaximumPercent: most, MinimumHealthyPercent: least, ...more } = properties;
    const { DeploymentCircuitBreaker: breaker, Alarms: alarms, ...strategy } = more;
    return defined({
        deploymentMaximumPercent: most === undefined ? undefined : Number(most),
        deploymentMinimumHealthyPercent: least === undefined ? undefined : Number(least),
        deploymentCircuitBreaker: breaker === undefined ? undefined : camelised(breaker, []),
        alarms: alarms === undefined ? undefined : camelised(alarms, []),
        deploymentConfiguration: Object.keys(strategy).length === 0 ? undefined : camelised(strategy, []),
    });
}
