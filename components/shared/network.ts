import * as ec2 from "@pulumi/aws/ec2";
import { Vpc } from "@pulumi/awsx/ec2/vpc";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { EnvironmentRef } from "../environment-ref";

/** Who is let in, as settings say it. */
export const ADDRESS_RANGE = z
    .string()
    .regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/)
    .meta({
        allowed: "an IPv4 address range such as 203.0.113.0/24, or 203.0.113.7/32 for one address",
        examples: ["203.0.113.7/32"],
    });

/** A network that exists already. */
export interface ExistingNetworkArgs {
    readonly vpcId: string;
    /** Subnets of load balancers, in at least two zones. */
    readonly publicSubnetIds: string[];
    /** Subnets of tasks. If empty, tasks run in the public ones. */
    readonly privateSubnetIds: string[];
}

/** A new network, or the one you have. */
export interface NetworkArgs {
    /** @default - a new one is made */
    readonly existing?: ExistingNetworkArgs;
    /** How tasks reach the internet: `none`, by their own public addresses; `single` gateway; one `per-zone`. @default "single" */
    readonly nat?: string;
    /** Address range of a new network. @default "10.0.0.0/16" */
    readonly cidr?: string;
}

/** awsx's names for our `nat` settings. */
const NAT: Readonly<Record<string, "None" | "Single" | "OnePerAz">> = {
    none: "None",
    single: "Single",
    "per-zone": "OnePerAz",
};

/** A VPC with public subnets in two zones, and private ones if there is a NAT; or the VPC that you name. */
export class Network extends pulumi.ComponentResource {
    public readonly vpcId: pulumi.Output<string>;
    /** Subnets of load balancers. */
    public readonly publicSubnetIds: pulumi.Output<string[]>;
    /** Subnets of tasks. */
    public readonly taskSubnetIds: pulumi.Output<string[]>;
    /** Whether tasks get public addresses: without NAT they cannot pull their image otherwise. */
    public readonly tasksArePublic: boolean;

    constructor(name: string, args: NetworkArgs, ref: EnvironmentRef, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:index:Network", name, { ...args }, opts);

        const { existing, nat = "single", cidr = "10.0.0.0/16" } = args;
        const strategy = NAT[nat];
        if (!strategy) {
            const reason = `is ${JSON.stringify(nat)}; allowed are ${Object.keys(NAT).join(", ")}`;
            throw new pulumi.InputPropertyError({ propertyPath: "nat", reason });
        }
        if (existing) {
            const { vpcId, publicSubnetIds, privateSubnetIds } = existing;
            this.tasksArePublic = privateSubnetIds.length === 0;
            this.vpcId = pulumi.output(vpcId);
            this.publicSubnetIds = pulumi.output([...publicSubnetIds]);
            this.taskSubnetIds = pulumi.output([...(this.tasksArePublic ? publicSubnetIds : privateSubnetIds)]);
        } else {
            this.tasksArePublic = nat === "none";
            const vpc = new Vpc(
                name,
                {
                    cidrBlock: cidr,
                    numberOfAvailabilityZones: 2,
                    enableDnsHostnames: true,
                    subnetStrategy: "Auto",
                    // Without NAT a private subnet has no way out, and tasks in it would never start: make none.
                    subnetSpecs: this.tasksArePublic ? [{ type: "Public" }] : [{ type: "Public" }, { type: "Private" }],
                    natGateways: { strategy },
                },
                { parent: this },
            );
            // Image layers come from S3; through this endpoint they cost no NAT traffic.
            new ec2.VpcEndpoint(
                name,
                {
                    vpcId: vpc.vpcId,
                    serviceName: `com.amazonaws.${ref.region}.s3`,
                    vpcEndpointType: "Gateway",
                    routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id))),
                },
                { parent: this },
            );
            this.vpcId = vpc.vpcId;
            this.publicSubnetIds = vpc.publicSubnetIds;
            this.taskSubnetIds = this.tasksArePublic ? vpc.publicSubnetIds : vpc.privateSubnetIds;
        }
        this.registerOutputs({
            vpcId: this.vpcId,
            publicSubnetIds: this.publicSubnetIds,
            taskSubnetIds: this.taskSubnetIds,
            tasksArePublic: this.tasksArePublic,
        });
    }
}
