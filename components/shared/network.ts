import * as ec2 from "@pulumi/aws/ec2";
import { Vpc } from "@pulumi/awsx/ec2/vpc";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentRef } from "../context";

export type NetworkArgs =
    | { readonly kind: "new"; readonly nat: "none" | "single" | "per-zone"; readonly cidr: string }
    | {
          readonly kind: "existing";
          readonly vpcId: string;
          readonly publicSubnetIds: readonly string[];
          readonly privateSubnetIds: readonly string[];
      };

/** awsx's words for ours. */
const NAT = { none: "None", single: "Single", "per-zone": "OnePerAz" } as const;

/** Two zones with public subnets, and private ones where there is a way out of them; or what you have already. */
export class Network extends pulumi.ComponentResource {
    public readonly vpcId: pulumi.Output<string>;
    /** Where load balancers stand. */
    public readonly publicSubnetIds: pulumi.Output<string[]>;
    /** Where tasks run. */
    public readonly taskSubnetIds: pulumi.Output<string[]>;
    /** Whether a task needs a public address: without NAT it is the only way to its image. */
    public readonly tasksArePublic: boolean;

    constructor(name: string, args: NetworkArgs, ref: EnvironmentRef, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:index:Network", name, { ...args }, opts);

        if (args.kind === "existing") {
            this.tasksArePublic = args.privateSubnetIds.length === 0;
            this.vpcId = pulumi.output(args.vpcId);
            this.publicSubnetIds = pulumi.output([...args.publicSubnetIds]);
            this.taskSubnetIds = pulumi.output([
                ...(this.tasksArePublic ? args.publicSubnetIds : args.privateSubnetIds),
            ]);
        } else {
            this.tasksArePublic = args.nat === "none";
            const vpc = new Vpc(
                name,
                {
                    cidrBlock: args.cidr,
                    numberOfAvailabilityZones: 2,
                    enableDnsHostnames: true,
                    subnetStrategy: "Auto",
                    // Without NAT a private subnet has no way out: better that there is none than one that lies.
                    subnetSpecs: this.tasksArePublic ? [{ type: "Public" }] : [{ type: "Public" }, { type: "Private" }],
                    natGateways: { strategy: NAT[args.nat] },
                },
                { parent: this },
            );
            // Image layers come from S3; through this endpoint they cost neither NAT nor traffic.
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
