import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import { DRAINING_SECONDS, healthCheckOf } from "../../../shared/load-balancer";
import type { Network } from "../../../shared/network";

/** What the tasks of two releases are registered in, while there are two. */
export interface Colours {
    readonly blue: lb.TargetGroup;
    readonly green: lb.TargetGroup;
}

export function makeColours(
    name: string,
    { network, healthPath }: { readonly network: Network; readonly healthPath: string },
    opts: pulumi.CustomResourceOptions,
): Colours {
    const colour = (which: string): lb.TargetGroup =>
        new lb.TargetGroup(
            `${name}-${which}`,
            {
                // For addresses the registered port counts, which is the task's. A constant here means that a change of
                // the container's port never replaces the group, which engines know by its name or ARN only.
                port: 80,
                protocol: "HTTP",
                targetType: "ip",
                vpcId: network.vpcId,
                deregistrationDelay: DRAINING_SECONDS,
                healthCheck: healthCheckOf(healthPath),
            },
            opts,
        );
    return { blue: colour("blue"), green: colour("green") };
}
