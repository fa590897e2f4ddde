import type * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";

import { certificateOf, type Domain, isInZone } from "./domain";
import { conditionsOf, isExact, priorityOf, requestsOf, type Sharing } from "./listener-rule";
import type { ListenerName, SharedBalancer } from "./shared-balancer";

/** The listeners for a line's rules, with the rules' priority and conditions. */
export interface LineRule {
    readonly listeners: Readonly<Record<ListenerName, lb.Listener>>;
    readonly priority: number;
    readonly conditions: NonNullable<lb.ListenerRuleArgs["conditions"]>;
}

export interface BalancerShareArgs {
    readonly shared: SharedBalancer;
    readonly sharing: Sharing;
    /** The line's domain, which is its host if `sharing` names none. */
    readonly domain?: Domain;
    /** A certificate for the line's host. @default - the load balancer's */
    readonly certificateArn?: string;
}

/**
 * A line's share of the environment's load balancer. It is the parent of the line's target groups and service: ECS and a target
 * group belong to one load balancer, so that a line that moves to this one, or back, gets others, and Pulumi refuses to delete
 * those that are protected.
 */
export class BalancerShare extends pulumi.ComponentResource {
    /** Address for users. */
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

    /** The host that Verify's requests name; undefined if any will do and the load balancer has no domain. */
    public get host(): string | undefined {
        return this.named ?? this.shared.host;
    }
}

/** The part of the first path that every request has. */
function beginningOf([first = ""]: readonly string[] = []): string {
    return first.replace(/[*?].*$/s, "");
}
