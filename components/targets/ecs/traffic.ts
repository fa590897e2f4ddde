import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import { DRAINING_SECONDS, healthCheckOf, type ListenerSettings, type LoadBalancer } from "../../shared/load-balancer";
import type { Network } from "../../shared/network";

export interface TrafficArgs {
    /** Whose listeners they are. */
    readonly balancer: LoadBalancer;
    /** Where the targets are. */
    readonly network: Network;
    /** Answers 200 when a task is well. */
    readonly healthPath: string;
}

/** Two colours and two listeners. Which colour a listener leads to is CodeDeploy's to say, from the first deployment on. */
export interface Traffic {
    readonly blue: lb.TargetGroup;
    readonly green: lb.TargetGroup;
    readonly production: lb.Listener;
    readonly test: lb.Listener;
}

export function makeTraffic(
    name: string,
    { balancer, network, healthPath }: TrafficArgs,
    opts: pulumi.CustomResourceOptions,
): Traffic {
    const colour = (which: string): lb.TargetGroup =>
        new lb.TargetGroup(
            `${name}-${which}`,
            {
                // For addresses the registered port counts, which is the task's. A constant here means that a change of
                // the container's port never replaces the group, which the deployment group knows by name only.
                port: 80,
                protocol: "HTTP",
                targetType: "ip",
                vpcId: network.vpcId,
                deregistrationDelay: DRAINING_SECONDS,
                healthCheck: healthCheckOf(healthPath),
            },
            opts,
        );
    const listener = (which: string, settings: ListenerSettings, leadsTo: lb.TargetGroup): lb.Listener =>
        new lb.Listener(
            `${name}-${which}`,
            {
                loadBalancerArn: balancer.arn,
                ...settings,
                defaultActions: [{ type: "forward", targetGroupArn: leadsTo.arn }],
            },
            // CodeDeploy turns the listener at every deployment. Turned back by `up`, it would lead to no task at all.
            { ...opts, ignoreChanges: ["defaultActions"] },
        );

    const blue = colour("blue");
    const green = colour("green");
    return {
        blue,
        green,
        production: listener("production", balancer.production, blue),
        test: listener("test", balancer.test, green),
    };
}
