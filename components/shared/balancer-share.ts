import type * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";

import { certificateOf, type Domain, isInZone } from "./domain";
import { conditionsOf, isExact, priorityOf, requestsOf, type Sharing } from "./listener-rule";
import type { ListenerName, SharedBalancer } from "./shared-balancer";

/** The listeners that a line's rules are added to, their priority and their conditions. */
export interface LineRule {
    readonly listeners: Readonly<Record<ListenerName, lb.Listener>>;
    readonly priority: number;
    readonly conditions: NonNullable<lb.ListenerRuleArgs["conditions"]>;
}

export interface BalancerShareArgs {
    readonly shared: SharedBalancer;
    readonly sharing: Sharing;
    /** The line's own; its host, where `sharing` names none. */
    readonly domain?: Domain;
    /** Of the line's host, where that of the balancer is not. */
    readonly certificateArn?: string;
}

/**
 * A line's share of the environment's load balancer. It is the parent of the line's target groups and service: ECS and a target
 * group belong to one load balancer, so that a line that moves to this one, or back, gets others, and Pulumi refuses to delete
 * those that are protected.
 */
export class BalancerShare extends pulumi.ComponentResource {
    /** Where users reach the line. */
    public readonly url: pulumi.Output<string>;
    /** What a person has to do once. */
    public readonly nextSteps: readonly pulumi.Output<string>[];
    public readonly rule: LineRule;

    private readonly shared: SharedBalancer;
    private readonly named?: string;

    constructor(line: string, args: BalancerShareArgs, opts?: pulumi.ComponentResourceOptions) {
        const { shared, sharing, domain } = args;
        super("fairlead:index:BalancerShare", line, { sharing, domain, certificateArn: args.certificateArn }, opts);
        const { balancer, listeners } = shared;
        const certificate = certificateOf(line, args, { parent: this });
        if (certificate !== undefined) shared.certify(line, certificate, { parent: this });

        const requests = requestsOf(sharing, domain?.name);
        this.shared = shared;
        this.named = requests.host !== undefined && isExact(requests.host) ? requests.host : undefined;
        const users = isInZone(domain) ? balancer.lead(line, domain, { parent: this }) : this.named;
        const origin = users === undefined ? balancer.url : pulumi.interpolate`${balancer.scheme}://${users}`;
        this.url = pulumi.interpolate`${origin}${beginningOf(requests.paths)}`;
        this.nextSteps =
            requests.host === undefined || isInZone(domain) ? [] : [balancer.howToPoint({ name: requests.host })];
        this.rule = { listeners, priority: priorityOf(line, sharing, requests), conditions: conditionsOf(requests) };
        this.registerOutputs({ url: this.url, nextSteps: this.nextSteps });
    }

    /** What a request of ours names as its host; nothing where any will do, and the balancer has no domain. */
    public get host(): string | undefined {
        return this.named ?? this.shared.host;
    }
}

/** Of the first path, as much as every request has. */
function beginningOf([first = ""]: readonly string[] = []): string {
    return first.replace(/[*?].*$/s, "");
}
