import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";

import type { LoadBalancer } from "../../shared/load-balancer";
import type { Network } from "../../shared/network";

export interface TaskGroupArgs {
    /** The only thing that reaches the tasks. @default - nothing does */
    readonly balancer?: LoadBalancer;
    readonly network: Network;
}

/** The tasks' security group, and what must exist before a task needs its way out. */
export interface TaskGroup {
    readonly id: pulumi.Output<string>;
    readonly ready: readonly pulumi.Resource[];
}

/** All ports: with the one port, a change of port would cut off the colour that runs. */
const ANY_PORT = { ipProtocol: "tcp", fromPort: 0, toPort: 65535 } as const;

/** Makes the way of a request: out of the load balancer, into the tasks; and the tasks' own way out. */
export function makeTaskGroup(
    name: string,
    { balancer, network }: TaskGroupArgs,
    opts: pulumi.CustomResourceOptions,
): TaskGroup {
    const group = new ec2.SecurityGroup(name, { vpcId: network.vpcId, description: `tasks of ${name}` }, opts);
    if (balancer) {
        new vpc.SecurityGroupEgressRule(
            `${name}-from-balancer-to-tasks`,
            { securityGroupId: balancer.securityGroupId, referencedSecurityGroupId: group.id, ...ANY_PORT },
            opts,
        );
        new vpc.SecurityGroupIngressRule(
            `${name}-from-load-balancer`,
            { securityGroupId: group.id, referencedSecurityGroupId: balancer.securityGroupId, ...ANY_PORT },
            opts,
        );
    }
    // Pulumi removes AWS's own rule that lets everything out; without one no task could pull its image.
    const egress = new vpc.SecurityGroupEgressRule(
        `${name}-to-everywhere`,
        { securityGroupId: group.id, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
        opts,
    );
    return { id: group.id, ready: [egress] };
}
