import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

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

/** The only rule of its listener, and one that every path obeys; another one would come before it. */
const PRIORITY = 100;

/**
 * Makes listeners that lead nowhere by themselves: ECS moves traffic by the rule of a listener, never by its default action.
 * Both colours stand on each rule, or ECS rolls every deployment back for an "invalid networking configuration":
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
 */
export function makeRuledTraffic(
    name: string,
    { balancer, colours }: { readonly balancer: LoadBalancer; readonly colours: Colours },
    opts: pulumi.CustomResourceOptions,
): RuledTraffic {
    const { blue, green } = colours;
    const nobody = { contentType: "text/plain", statusCode: "503" };
    const ruled = (door: "production" | "test", shares: readonly [number, number]): Ruled => {
        const listener = balancer.listener(door, [{ type: "fixed-response", fixedResponse: nobody }], opts);
        const rule = new lb.ListenerRule(
            `${name}-${door}`,
            {
                listenerArn: listener.arn,
                priority: PRIORITY,
                conditions: [{ pathPattern: { values: ["/*"] } }],
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
