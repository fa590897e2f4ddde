import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import { DRAINING_SECONDS, healthCheckOf, type LoadBalancer } from "../../shared/load-balancer";
import type { Network } from "../../shared/network";

export interface TrafficArgs {
    readonly balancer: LoadBalancer;
    readonly network: Network;
    /** Port of the machines. */
    readonly port: number;
    readonly healthPath: string;
    readonly drainingSeconds?: number;
}

/** One listener and the target group of the machines. During a deployment CodeDeploy decides which of them get requests. */
export interface Traffic {
    readonly balancer: LoadBalancer;
    readonly targets: lb.TargetGroup;
    readonly listener: lb.Listener;
}

export function makeTraffic(
    line: string,
    { balancer, network, port, healthPath, drainingSeconds = DRAINING_SECONDS }: TrafficArgs,
    opts: pulumi.CustomResourceOptions,
): Traffic {
    const targets = new lb.TargetGroup(
        line,
        {
            port,
            protocol: "HTTP",
            targetType: "instance",
            vpcId: network.vpcId,
            deregistrationDelay: drainingSeconds,
            healthCheck: healthCheckOf(healthPath),
        },
        opts,
    );
    const listener = balancer.listener("production", [{ type: "forward", targetGroupArn: targets.arn }], opts);
    return { balancer, targets, listener };
}
