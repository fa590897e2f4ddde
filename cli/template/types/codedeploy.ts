// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_CodeDeploy.html
import { TYPE } from "../../../plan/tokens";
import { first, flag, many, namesIn, number, one, type Shape, tags } from "../shapes";
import type { ResourceTypes } from "./types";

export const codedeploy: ResourceTypes = {
    "AWS::CodeDeploy::Application": {
        type: TYPE.deploymentApplication,
        shape: { ApplicationName: "name", ComputePlatform: "computePlatform", Tags: ["tags", tags] },
        ref: "name",
    },
    "AWS::CodeDeploy::DeploymentConfig": {
        type: TYPE.deploymentConfig,
        shape: {
            DeploymentConfigName: "deploymentConfigName",
            ComputePlatform: "computePlatform",
            MinimumHealthyHosts: ["minimumHealthyHosts", one({ Type: "type", Value: ["value", number] })],
            TrafficRoutingConfig: [
                "trafficRoutingConfig",
                one({
                    Type: "type",
                    TimeBasedCanary: ["timeBasedCanary", one(shift("CanaryInterval", "CanaryPercentage"))],
                    TimeBasedLinear: ["timeBasedLinear", one(shift("LinearInterval", "LinearPercentage"))],
                }),
            ],
        },
        ref: "deploymentConfigName",
    },
    "AWS::CodeDeploy::DeploymentGroup": {
        type: TYPE.deploymentGroup,
        shape: {
            ApplicationName: "appName",
            DeploymentGroupName: "deploymentGroupName",
            DeploymentConfigName: "deploymentConfigName",
            ServiceRoleArn: "serviceRoleArn",
            OutdatedInstancesStrategy: "outdatedInstancesStrategy",
            AutoScalingGroups: "autoscalingGroups",
            AutoRollbackConfiguration: [
                "autoRollbackConfiguration",
                one({ Enabled: ["enabled", flag], Events: "events" }),
            ],
            AlarmConfiguration: [
                "alarmConfiguration",
                one({
                    Enabled: ["enabled", flag],
                    Alarms: ["alarms", namesIn("Name")],
                    IgnorePollAlarmFailure: ["ignorePollAlarmFailure", flag],
                }),
            ],
            DeploymentStyle: [
                "deploymentStyle",
                one({ DeploymentOption: "deploymentOption", DeploymentType: "deploymentType" }),
            ],
            BlueGreenDeploymentConfiguration: [
                "blueGreenDeploymentConfig",
                one({
                    DeploymentReadyOption: [
                        "deploymentReadyOption",
                        one({ ActionOnTimeout: "actionOnTimeout", WaitTimeInMinutes: ["waitTimeInMinutes", number] }),
                    ],
                    GreenFleetProvisioningOption: ["greenFleetProvisioningOption", one({ Action: "action" })],
                    TerminateBlueInstancesOnDeploymentSuccess: [
                        "terminateBlueInstancesOnDeploymentSuccess",
                        one({
                            Action: "action",
                            TerminationWaitTimeInMinutes: ["terminationWaitTimeInMinutes", number],
                        }),
                    ],
                }),
            ],
            ECSServices: ["ecsService", first(one({ ClusterName: "clusterName", ServiceName: "serviceName" }))],
            LoadBalancerInfo: [
                "loadBalancerInfo",
                one({
                    TargetGroupInfoList: ["targetGroupInfos", many({ Name: "name" })],
                    ElbInfoList: ["elbInfos", many({ Name: "name" })],
                    TargetGroupPairInfoList: [
                        "targetGroupPairInfo",
                        first(
                            one({
                                ProdTrafficRoute: ["prodTrafficRoute", one({ ListenerArns: "listenerArns" })],
                                TestTrafficRoute: ["testTrafficRoute", one({ ListenerArns: "listenerArns" })],
                                TargetGroups: ["targetGroups", many({ Name: "name" })],
                            }),
                        ),
                    ],
                }),
            ],
            Ec2TagFilters: ["ec2TagFilters", many({ Key: "key", Type: "type", Value: "value" })],
            TriggerConfigurations: [
                "triggerConfigurations",
                many({
                    TriggerName: "triggerName",
                    TriggerTargetArn: "triggerTargetArn",
                    TriggerEvents: "triggerEvents",
                }),
            ],
            Tags: ["tags", tags],
        },
        longest: 100,
        ref: "deploymentGroupName",
    },
};

function shift(interval: string, percentage: string): Shape {
    return { [interval]: ["interval", number], [percentage]: ["percentage", number] };
}
