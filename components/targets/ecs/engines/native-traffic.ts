import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import type { LineRule } from "../../../shared/balancer-share";
import type { LoadBalancer } from "../../../shared/load-balancer";
import type { Colours } from "./colours";

/** Two listener rules that forward to both target groups. From the first deployment on, ECS sets the shares. */
export interface RuledTraffic extends Colours {
    readonly production: Ruled;
    readonly test: Ruled;
}

interface Ruled {
    readonly listener: lb.Listener;
    readonly rule: lb.ListenerRule;
}

/**
 * The only rule of a listener of the line's own, which matches every path. Any other rule would come before it.
 */
const ALL_OF_IT = { priority: 100, conditions: [{ pathPattern: { values: ["/*"] } }] };

export interface RuledTrafficArgs {
    readonly balancer: LoadBalancer;
    readonly colours: Colours;
    /** The line's share of a shared load balancer. @default - it is the line's own, and gets listeners here */
    readonly share?: LineRule;
}

// unverified: ECS moves a rule on a listener whose other rules are other services' | fails as: `up` stops at the second service that shares, or its deployments go back for an "invalid networking configuration" | settle: one release of each of two lines with `shares`, then aws ecs describe-service-deployments of both
/**
 * Makes rules on listeners whose default action leads nowhere: ECS moves traffic by a rule, never by the default action.
 * Each rule names both target groups, or ECS rolls every deployment back for an "invalid networking configuration":
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
 */
export function makeRuledTraffic(
    name: string,
    { balancer, colours, share }: RuledTrafficArgs,
    opts: pulumi.CustomResourceOptions,
): RuledTraffic {
    const { blue, green } = colours;
    const nobody = { contentType: "text/plain", statusCode: "503" };
    const ruled = (which: "production" | "test", shares: readonly [number, number]): Ruled => {
        const listener =
            share?.listeners[which] ??
            balancer.listener(which, [{ type: "fixed-response", fixedResponse: nobody }], opts);
        const { priority, conditions } = share ?? ALL_OF_IT;
        const rule = new lb.ListenerRule(
            `${name}-${which}`,
            {
                listenerArn: listener.arn,
                priority,
                conditions,
                actions: [
                    {
                        type: "forward",
                        forward: {
                            targetGroups: [
                                { arn: blue.arn, weight: shares[0] },
                                { arn: green.arn, weight: shares[1] },
                            ],
                        },
                    },
                ],
            },
            // ECS changes the shares at every deployment. Reset by `up`, the rule would forward to a group without tasks.
            { ...opts, ignoreChanges: ["actions"] },
        );
        return { listener, rule };
    };
    return {
        ...colours,
        production: ruled("production", [100, 0]),
        test: ruled("test", [0, 100]),
    };
}
