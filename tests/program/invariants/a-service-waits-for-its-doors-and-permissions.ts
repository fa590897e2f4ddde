import type { Plan, PlannedResource } from "../../../plan/document";
import { at, label, list, missing, ofType, policiesOf } from "../reading";
import type { Invariant } from "./invariant";

/**
 * ECS refuses a target group that no listener leads to, and pulls the image at once; on destroy the policy has to
 * outlive the service, or it drains for ever. CodeDeploy tries its role when the group is made, ECS when the service is.
 */
export const invariant: Invariant = (plan) => [
    ...ofType(plan, "aws:ecs/service:Service").flatMap((service) => {
        const doors = [
            ...groupsOf(plan, service).flatMap((group) =>
                ["prodTrafficRoute", "testTrafficRoute"].flatMap((route) => listenersOf(group, route)),
            ),
            ...rulesOf(service),
        ];
        const listeners = DOORS.flatMap((type) => ofType(plan, type)).filter(({ outputs }) =>
            doors.includes(outputs["arn"] ?? ""),
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
                : [`${label(service)} has ${listeners.length} doors, not ${NUMBER[wanted]}`]),
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
const DOORS = ["aws:lb/listener:Listener", "aws:lb/listenerRule:ListenerRule"];

function rulesOf({ inputs }: PlannedResource): readonly unknown[] {
    return list(inputs["loadBalancers"]).flatMap((each) =>
        ["productionListenerRule", "testListenerRule"].map((rule) => at(each, "advancedConfiguration", rule) ?? []),
    );
}

function groupsOf(plan: Plan, service: PlannedResource): readonly PlannedResource[] {
    return ofType(plan, "aws:codedeploy/deploymentGroup:DeploymentGroup").filter(
        ({ inputs }) => at(inputs["ecsService"], "serviceName") === service.outputs["name"],
    );
}

function listenersOf(group: PlannedResource, route: string): readonly unknown[] {
    return list(at(group.inputs["loadBalancerInfo"], "targetGroupPairInfo", route, "listenerArns"));
}
