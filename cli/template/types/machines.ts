// Virtual machines, by themselves and in groups.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_EC2.html
import type { JsonObject } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { camelised, defined, flag, many, number, objectIn, objectsIn, one, string, tags, textIn } from "../shapes";
import { type ResourceTypes, wordIn } from "./types";

export const machines: ResourceTypes = {
    "AWS::EC2::Instance": {
        type: TYPE.instance,
        shape: {
            ImageId: "ami",
            InstanceType: "instanceType",
            IamInstanceProfile: "iamInstanceProfile",
            SubnetId: "subnetId",
            SecurityGroupIds: "vpcSecurityGroupIds",
            AvailabilityZone: "availabilityZone",
            KeyName: "keyName",
            UserData: "userDataBase64",
            MetadataOptions: ["metadataOptions", (value) => camelised(value, [])],
            LaunchTemplate: [
                "launchTemplate",
                one({ LaunchTemplateId: "id", LaunchTemplateName: "name", Version: ["version", string] }),
            ],
            NetworkInterfaces: null,
            Tags: ["tags", tags],
        },
        ref: "id",
        more: (properties) => interfaceOf(objectsIn(properties["NetworkInterfaces"])[0]),
        attributes: {
            InstanceId: "id",
            PrivateIp: "privateIp",
            PublicIp: "publicIp",
            AvailabilityZone: "availabilityZone",
            PrivateDnsName: ({ resource }) => nameOf("ip", wordIn(resource, "privateIp"), "ec2.internal"),
            PublicDnsName: ({ resource }) => nameOf("ec2", wordIn(resource, "publicIp"), "compute.amazonaws.com"),
            VpcId: () => "",
            "State.Code": () => "16",
            "State.Name": () => "running",
        },
    },
    "AWS::EC2::LaunchTemplate": {
        type: TYPE.launchTemplate,
        shape: { LaunchTemplateName: "name", LaunchTemplateData: null, TagSpecifications: null },
        more: (properties) => launched(objectIn(properties, "LaunchTemplateData")),
        ref: "id",
        attributes: {
            LaunchTemplateId: "id",
            LatestVersionNumber: ({ resource }) => String(resource.outputs["latestVersion"]),
            DefaultVersionNumber: ({ resource }) => String(resource.outputs["defaultVersion"]),
        },
    },
    "AWS::AutoScaling::AutoScalingGroup": {
        type: TYPE.autoScalingGroup,
        shape: {
            AutoScalingGroupName: "name",
            MinSize: ["minSize", number],
            MaxSize: ["maxSize", number],
            DesiredCapacity: ["desiredCapacity", number],
            VPCZoneIdentifier: "vpcZoneIdentifiers",
            TargetGroupARNs: "targetGroupArns",
            HealthCheckType: "healthCheckType",
            HealthCheckGracePeriod: ["healthCheckGracePeriod", number],
            LaunchTemplate: [
                "launchTemplate",
                one({ LaunchTemplateId: "id", LaunchTemplateName: "name", Version: ["version", string] }),
            ],
            Tags: ["tags", many({ Key: "key", Value: "value", PropagateAtLaunch: ["propagateAtLaunch", flag] })],
        },
        ref: "name",
        attributes: { AutoScalingGroupARN: "arn" },
    },
};

function launched(data: JsonObject): JsonObject {
    const { ImageId, InstanceType, KeyName, SecurityGroupIds, UserData, IamInstanceProfile, MetadataOptions } = data;
    const said = defined({
        imageId: ImageId,
        instanceType: InstanceType,
        keyName: KeyName,
        vpcSecurityGroupIds: SecurityGroupIds,
        userData: UserData,
        iamInstanceProfile: IamInstanceProfile === undefined ? undefined : camelised(IamInstanceProfile, []),
        metadataOptions: MetadataOptions === undefined ? undefined : camelised(MetadataOptions, []),
    });
    const tagged = objectsIn(data["TagSpecifications"]).map((each) => ({
        resourceType: textIn(each, "ResourceType"),
        tags: tags(each["Tags"] ?? [], "", () => undefined),
    }));
    return { ...said, ...(tagged.length > 0 ? { tagSpecifications: tagged } : {}) };
}

/** The first interface of an instance says what the instance may say itself. */
function interfaceOf(given: JsonObject = {}): JsonObject {
    const { SubnetId: subnetId, GroupSet: vpcSecurityGroupIds, AssociatePublicIpAddress: shown } = given;
    return defined({
        subnetId,
        vpcSecurityGroupIds,
        associatePublicIpAddress: shown === undefined ? undefined : shown === true || shown === "true",
    });
}

const nameOf = (head: string, address: string, domain: string): string =>
    `${head}-${address.replaceAll(".", "-")}.${domain}`;
