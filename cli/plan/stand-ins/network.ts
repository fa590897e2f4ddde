import { type ResourceRequest, type StandInResult, type StandIn, type StandInTable } from "./types";

/** VPCs and what belongs to them. */
export const network: StandInTable = {
    "aws:ec2/vpc:Vpc": ec2("vpc", "vpc", (it) => ({
        defaultSecurityGroupId: `sg-${it.hex(17, "default")}`,
        mainRouteTableId: `rtb-${it.hex(17, "main")}`,
    })),
    "aws:ec2/subnet:Subnet": ec2("subnet", "subnet"),
    "aws:ec2/internetGateway:InternetGateway": ec2("igw", "internet-gateway"),
    "aws:ec2/routeTable:RouteTable": ec2("rtb", "route-table"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": (it) => ({ id: `rtbassoc-${it.hex(17)}`, outputs: {} }),
    "aws:ec2/route:Route": (it) => ({ id: `r-${it.text("routeTableId")}${it.hex(10)}`, outputs: { state: "active" } }),
    "aws:ec2/eip:Eip": (it) => {
        const id = `eipalloc-${it.hex(17)}`;
        return {
            id,
            outputs: {
                allocationId: id,
                arn: it.arn("ec2", `elastic-ip/${id}`),
                publicIp: `203.0.113.${1 + (parseInt(it.hex(4), 16) % 254)}`,
            },
        };
    },
    "aws:ec2/eipAssociation:EipAssociation": (it) => ({ id: `eipassoc-${it.hex(17)}`, outputs: {} }),
    "aws:ec2/natGateway:NatGateway": (it) => ({ id: `nat-${it.hex(17)}`, outputs: {} }),
    "aws:ec2/instance:Instance": ec2("i", "instance", (it) => ({
        privateIp: `10.0.${parseInt(it.hex(2), 16)}.${1 + (parseInt(it.hex(4), 16) % 254)}`,
        publicIp: `203.0.113.${1 + (parseInt(it.hex(4), 16) % 254)}`,
    })),
    "aws:ec2/securityGroup:SecurityGroup": ec2("sg", "security-group", (it) => ({
        name: it.named(),
        ownerId: it.account,
    })),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": groupRule,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": groupRule,
    "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpce", "vpc-endpoint", (it) => ({
        prefixListId: `pl-${it.hex(8)}`,
        ownerId: it.account,
        state: "available",
        networkInterfaceIds:
            (it.inputs.subnetIds as readonly string[] | undefined)?.map(
                (_, index) => `eni-${it.hex(17, String(index))}`,
            ) ?? [],
    })),
    "awsx:ec2:Vpc": vpc,
};

function ec2(
    prefix: string,
    kind: string,
    more: (it: ResourceRequest) => StandInResult["outputs"] = () => ({}),
): StandIn {
    return (it) => {
        const id = `${prefix}-${it.hex(17)}`;
        return { id, outputs: { arn: it.arn("ec2", `${kind}/${id}`), ...more(it) } };
    };
}

function groupRule(it: ResourceRequest): StandInResult {
    const id = `sgr-${it.hex(17)}`;
    return { id, outputs: { arn: it.arn("ec2", `security-group-rule/${id}`), securityGroupRuleId: id } };
}

/** AWSX builds its VPC inside its plugin, where no recorder sees the parts; here are the ids they would have. */
function vpc(it: ResourceRequest): StandInResult {
    const names = it.inputs.availabilityZoneNames as readonly string[] | undefined;
    const asked = it.inputs.numberOfAvailabilityZones;
    const zones = names?.length ?? (typeof asked === "number" ? asked : 2);
    const specs = it.inputs.subnetSpecs as readonly { readonly type?: string }[] | undefined;
    const kinds = specs?.map((spec) => spec.type) ?? ["Public", "Private"];
    const perZone = (prefix: string, kind: string): string[] =>
        kinds.includes(kind)
            ? Array.from({ length: zones }, (_, zone) => `${prefix}-${it.hex(17, `${kind}${zone}`)}`)
            : [];
    const tables = ["Public", "Private", "Isolated"].flatMap((kind) => perZone("rtb", kind));
    const strategy = (it.inputs.natGateways as { readonly strategy?: string } | undefined)?.strategy ?? "OnePerAz";
    const gateways = { None: 0, Single: 1, OnePerAz: zones }[strategy] ?? 0;
    const each = (values: readonly string[], key: string): { readonly [key: string]: string }[] =>
        values.map((value) => ({ [key]: value }));
    return {
        id: "",
        outputs: {
            vpcId: `vpc-${it.hex(17)}`,
            publicSubnetIds: perZone("subnet", "Public"),
            privateSubnetIds: perZone("subnet", "Private"),
            isolatedSubnetIds: perZone("subnet", "Isolated"),
            routeTableIds: tables,
            routeTables: each(tables, "id"),
            internetGateway: { id: `igw-${it.hex(17)}` },
            natGateways: Array.from({ length: gateways }, (_, zone) => ({ id: `nat-${it.hex(17, String(zone))}` })),
            vpc: {
                id: `vpc-${it.hex(17)}`,
                arn: it.arn("ec2", `vpc/vpc-${it.hex(17)}`),
                cidrBlock: it.text("cidrBlock") || "10.0.0.0/16",
            },
        },
    };
}
