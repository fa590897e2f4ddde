// The load balancer of a service: one of the line's own, or a share of the one that the environment has.
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import { BalancerShare, type LineRule } from "../../shared/balancer-share";
import type { Domain } from "../../shared/domain";
import type { Sharing } from "../../shared/listener-rule";
import { LoadBalancer } from "../../shared/load-balancer";

export interface LoadBalancing {
    readonly balancer: LoadBalancer;
    /** The line's share of it. @default - all of it is the line's */
    readonly share?: LineRule;
    /** Address for users. */
    readonly url: pulumi.Output<string>;
    /** The host that Verify's requests name. @default - the load balancer's own name */
    readonly host?: string;
    readonly nextSteps: readonly pulumi.Output<string>[];
    /** Options of whatever is behind it. */
    readonly inside: pulumi.ComponentResourceOptions;
}

export interface LoadBalancingSettings {
    readonly certificateArn?: string;
    readonly domain?: Domain;
    readonly testTrafficFrom: readonly string[];
    readonly shares?: Sharing;
}

export function loadBalancingOf(
    line: string,
    { shares: sharing, ...own }: LoadBalancingSettings,
    context: EnvironmentContext,
    opts: pulumi.ComponentResourceOptions,
): LoadBalancing {
    if (sharing === undefined) {
        const { network, retention } = context;
        const balancer = new LoadBalancer(line, { network, retention, ...own }, opts);
        const { url, nextSteps } = balancer;
        return { balancer, url, host: own.domain?.name, nextSteps, inside: opts };
    }
    const { balancer: shared } = context;
    const { certificateArn, domain } = own;
    const place = new BalancerShare(line, { shared, sharing, domain, certificateArn }, opts);
    const { rule, url, host, nextSteps } = place;
    return {
        ...{ balancer: shared.balancer, share: rule, url, host, nextSteps },
        inside: pulumi.mergeOptions(opts, { parent: place }),
    };
}
