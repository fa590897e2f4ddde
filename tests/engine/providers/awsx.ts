import { version } from "@pulumi/awsx/package.json";

import { reference, type Fields } from "../support/wire";
import type { Made, Register, StandIn } from "./provider";

/** `awsx.ec2.Vpc` in outline: the children a line meets, with the real component's parents. */
export function standInAwsx(region: string): StandIn {
    const refuse = (what: string): never => {
        throw new Error(`the stand-in for awsx does not know ${what}`);
    };
    return {
        package: "awsx",
        version,
        check: ({ inputs }) => inputs,
        make: ({ type }) => refuse(type),
        invoke: (token) => refuse(token),
        construct: ({ type, name, urn, inputs }, register) =>
            type === "awsx:ec2:Vpc" ? vpc(name, urn, inputs, region, register) : refuse(type),
    };
}

async function vpc(name: string, urn: string, inputs: Fields, region: string, register: Register): Promise<Fields> {
    const aws = (type: string, child: string, fields: Fields, parent = urn): Promise<Made> =>
        register({ type: `aws:ec2/${type}`, name: child, custom: true, inputs: fields, parent });
    const zones = typeof inputs.numberOfAvailabilityZones === "number" ? inputs.numberOfAvailabilityZones : 3;
    const specs = (inputs.subnetSpecs as { readonly type: string }[] | undefined) ?? [
        { type: "Public" },
        { type: "Private" },
    ];
    const strategy = (inputs.natGateways as { readonly strategy?: string } | undefined)?.strategy ?? "OnePerAz";

    const network = await aws("vpc:Vpc", name, {
        cidrBlock: inputs.cidrBlock ?? "10.0.0.0/16",
        enableDnsHostnames: inputs.enableDnsHostnames,
    });
    const gateway = await aws("internetGateway:InternetGateway", name, { vpcId: network.id }, network.urn);
    const subnets: Record<string, string[]> = { Public: [], Private: [], Isolated: [] };
    const tables: Made[] = [];
    const nats: Made[] = [];
    for (let zone = 1; zone <= zones; zone += 1) {
        for (const [index, { type }] of specs.entries()) {
            const child = `${name}-${type.toLowerCase()}-${zone}`;
            const cidrBlock = `10.0.${index * 64 + zone}.0/24`;
            const availabilityZone = `${region}${"abc"[zone - 1] ?? "a"}`;
            const subnet = await aws(
                "subnet:Subnet",
                child,
                { vpcId: network.id, availabilityZone, cidrBlock },
                network.urn,
            );
            subnets[type]?.push(subnet.id);
            const table = await aws("routeTable:RouteTable", child, { vpcId: network.id }, subnet.urn);
            tables.push(table);
            const both = { routeTableId: table.id, subnetId: subnet.id };
            await aws("routeTableAssociation:RouteTableAssociation", child, both, table.urn);
            const everywhere = { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0" };
            if (type === "Public") {
                await aws("route:Route", child, { ...everywhere, gatewayId: gateway.id }, table.urn);
                if (strategy === "OnePerAz" || (strategy === "Single" && zone === 1)) {
                    const address = await aws("eip:Eip", `${name}-${zone}`, { domain: "vpc" }, subnet.urn);
                    const nat = { allocationId: address.id, subnetId: subnet.id };
                    nats.push(await aws("natGateway:NatGateway", `${name}-${zone}`, nat, subnet.urn));
                }
            } else if (type === "Private" && nats.length > 0) {
                await aws("route:Route", child, { ...everywhere, natGatewayId: nats.at(-1)?.id }, table.urn);
            }
        }
    }
    return {
        vpcId: network.id,
        vpc: reference(network),
        internetGateway: reference(gateway),
        natGateways: nats.map(reference),
        routeTables: tables.map(reference),
        publicSubnetIds: subnets.Public,
        privateSubnetIds: subnets.Private,
        isolatedSubnetIds: subnets.Isolated,
    };
}
