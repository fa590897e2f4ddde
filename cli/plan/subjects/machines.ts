// Targets whose releases run on virtual machines.
import type { Line } from "../../../plan/lines";
import { TYPE } from "../../../plan/tokens";
import { any, type Reason, type Subject, within } from "./types";

const ofMachines: readonly Reason[] = [
    [/^host$/, "what a machine may do: fetch releases, answer Systems Manager, write its log"],
    [/^deployment$/, "what CodeDeploy may do: find the machines, and take each out of the load balancer"],
];

/** Virtual machines, and CodeDeploy, which changes what runs there. */
export const ec2: Subject = {
    isMine: ({ urn, type }) =>
        within("Machines", "ServerDeployment")({ urn, type } as never) ||
        (OUTSIDE.some((own) => type === own) && !urn.includes(":RunnerHost$")) ||
        (BESIDE.some((own) => type === own) && /:ServiceLine\$[^$]*$/.test(urn)),
    reasons: {
        "aws:iam/role:Role": ofMachines,
        "aws:iam/rolePolicy:RolePolicy": ofMachines,
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
const BESIDE: readonly string[] = [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:lb/targetGroup:TargetGroup",
];

const ofHosts: readonly Reason[] = [
    [/^host$/, "what a host may do: fetch what is live and its own files, pull the line's images, write its log"],
    [/^host-more$/, "what a host may do besides: take on its application's role, and ask the broker for a runner"],
    [/^application$/, "what the application may do in AWS; begins without any right"],
    [/^broker$/, "what the broker may do: read the App's key, and leave a configuration for a machine"],
    [/^farewell$/, "what the broker may do where a machine has ended: read the App's key"],
];

/** A host that takes releases by itself, and the broker that registers it as a runner. */
export const runnerHost: Subject = {
    isMine: within("RunnerHost"),
    reasons: {
        "aws:iam/role:Role": ofHosts,
        "aws:iam/rolePolicy:RolePolicy": ofHosts,
        "aws:iam/instanceProfile:InstanceProfile": [[any, "hands its role to the host"]],
        "aws:cloudwatch/logGroup:LogGroup": [
            [/^(broker|farewell)$/, "keeps what the broker prints"],
            [any, "keeps what user data, services and application of a host print"],
        ],
        "aws:cloudwatch/metricAlarm:MetricAlarm": [
            [/^broker$/, "rings when no runner is registered"],
            [/^farewell$/, "rings when the runner of a host that has ended is still known to GitHub"],
            [any, "rings when hosts are launched and do not stay"],
        ],
        "aws:s3/bucketObjectv2:BucketObjectv2": [[any, "a host's own files: its services, and how it takes a release"]],
        "aws:ec2/launchTemplate:LaunchTemplate": [
            [any, "what a host is when it starts; what was live comes back there"],
        ],
        "aws:autoscaling/group:Group": [[any, "keeps one host running, and starts another when it ends"]],
        "aws:ssm/document:Document": [
            [/^ship$/, "how the host takes a release: the new beside the old, and back where it does not answer"],
            [any, "what Verify asks the host: which release it has, and whether it answers"],
        ],
        "aws:lambda/function:Function": [
            [/^farewell$/, "forgets the runner of a host that has ended"],
            [any, "registers a host as a runner for one job; the App's key is here and on no host"],
        ],
        "aws:lambda/permission:Permission": [[any, "lets the rule tell the broker that a host has ended"]],
        "aws:cloudwatch/eventRule:EventRule": [[any, "hears that a host has ended"]],
        "aws:cloudwatch/eventTarget:EventTarget": [[any, "tells the broker of it"]],
    },
    runs: ({ resources }: Line) =>
        resources
            .filter((resource) => resource.type === TYPE.autoScalingGroup && within("RunnerHost")(resource))
            .map(({ name }) => `host ${name}`),
};
