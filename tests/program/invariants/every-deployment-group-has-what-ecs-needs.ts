import type { Json, Plan, PlannedResource } from "../../../plan/document";
import { at, label, list, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** What the provider lets one leave out, and CodeDeploy refuses or does wrong without, for services on ECS. */
export const invariant: Invariant = (plan) =>
    groupsOf(plan).flatMap((group) => {
        const { inputs } = group;
        const pair = at(inputs["loadBalancerInfo"], "targetGroupPairInfo");
        const application = ofType(plan, "aws:codedeploy/application:Application").find(
            ({ outputs }) => outputs["name"] === inputs["appName"],
        );
        const colours = list(at(pair, "targetGroups")).map((entry) => at(entry, "name"));
        const demands: Record<string, boolean> = {
            "its application is not for ECS": application?.inputs["computePlatform"] === "ECS",
            "its style is not blue/green with traffic control":
                at(inputs["deploymentStyle"], "deploymentType") === "BLUE_GREEN" &&
                at(inputs["deploymentStyle"], "deploymentOption") === "WITH_TRAFFIC_CONTROL",
            "its configuration is not one of ECS's": /^CodeDeployDefault\.ECS/.test(
                String(inputs["deploymentConfigName"]),
            ),
            "it does not name one production listener": isOne(at(pair, "prodTrafficRoute", "listenerArns")),
            "it does not name one test listener": isOne(at(pair, "testTrafficRoute", "listenerArns")),
            "it does not name two target groups that exist":
                new Set(colours).size === 2 &&
                colours.every((name) => named(ofType(plan, "aws:lb/targetGroup:TargetGroup"), name)),
            "it names no service that exists": named(
                ofType(plan, "aws:ecs/service:Service"),
                at(inputs["ecsService"], "serviceName"),
            ),
            "it names no cluster that exists": named(
                ofType(plan, "aws:ecs/cluster:Cluster"),
                at(inputs["ecsService"], "clusterName"),
            ),
            "it waits for a person": readyOption(inputs["blueGreenDeploymentConfig"]) === "CONTINUE_DEPLOYMENT",
            "it keeps the old tasks": terminates(inputs["blueGreenDeploymentConfig"]),
            "it does not roll back":
                at(inputs["autoRollbackConfiguration"], "enabled") === true &&
                ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"].every((event) =>
                    list(at(inputs["autoRollbackConfiguration"], "events")).includes(event),
                ),
            "it watches no alarm that exists": list(at(inputs["alarmConfiguration"], "alarms")).some((name) =>
                named(ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm"), name),
            ),
        };
        return Object.entries(demands)
            .filter(([, isMet]) => !isMet)
            .map(([demand]) => `${label(group)}: ${demand}`);
    });

/** All but those of machines, whose application says so. */
function groupsOf(plan: Plan): readonly PlannedResource[] {
    const machines = ofType(plan, "aws:codedeploy/application:Application")
        .filter(({ inputs }) => inputs["computePlatform"] === "Server")
        .map(({ outputs }) => outputs["name"]);
    return ofType(plan, "aws:codedeploy/deploymentGroup:DeploymentGroup").filter(
        ({ inputs }) => !machines.includes(inputs["appName"]),
    );
}

function isOne(value: Json | undefined): boolean {
    return list(value).length === 1;
}

function named(resources: readonly PlannedResource[], name: Json | undefined): boolean {
    return resources.some(({ outputs }) => outputs["name"] === name);
}

function readyOption(config: Json | undefined): Json | undefined {
    return at(config, "deploymentReadyOption", "actionOnTimeout");
}

function terminates(config: Json | undefined): boolean {
    const old = at(config, "terminateBlueInstancesOnDeploymentSuccess");
    return at(old, "action") === "TERMINATE" && typeof at(old, "terminationWaitTimeInMinutes") === "number";
}
