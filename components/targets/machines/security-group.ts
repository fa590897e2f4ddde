import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";

import type { LoadBalancer } from "../../shared/load-balancer";
import type { Network } from "../../shared/network";

export interface SecurityGroupArgs {
    readonly network: Network;
    /** The one port that is open; for administration there is none, Session Manager needs none. */
    readonly port: number;
    /** Whom it is open to: a load balancer, or address ranges. */
    readonly from: LoadBalancer | readonly string[];
}

/** The group that says who reaches the machines, and what must exist before a machine needs its way out. */
export interface SecurityGroup {
    readonly id: pulumi.Output<string>;
    readonly ready: readonly pulumi.Resource[];
}

export function makeSecurityGroup(
    line: string,
    { network, port, from }: SecurityGroupArgs,
    opts: pulumi.CustomResourceOptions,
): SecurityGroup {
    const group = new ec2.SecurityGroup(line, { vpcId: network.vpcId, description: `machines of ${line}` }, opts);
    const only = { ipProtocol: "tcp", fromPort: port, toPort: port };
    const admit = (who: string, source: Partial<vpc.SecurityGroupIngressRuleArgs>): void => {
        new vpc.SecurityGroupIngressRule(
            `${line}-from-${who}`,
            { securityGroupId: group.id, ...source, ...only },
            opts,
        );
    };
    if ("securityGroupId" in from) {
        admit("load-balancer", { referencedSecurityGroupId: from.securityGroupId });
        new vpc.SecurityGroupEgressRule(
            `${line}-from-balancer-to-machines`,
            { securityGroupId: from.securityGroupId, referencedSecurityGroupId: group.id, ...only },
            opts,
        );
    } else {
        for (const range of from) admit(range, { cidrIpv4: range });
    }
    // Pulumi removes AWS's own rule that lets everything out; without one no machine could install or fetch anything.
    const egress = new vpc.SecurityGroupEgressRule(
        `${line}-to-everywhere`,
        { securityGroupId: group.id, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
        opts,
    );
    return { id: group.id, ready: [egress] };
}
