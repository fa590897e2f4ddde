import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import { DRAINING_SECONDS, healthCheckOf } from "../../../shared/load-balancer";
import type { Retention } from "../../../environment-ref";
import type { Network } from "../../../shared/network";

/** The two target groups; while two releases run, each has the tasks of one. */
export interface Colours {
    readonly blue: lb.TargetGroup;
    readonly green: lb.TargetGroup;
}

export interface ColoursArgs {
    /** The network of the tasks. */
    readonly network: Network;
    /** Path that answers 200 when a task is healthy. */
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
            // A replacement would have no tasks, so `up` refuses it unless the stack allows destruction.
            { ...opts, protect: !retention.destroyWithData },
        );
    return { blue: colour("blue"), green: colour("green") };
}
