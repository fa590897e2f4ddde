import type { Plan, PlannedResource } from "../../../plan/document";
import { at, label, list, missing, ofType, policiesOf } from "../reading";
import type { Invariant } from "./invariant";

/**
 * ECS refuses a target group that no listener leads to, and pulls the image at once; on destroy the policy has to
 * outlive the service, or it drains for ever. CodeDeploy tries its role when the group is made.
 */
export const invariant: Invariant = (plan) => [
    ...ofType(plan, "aws:ecs/service:Service").flatMap((service) => {
        const doors = groupsOf(plan, service)
            .flatMap((group) => ["prodTrafficRoute", "testTrafficRoute"].map((route) => listenersOf(group, route)))
            .flat();
        const listeners = ofType(plan, "aws:lb/listener:Listener").filter(({ outputs }) =>
            doors.includes(outputs["arn"] ?? ""),
        );
        const task = ofType(plan, "aws:ecs/taskDefinition:TaskDefinition").find(
            ({ outputs }) => outputs["arn"] === service.inputs["taskDefinition"],
        );
        const policies = policiesOf(plan, task?.inputs["executionRoleArn"]);
        return [
            ...(listeners.length === 2 ? [] : [`${label(service)} has ${listeners.length} doors, not two`]),
            ...(policies.length > 0 ? [] : [`the tasks of ${label(service)} may not be started`]),
            ...missing(service, [...listeners, ...policies]),
        ];
    }),
    ...ofType(plan, "aws:codedeploy/deploymentGroup:DeploymentGroup").flatMap((group) =>
        missing(group, policiesOf(plan, group.inputs["serviceRoleArn"])),
    ),
];

function groupsOf(plan: Plan, service: PlannedResource): readonly PlannedResource[] {
    return ofType(plan, "aws:codedeploy/deploymentGroup:DeploymentGroup").filter(
        ({ inputs }) => at(inputs["ecsService"], "serviceName") === service.outputs["name"],
    );
}

function listenersOf(group: PlannedResource, route: string): readonly unknown[] {
    return list(at(group.inputs["loadBalancerInfo"], "targetGroupPairInfo", route, "listenerArns"));
}
