import type { Line } from "../../../plan/lines";
import { TYPE } from "../../../plan/tokens";
import { any, within, type Reason, type Subject } from "./types";

const permissions: readonly Reason[] = [
    [/^execution$/, "what ECS may do while it starts a task: pull the image, write its log, read its secrets"],
    [/^task$/, "what the service's own code may do; extend.ts adds to it"],
    [/^deployment$/, "what CodeDeploy may do while it moves traffic between the two target groups"],
    [/^traffic$/, "what ECS may do on the load balancer while it moves traffic between the two target groups"],
    [/^schedules$/, "what the schedules of this line may do: run a task of what is live"],
    [/^hooks$/, "which functions ECS may call inside of a deployment"],
];

/** A service on ECS, and who rolls out there. */
export const ecs: Subject = {
    isMine: within("EcsService", "Deployment", "NativeRollout", "ServiceScaling", "ServiceSchedules"),
    reasons: {
        "aws:iam/role:Role": permissions,
        "aws:iam/rolePolicy:RolePolicy": permissions,
        "aws:cloudwatch/logGroup:LogGroup": [[any, "keeps what the service's containers print"]],
        "aws:ecs/service:Service": [[any, "keeps the tasks running; ship decides which release they are"]],
        "aws:ecs/taskDefinition:TaskDefinition": [[any, "the placeholder that serves until the first release arrives"]],
        "aws:ec2/securityGroup:SecurityGroup": [[any, "who may reach the tasks, and whom they may reach"]],
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
            [/from-load-balancer$/, "lets the load balancer, and nothing else, reach the tasks"],
        ],
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": [
            [/balancer-to-tasks$/, "lets the load balancer reach this line's tasks"],
            [any, "lets tasks reach what they call: registry, logs, secrets, the internet"],
        ],
        "aws:codedeploy/application:Application": [[any, "the name under which CodeDeploy deploys this service"]],
        "aws:codedeploy/deploymentGroup:DeploymentGroup": [
            [any, "how a rollout moves traffic, how long it waits, what rolls it back"],
        ],
        "aws:appautoscaling/target:Target": [
            [any, "between how many tasks Application Auto Scaling chooses, outside of deployments"],
        ],
        "aws:appautoscaling/policy:Policy": [
            [/^cpu$/, "starts and stops tasks by how busy their processors are"],
            [/^requests$/, "starts and stops tasks by the requests each answers, whichever target group is live"],
            [/^waiting$/, "starts tasks for the messages that wait"],
            [/^empty$/, "stops tasks once nothing waits"],
        ],
        "aws:appautoscaling/scheduledAction:ScheduledAction": [[any, "sets other limits from its hour on"]],
        "aws:scheduler/schedule:Schedule": [[any, "runs a command at its hours, in a task of what is live"]],
        "aws:cloudwatch/metricAlarm:MetricAlarm": [
            [
                /^(waiting|empty)$/,
                "has tasks started or stopped by what waits in the queue; nothing is wrong when it rings",
            ],
            [any, "rings when too many answers are errors; a rollout then rolls back"],
        ],
    },
    shared: { "aws:ecs/cluster:Cluster": "where the services of this environment run" },
    drawn: ["aws:ecs/cluster:Cluster"],
    runs: ({ resources }: Line) =>
        resources
            .filter(({ type }) => type === TYPE.service)
            .flatMap(({ name, inputs: { desiredCount: count } }) => [
                `ECS service ${name}`,
                ...(typeof count === "number" ? [`${count} ${count === 1 ? "task" : "tasks"}`] : []),
            ]),
};
