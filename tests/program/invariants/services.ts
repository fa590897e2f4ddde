// Services on ECS, and what moves their traffic.
import type { Json, Plan, PlannedResource } from "../../../plan/document";
import { at, label, list, missing, ofType, policiesOf } from "../reading";
import type { Invariant } from "./index";

/**
 * ECS refuses a target group that no listener leads to, and pulls the image at once; on destroy the policy has to
 * outlive the service, or it drains for ever. CodeDeploy tries its role when the group is made, ECS when the service is.
 */
export const aServiceWaitsForItsListenersAndPermissions: Invariant = (plan) => [
    ...ofType(plan, "aws:ecs/service:Service").flatMap((service) => {
        const leading = [
            ...deploymentGroupsOf(plan, service).flatMap((group) =>
                ["prodTrafficRoute", "testTrafficRoute"].flatMap((route) => listenersOf(group, route)),
            ),
            ...rulesOf(service),
        ];
        const listeners = LEADING.flatMap((type) => ofType(plan, type)).filter(({ outputs }) =>
            leading.includes(outputs["arn"] ?? ""),
        );
        const task = ofType(plan, "aws:ecs/taskDefinition:TaskDefinition").find(
            ({ outputs }) => outputs["arn"] === service.inputs["taskDefinition"],
        );
        const moves = list(service.inputs["loadBalancers"]).map((each) => at(each, "advancedConfiguration", "roleArn"));
        const policies = [task?.inputs["executionRoleArn"], ...moves].flatMap((role) => policiesOf(plan, role));
        // One that nobody asks has none, and no load balancer either.
        const wanted = list(service.inputs["loadBalancers"]).length === 0 ? 0 : 2;
        return [
            ...(listeners.length === wanted
                ? []
                : [`${label(service)} has ${listeners.length} listeners, not ${NUMBER[wanted]}`]),
            ...(policies.length > 0 ? [] : [`the tasks of ${label(service)} may not be started`]),
            ...missing(service, [...listeners, ...policies]),
        ];
    }),
    ...ofType(plan, "aws:codedeploy/deploymentGroup:DeploymentGroup").flatMap((group) =>
        missing(group, policiesOf(plan, group.inputs["serviceRoleArn"])),
    ),
];

const NUMBER = { 0: "none", 2: "two" } as const;

/** What leads to tasks: listeners where CodeDeploy moves the traffic, their rules where ECS does. */
const LEADING = ["aws:lb/listener:Listener", "aws:lb/listenerRule:ListenerRule"];

function rulesOf({ inputs }: PlannedResource): readonly unknown[] {
    return list(inputs["loadBalancers"]).flatMap((each) =>
        ["productionListenerRule", "testListenerRule"].map((rule) => at(each, "advancedConfiguration", rule) ?? []),
    );
}

function deploymentGroupsOf(plan: Plan, service: PlannedResource): readonly PlannedResource[] {
    return ofType(plan, "aws:codedeploy/deploymentGroup:DeploymentGroup").filter(
        ({ inputs }) => at(inputs["ecsService"], "serviceName") === service.outputs["name"],
    );
}

function listenersOf(group: PlannedResource, route: string): readonly unknown[] {
    return list(at(group.inputs["loadBalancerInfo"], "targetGroupPairInfo", route, "listenerArns"));
}

/** What the provider lets one leave out, and ECS rolls every deployment back or does wrong without. */
export const everyMovedServiceHasWhatEcsNeeds: Invariant = (plan) =>
    ofType(plan, "aws:ecs/service:Service")
        .filter(({ inputs }) => at(inputs["deploymentController"], "type") === "ECS")
        .flatMap((service) => {
            const { inputs } = service;
            const [balanced] = list(inputs["loadBalancers"]);
            const advanced = at(balanced, "advancedConfiguration");
            const colours = [at(balanced, "targetGroupArn"), at(advanced, "alternateTargetGroupArn")];
            const deployment = inputs["deploymentConfiguration"];
            const isRolling = at(deployment, "strategy") === "ROLLING";
            const bake = at(deployment, "bakeTimeInMinutes");
            const demands: Record<string, boolean> = {
                "not both of its target groups stand on the rule of production": colours.every((group) =>
                    groupsOn(plan, at(advanced, "productionListenerRule")).includes(group ?? ""),
                ),
                "not both of its target groups stand on the rule of tests": colours.every((group) =>
                    groupsOn(plan, at(advanced, "testListenerRule")).includes(group ?? ""),
                ),
                "its two target groups are one": new Set(colours).size === 2,
                "its bake time is no text": isRolling ? bake === undefined : /^\d+$/.test(String(bake)),
                [BREAKER]: (at(inputs["deploymentCircuitBreaker"], "rollback") === true) === isRolling,
                "it watches no alarm that exists": list(at(inputs["alarms"], "alarmNames")).some((name) =>
                    ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm").some(
                        ({ outputs }) => outputs["name"] === name,
                    ),
                ),
                "it pauses for nobody, or goes on by itself": list(at(deployment, "lifecycleHooks"))
                    .filter((hook) => at(hook, "targetType") === "PAUSE")
                    .every((hook) => goesBack(hook) && isAnswered(plan, service, hook)),
                "it does not roll back": at(inputs["alarms"], "rollback") === true,
            };
            const unasked = { "nothing takes back a release whose tasks fail": demands[BREAKER] === true };
            return Object.entries(balanced ? demands : unasked)
                .filter(([, isMet]) => !isMet)
                .map(([demand]) => `${label(service)}: ${demand}`);
        });

/** All that a service has which nobody asks. */
const BREAKER = "its circuit breaker is not where ECS takes one";

function goesBack(hook: Json): boolean {
    const timeout = at(hook, "timeoutConfiguration");
    return at(timeout, "action") === "ROLLBACK" && /^\d+$/.test(String(at(timeout, "timeoutInMinutes")));
}

/**
 * Three roles may continue it: one that goes on, one that takes it back, and Prepare, which goes through the pause of the
 * placeholder; where it pauses before the first share, who rolls out as well.
 */
function isAnswered(plan: Plan, { outputs }: PlannedResource, hook: Json): boolean {
    const roles = ofType(plan, "aws:iam/rolePolicy:RolePolicy").filter(({ inputs }) => {
        const text = String(inputs["policy"]);
        return text.includes("ecs:ContinueServiceDeployment") && text.includes(String(outputs["arn"]));
    });
    const passes = list(at(hook, "lifecycleStages")).includes("PRE_PRODUCTION_TRAFFIC_SHIFT");
    return roles.length === (passes ? 4 : 3);
}

function groupsOn(plan: Plan, rule: Json | undefined): readonly Json[] {
    return ofType(plan, "aws:lb/listenerRule:ListenerRule")
        .filter(({ outputs }) => outputs["arn"] === rule)
        .flatMap(({ inputs }) => list(inputs["actions"]))
        .flatMap((action) => list(at(action, "forward", "targetGroups")))
        .map((group) => at(group, "arn") ?? "");
}

/** What the provider lets one leave out, and CodeDeploy refuses or does wrong without, for services on ECS. */
export const everyDeploymentGroupHasWhatEcsNeeds: Invariant = (plan) =>
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
