import type { Line } from "../../../plan/lines";
import { TYPE } from "../../../plan/tokens";
import { any, within, type Reason, type Subject } from "./types";

const permissions: readonly Reason[] = [
    [/^host$/, "what a machine may do: fetch releases, answer Systems Manager, write its log"],
    [/^deployment$/, "what CodeDeploy may do: find the machines, and take each out of the load balancer"],
];

/** Virtual machines, and CodeDeploy, which changes what runs there. */
export const ec2: Subject = {
    isMine: ({ urn, type }) =>
        within("Machines", "ServerDeployment")({ urn, type } as never) ||
        (OUTSIDE.some((own) => type === own) && !urn.includes(":RunnerHost$")) ||
        (DOORS.some((own) => type === own) && /:ServiceLine\$[^$]*$/.test(urn)),
    reasons: {
        "aws:iam/role:Role": permissions,
        "aws:iam/rolePolicy:RolePolicy": permissions,
        "aws:iam/instanceProfile:InstanceProfile": [[any, "hands its role to each machine"]],
        "aws:cloudwatch/logGroup:LogGroup": [[any, "keeps what user data, agent and application of a machine print"]],
        "aws:ec2/launchTemplate:LaunchTemplate": [
            [any, "what a machine is when it starts; CodeDeploy's agent comes last"],
        ],
        "aws:ec2/instance:Instance": [[any, "the one machine; CodeDeploy decides what runs on it"]],
        "aws:ec2/eip:Eip": [[any, "the machine's address, which stays when the machine is replaced"]],
        "aws:ec2/eipAssociation:EipAssociation": [[any, "gives that address to the machine"]],
        "aws:autoscaling/group:Group": [
            [any, "keeps that many machines running; CodeDeploy decides what runs on them"],
        ],
        "aws:codedeploy/application:Application": [[any, "the name under which CodeDeploy deploys to the machines"]],
        "aws:codedeploy/deploymentConfig:DeploymentConfig": [
            [any, "how many machines serve at every moment of a rollout"],
        ],
        "aws:codedeploy/deploymentGroup:DeploymentGroup": [
            [any, "which machines a release comes to, how many at a time, what rolls it back"],
        ],
        "aws:cloudwatch/metricAlarm:MetricAlarm": [
            [/^errors$/, "rings when too many answers are errors; a rollout then rolls back"],
            [/^launches$/, "rings when machines are launched and do not stay"],
            [any, "rings when the machine fails, or has shut itself down"],
        ],
        "aws:ssm/document:Document": [
            [any, "what Verify asks each machine: which release it has, and whether it answers"],
        ],
        "aws:ec2/securityGroup:SecurityGroup": [[any, "who may reach the machines, and whom they may reach"]],
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
            [/from-load-balancer$/, "lets the load balancer, and nothing else, reach the machines"],
            [any, "lets these addresses reach the machines"],
        ],
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": [
            [/balancer-to-machines$/, "lets the load balancer reach this line's machines"],
            [any, "lets machines reach what they call: packages, logs, AWS's services"],
        ],
        "aws:lb/targetGroup:TargetGroup": [[any, "the machines that the load balancer spreads requests over"]],
    },
    runs: ({ resources }: Line) => [
        ...resources
            .filter((resource) => resource.type === TYPE.autoScalingGroup && within("Machines")(resource))
            .flatMap(({ name, inputs: { maxSize: count } }) => [
                `Auto Scaling group ${name}`,
                `${String(count)} ${count === 1 ? "machine" : "machines"}`,
            ]),
        ...resources.filter(({ type }) => type === TYPE.instance).flatMap(({ name }) => [`machine ${name}`]),
    ],
};

/** What stands beside the components, and is of machines by its type. */
const OUTSIDE: readonly string[] = [TYPE.commandDocument];
/** What a line has beside its machines, whether or not a load balancer stands before them. */
const DOORS: readonly string[] = [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:lb/targetGroup:TargetGroup",
];
