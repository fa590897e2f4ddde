import type * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import type { LoadBalancer } from "../../../shared/load-balancer";
import type { Colours } from "./colours";

/** Two listeners, each of which forwards to one target group. From the first deployment on, CodeDeploy decides to which. */
export interface Traffic extends Colours {
    readonly production: lb.Listener;
    readonly test: lb.Listener;
}

export function makeTraffic(
    { balancer, colours }: { readonly balancer: LoadBalancer; readonly colours: Colours },
    opts: pulumi.CustomResourceOptions,
): Traffic {
    const listener = (which: "production" | "test", leadsTo: lb.TargetGroup): lb.Listener =>
        balancer.listener(
            which,
            [{ type: "forward", targetGroupArn: leadsTo.arn }],
            // CodeDeploy changes the listener at every deployment. Reset by `up`, it would forward to a group without tasks.
            { ...opts, ignoreChanges: ["defaultActions"] },
        );
    return {
        ...colours,
        production: listener("production", colours.blue),
        test: listener("test", colours.green),
    };
}
