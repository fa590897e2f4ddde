// VPCs and what belongs to them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_EC2.html
import type { Json, JsonObject } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { flag, listOf, number, objectsIn, type Shape, string, tags, textIn } from "../shapes";
import { type ResourceTypes, wordIn } from "./types";

const SOURCES = ["CidrIp", "CidrIpv6", "SourceSecurityGroupId", "DestinationSecurityGroupId", "SourcePrefixListId"];
const separateRule: Shape = {
    GroupId: "securityGroupId",
    Description: "description",
    IpProtocol: ["ipProtocol", string],
    FromPort: ["fromPort", number],
    ToPort: ["toPort", number],
    CidrIp: "cidrIpv4",
    CidrIpv6: "cidrIpv6",
    SourceSecurityGroupId: "referencedSecurityGroupId",
    DestinationSecurityGroupId: "referencedSecurityGroupId",
};

export const network: ResourceTypes = {
    "AWS::EC2::VPC": {
        type: "aws:ec2/vpc:Vpc",
        shape: {
            CidrBlock: "cidrBlock",
            EnableDnsHostnames: ["enableDnsHostnames", flag],
            EnableDnsSupport: ["enableDnsSupport", flag],
            InstanceTenancy: "instanceTenancy",
            Tags: ["tags", tags],
        },
        ref: "id",
        attributes: {
            VpcId: "id",
            CidrBlock: "cidrBlock",
            DefaultSecurityGroup: "defaultSecurityGroupId",
            DefaultNetworkAcl: ({ resource }) => wordIn(resource, "id").replace("vpc-", "acl-"),
            Ipv6CidrBlocks: () => [],
            CidrBlockAssociations: () => [],
        },
    },
    "AWS::EC2::Subnet": {
        type: TYPE.subnet,
        shape: {
            VpcId: "vpcId",
            CidrBlock: "cidrBlock",
            AvailabilityZone: "availabilityZone",
            MapPublicIpOnLaunch: ["mapPublicIpOnLaunch", flag],
            Tags: ["tags", tags],
        },
        ref: "id",
        attributes: {
            SubnetId: "id",
            VpcId: "vpcId",
            AvailabilityZone: "availabilityZone",
            CidrBlock: "cidrBlock",
            NetworkAclAssociationId: () => "",
            Ipv6CidrBlocks: () => [],
        },
    },
    "AWS::EC2::InternetGateway": {
        type: "aws:ec2/internetGateway:InternetGateway",
        shape: { Tags: ["tags", tags] },
        ref: "id",
        attributes: { InternetGatewayId: "id" },
    },
    "AWS::EC2::VPCGatewayAttachment": {
        type: "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
        shape: { VpcId: "vpcId", InternetGatewayId: "internetGatewayId" },
        ref: "id",
    },
    "AWS::EC2::RouteTable": {
        type: "aws:ec2/routeTable:RouteTable",
        shape: { VpcId: "vpcId", Tags: ["tags", tags] },
        ref: "id",
        attributes: { RouteTableId: "id" },
    },
    "AWS::EC2::Route": {
        type: "aws:ec2/route:Route",
        shape: {
            RouteTableId: "routeTableId",
            DestinationCidrBlock: "destinationCidrBlock",
            DestinationIpv6CidrBlock: "destinationIpv6CidrBlock",
            GatewayId: "gatewayId",
            NatGatewayId: "natGatewayId",
        },
        ref: "id",
        attributes: { CidrBlock: "destinationCidrBlock" },
    },
    "AWS::EC2::SubnetRouteTableAssociation": {
        type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
        shape: { RouteTableId: "routeTableId", SubnetId: "subnetId" },
        ref: "id",
        attributes: { Id: "id" },
    },
    "AWS::EC2::EIP": {
        type: TYPE.elasticAddress,
        shape: { Domain: "domain", InstanceId: "instance", Tags: ["tags", tags] },
        ref: "publicIp",
        attributes: { AllocationId: "allocationId", PublicIp: "publicIp" },
    },
    "AWS::EC2::EIPAssociation": {
        type: TYPE.addressAssociation,
        shape: { AllocationId: "allocationId", InstanceId: "instanceId" },
        ref: "id",
        attributes: { Id: "id" },
    },
    "AWS::EC2::NatGateway": {
        type: "aws:ec2/natGateway:NatGateway",
        shape: {
            AllocationId: "allocationId",
            SubnetId: "subnetId",
            ConnectivityType: "connectivityType",
            Tags: ["tags", tags],
        },
        ref: "id",
        attributes: {
            NatGatewayId: "id",
            EniId: ({ resource }) => wordIn(resource, "id").replace("nat-", "eni-"),
        },
    },
    "AWS::EC2::SecurityGroup": {
        type: TYPE.securityGroup,
        shape: {
            GroupName: "name",
            GroupDescription: "description",
            VpcId: "vpcId",
            SecurityGroupIngress: ["ingress", (value) => objectsIn(value).map(ruleOf)],
            SecurityGroupEgress: ["egress", (value) => objectsIn(value).map(ruleOf)],
            Tags: ["tags", tags],
        },
        ref: "id",
        attributes: { GroupId: "id", Id: "id", VpcId: "vpcId" },
    },
    "AWS::EC2::SecurityGroupIngress": {
        type: TYPE.securityGroupIngressRule,
        shape: separateRule,
        ref: "id",
        attributes: { Id: "id" },
    },
    "AWS::EC2::SecurityGroupEgress": {
        type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        shape: separateRule,
        ref: "id",
        attributes: { Id: "id" },
    },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html */
function ruleOf(rule: JsonObject): JsonObject {
    const list = (key: string): Json => listOf(rule[key]);
    const groups = SOURCES.filter((key) => key.endsWith("SecurityGroupId")).flatMap((key) => listOf(rule[key]));
    return {
        protocol: textIn(rule, "IpProtocol"),
        fromPort: Number(rule["FromPort"] ?? 0),
        toPort: Number(rule["ToPort"] ?? 0),
        cidrBlocks: list("CidrIp"),
        ipv6CidrBlocks: list("CidrIpv6"),
        securityGroups: groups,
        ...(rule["Description"] === undefined ? {} : { description: rule["Description"] }),
    };
}
