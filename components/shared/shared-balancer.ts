import * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Retention } from "../environment-ref";
import { certificateArn, domain } from "./domain";
import { LoadBalancer } from "./load-balancer";
import { ADDRESS_RANGE, type Network } from "./network";

/** A stack's settings of it. */
export const sharedBalancer = z.strictObject({
    certificateArn: certificateArn(
        "Certificate of its listeners, for every host that no line has one of its own for; without it, and without a domain in a zone, they speak plain HTTP.",
    ),
    domain: domain.optional().meta({
        description: "A domain of its own, under which lines answer that say paths alone. Default: its own name.",
    }),
    testTrafficFrom: z
        .array(ADDRESS_RANGE)
        .default([])
        .meta({ description: "Address ranges that reach the test listener, on port 8443 or 8080." }),
});

export type SharedBalancerSettings = z.infer<typeof sharedBalancer>;

/** Whether the settings differ from the defaults. */
export function saysSomething({ certificateArn, domain: led, testTrafficFrom }: SharedBalancerSettings): boolean {
    return certificateArn !== undefined || led !== undefined || testTrafficFrom.length > 0;
}

export type ListenerName = "production" | "test";
const LISTENERS: readonly ListenerName[] = ["production", "test"];

/** The answer to a request that matches no line's rule. */
const NOBODY = { contentType: "text/plain", messageBody: "no line takes this", statusCode: "404" };

export interface SharedBalancerArgs {
    readonly network: Network;
    readonly retention: Retention;
    readonly settings: SharedBalancerSettings;
}

/** The load balancer that lines share. Each line's rules say which requests are its; all others are answered with 404. */
export class SharedBalancer extends pulumi.ComponentResource {
    public readonly balancer: LoadBalancer;
    /** Its address, for requests that name no line's host. */
    public readonly url: pulumi.Output<string>;
    /** What a person has to do once. */
    public readonly nextSteps: readonly pulumi.Output<string>[];
    /** The listeners for the lines' rules. */
    public readonly listeners: Readonly<Record<ListenerName, lb.Listener>>;

    constructor(
        name: string,
        private readonly args: SharedBalancerArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { network, retention, settings } = args;
        super("fairlead:index:SharedBalancer", name, { settings }, opts);
        const balancer = new LoadBalancer(name, { network, retention, ...settings }, { parent: this });
        const listener = (which: ListenerName): lb.Listener =>
            balancer.listener(which, [{ type: "fixed-response", fixedResponse: NOBODY }], { parent: this });
        this.balancer = balancer;
        this.listeners = { production: listener("production"), test: listener("test") };
        this.url = balancer.url;
        this.nextSteps = balancer.nextSteps;
        this.registerOutputs({ url: this.url, nextSteps: this.nextSteps });
    }

    /** Its domain, if it has one. */
    public get host(): string | undefined {
        return this.args.settings.domain?.name;
    }

    /** Adds a line's own certificate to both listeners; clients that ask for its host are shown that one. */
    public certify(line: string, certificateArn: pulumi.Input<string>, opts: pulumi.CustomResourceOptions): void {
        for (const which of LISTENERS)
            new lb.ListenerCertificate(
                `${line}-${which}`,
                { listenerArn: this.listeners[which].arn, certificateArn },
                opts,
            );
    }
}
