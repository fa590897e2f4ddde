import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import type { LineRule } from "../../../shared/balancer-share";
import type { LoadBalancer } from "../../../shared/load-balancer";
import type { Colours } from "./colours";

/** Two rules that lead to two colours. The shares are ECS's to say, from the first deployment on. */
export interface RuledTraffic extends Colours {
    readonly production: Ruled;
    readonly test: Ruled;
}

interface Ruled {
    readonly listener: lb.Listener;
    readonly rule: lb.ListenerRule;
}

/**
 * On a load balancer of the line's own: the only rule of its listener, and one that every path obeys; another one would come
 * before it.
 */
const ALL_OF_IT = { priority: 100, conditions: [{ pathPattern: { values: ["/*"] } }] };

export interface RuledTrafficArgs {
    readonly balancer: LoadBalancer;
    readonly colours: Colours;
    /** What is the line's of a load balancer that others share. @default - all of it, on listeners of the line's own */
    readonly share?: LineRule;
}

// unverified: ECS moves a rule on a listener whose other rules are other services' | fails as: `up` stops at the second service that shares, or its deployments go back for an "invalid networking configuration" | settle: one release of each of two lines with `shares`, then aws ecs describe-service-deployments of both
/**
 * Makes rules, on listeners that lead nowhere by themselves: ECS moves traffic by the rule of a listener, never by its default action.
 * Both colours stand on each rule, or ECS rolls every deployment back for an "invalid networking configuration":
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
            // ECS changes the shares at every deployment. Changed back by `up`, the rule would lead to no task at all.
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
