import * as ec2 from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import * as vpc from "@pulumi/aws/vpc";

import type { Retention } from "../environment-ref";
import { certificateOf, type Domain, type DomainInZone, isInZone, makeRecord } from "./domain";
import type { Network } from "./network";

/** Seconds that a target group waits for open requests; AWS's default of 300 only delays every rollout. */
export const DRAINING_SECONDS = 30;

export interface LoadBalancerArgs {
    /** Stands in its public subnets. */
    readonly network: Network;
    /** Says whether it may be deleted. */
    readonly retention: Retention;
    /** With it, production is HTTPS on 443, and 80 redirects there; without it, HTTP on 80. */
    readonly certificateArn?: string;
    /** What users type. With a Route 53 zone, `up` makes its record, and a certificate if none is named. @default - the load balancer's own name */
    readonly domain?: Domain;
    /** Address ranges that reach production. @default - everybody */
    readonly reachableFrom?: readonly string[];
    /** Address ranges that reach the test listener. @default - none */
    readonly testTrafficFrom?: readonly string[];
}

/** How a listener is made; the target decides where it forwards to. */
export interface ListenerSettings {
    readonly port: number;
    readonly protocol: "HTTP" | "HTTPS";
    /** Present with HTTPS. */
    readonly certificateArn?: pulumi.Input<string>;
    /** TLS versions and ciphers. */
    readonly sslPolicy?: string;
}

const EVERYBODY = "0.0.0.0/0";

/** TLS 1.2 and 1.3 with forward secrecy; older clients are refused. */
const SSL_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

/** A public application load balancer with a port for production and one for tests. The target decides where they forward to. */
export class LoadBalancer extends pulumi.ComponentResource {
    public readonly arn: pulumi.Output<string>;
    /** Its name in metrics. */
    public readonly arnSuffix: pulumi.Output<string>;
    /** The security group from which tasks are reached. */
    public readonly securityGroupId: pulumi.Output<string>;
    /** Address for users. */
    public readonly url: pulumi.Output<string>;
    /** Address at which it answers whatever DNS says. */
    public readonly ownUrl: pulumi.Output<string>;
    /** What a person has to do once. */
    public readonly nextSteps: readonly pulumi.Output<string>[];
    public readonly production: ListenerSettings;
    /** The listener for looking at a release before users get it. */
    public readonly test: ListenerSettings;

    private readonly made: lb.LoadBalancer;

    constructor(
        private readonly name: string,
        args: LoadBalancerArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(
            "fairlead:index:LoadBalancer",
            name,
            {
                certificateArn: args.certificateArn,
                domain: args.domain,
                reachableFrom: args.reachableFrom,
                testTrafficFrom: args.testTrafficFrom,
            },
            opts,
        );
        const { network, retention, domain, reachableFrom = [EVERYBODY], testTrafficFrom = [] } = args;
        const certificateArn = certificateOf(name, args, { parent: this });
        this.production = listenerSettings(certificateArn, 443, 80);
        this.test = listenerSettings(certificateArn, 8443, 8080);

        const group = new ec2.SecurityGroup(
            name,
            { vpcId: network.vpcId, description: `who reaches ${name}` },
            { parent: this },
        );
        const admit = (who: string, from: string, port: number, after: pulumi.Resource[] = []): pulumi.Resource =>
            new vpc.SecurityGroupIngressRule(
                `${name}-from-${who}`,
                { securityGroupId: group.id, cidrIpv4: from, ipProtocol: "tcp", fromPort: port, toPort: port },
                { parent: this, dependsOn: after },
            );
        for (const range of reachableFrom) {
            const who = range === EVERYBODY ? "everywhere" : range;
            const admitted = admit(who, range, this.production.port);
            // After that rule, which had port 80 before there was a certificate: AWS refuses the same rule twice.
            if (certificateArn !== undefined) admit(`${who}-http`, range, 80, [admitted]);
        }
        for (const range of testTrafficFrom) admit(`test-${range}`, range, this.test.port);

        const balancer = new lb.LoadBalancer(
            name,
            {
                loadBalancerType: "application",
                subnets: network.publicSubnetIds,
                securityGroups: [group.id],
                dropInvalidHeaderFields: true,
                // `destroy` then takes two steps, on purpose; see the runbook.
                enableDeletionProtection: !retention.destroyWithData,
            },
            { parent: this },
        );
        this.arn = balancer.arn;
        this.arnSuffix = balancer.arnSuffix;
        this.securityGroupId = group.id;
        const { scheme } = this;
        this.ownUrl = pulumi.interpolate`${scheme}://${balancer.dnsName}`;
        this.made = balancer;
        const users = isInZone(domain) ? this.lead(name, domain, { parent: this }) : domain?.name;
        this.url = users === undefined ? this.ownUrl : pulumi.interpolate`${scheme}://${users}`;
        this.nextSteps = domain && !isInZone(domain) ? [this.howToPoint(domain)] : [];
        const { arn, arnSuffix, securityGroupId, url, ownUrl, production, test, nextSteps } = this;
        this.registerOutputs({ arn, arnSuffix, securityGroupId, url, ownUrl, production, test, nextSteps });
    }

    /**
     * Makes the listener for production or test traffic. Beside production by HTTPS, plain HTTP only redirects there; that
     * listener is made after production has left port 80, where it was before there was a certificate: AWS refuses two of one port.
     */
    public listener(
        which: "production" | "test",
        defaultActions: lb.ListenerArgs["defaultActions"],
        opts: pulumi.CustomResourceOptions,
    ): lb.Listener {
        const settings = this[which];
        const made = new lb.Listener(
            `${this.name}-${which}`,
            { loadBalancerArn: this.arn, ...settings, defaultActions },
            opts,
        );
        if (which === "production" && settings.protocol === "HTTPS") this.pointTo(settings.port, made);
        return made;
    }

    /** `http` or `https`. */
    public get scheme(): string {
        return this.production.protocol.toLowerCase();
    }

    /** Makes the record that points a domain here. @returns the domain, once the record exists */
    public lead(name: string, domain: DomainInZone, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
        return makeRecord(name, domain, this.made, opts);
    }

    /** For a zone's top, where a CNAME is not allowed, every DNS provider has another name for the alternative. */
    public howToPoint({ name }: Domain): pulumi.Output<string> {
        return pulumi.interpolate`where the records of ${name} are kept, make it a CNAME of ${this.made.dnsName}, or an alias (ALIAS, ANAME) where ${name} is the top of its zone`;
    }

    private pointTo(port: number, production: lb.Listener): void {
        const redirect = { port: String(port), protocol: "HTTPS", statusCode: "HTTP_301" };
        new lb.Listener(
            `${this.name}-to-https`,
            {
                loadBalancerArn: this.arn,
                port: 80,
                protocol: "HTTP",
                defaultActions: [{ type: "redirect", redirect }],
            },
            { parent: this, dependsOn: [production] },
        );
    }
}

function listenerSettings(
    certificateArn: pulumi.Input<string> | undefined,
    https: number,
    http: number,
): ListenerSettings {
    return certificateArn !== undefined
        ? { port: https, protocol: "HTTPS", certificateArn, sslPolicy: SSL_POLICY }
        : { port: http, protocol: "HTTP" };
}

/** The health check of a target group. */
export function healthCheckOf(path: string): lb.TargetGroupArgs["healthCheck"] {
    return { path, matcher: "200", interval: 10, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 3 };
}
