import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import { DRAINING_SECONDS, healthCheckOf } from "../../../shared/load-balancer";
import type { Retention } from "../../../environment-ref";
import type { Network } from "../../../shared/network";

/** What the tasks of two releases are registered in, while there are two. */
export interface Colours {
    readonly blue: lb.TargetGroup;
    readonly green: lb.TargetGroup;
}

export interface ColoursArgs {
    /** Where the targets are. */
    readonly network: Network;
    /** Answers 200 when a task is well. */
    readonly healthPath: string;
    /** Says whether an `up` may replace what answers users. */
    readonly retention: Retention;
}

export function makeColours(
    name: string,
    { network, healthPath, retention }: ColoursArgs,
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
            // Replaced by `up`, it would be one without a task: refused, unless the stack lets go of what it has.
            { ...opts, protect: !retention.destroyWithData },
        );
    return { blue: colour("blue"), green: colour("green") };
}
