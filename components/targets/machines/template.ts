import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import type { HostRole } from "./host-role";
import type { Architecture, System } from "./user-data";

// unverified: EC2 reads Canonical's public parameters at launch, as it does AWS's own
// | fails as: no machine of a line of system ubuntu-24.04 is launched, the group's activities say why
// | settle: aws ec2 run-instances --dry-run --instance-type t3.micro --image-id resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id
/**
 * The public parameter that names each system's newest image, and the root volume there. EC2 reads it when it launches an
 * instance, so no release of AWS's changes a template, nor replaces a machine that runs.
 * https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
 * https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
 */
const IMAGES: Readonly<Record<System, { readonly of: (architecture: string) => string; readonly root: string }>> = {
    "amazon-linux-2023": {
        of: (architecture) => `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`,
        root: "/dev/xvda",
    },
    "ubuntu-24.04": {
        of: (architecture) =>
            `/aws/service/canonical/ubuntu/server/24.04/stable/current/${architecture === "arm64" ? "arm64" : "amd64"}/hvm/ebs-gp3/ami-id`,
        root: "/dev/sda1",
    },
};

/** GiB of the root volume, of which docker's images take the most. */
const ROOT_GIB = 16;

export interface TemplateArgs {
    readonly settings: {
        readonly system: System;
        readonly architecture: Architecture;
        readonly instanceType: string;
    };
    /** What a machine does once, when it starts. */
    readonly userData: pulumi.Output<string>;
    readonly role: HostRole;
    /** Where an instance stands in the network; a fixed one says so itself. */
    readonly standsIn?: { readonly groupId: pulumi.Output<string>; readonly publicAddress: boolean };
}

/** Tags by which deployments and questions find the machines of a line; what a template launches gets no default tags. */
export function tagsOf(line: string, { project, environment }: EnvironmentContext): Record<string, string> {
    return { "fairlead:project": project, "fairlead:environment": environment, "fairlead:line": line };
}

/** Makes the template of a line's machines, for those of a group and for a fixed one. */
export function makeTemplate(
    line: string,
    { settings, userData, role, standsIn }: TemplateArgs,
    context: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): ec2.LaunchTemplate {
    const { instanceType, architecture, system } = settings;
    const { of: parameter, root } = IMAGES[system];
    const tags = tagsOf(line, context);
    return new ec2.LaunchTemplate(
        line,
        {
            imageId: `resolve:ssm:${parameter(architecture)}`,
            instanceType,
            userData: userData.apply((text) => Buffer.from(text).toString("base64")),
            iamInstanceProfile: { arn: role.profileArn },
            // One hop: what runs in a container has nothing of the machine's role.
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            blockDeviceMappings: [
                {
                    deviceName: root,
                    ebs: { volumeType: "gp3", volumeSize: ROOT_GIB, encrypted: "true", deleteOnTermination: "true" },
                },
            ],
            ...(standsIn
                ? {
                      networkInterfaces: [
                          {
                              deviceIndex: 0,
                              securityGroups: [standsIn.groupId],
                              associatePublicIpAddress: String(standsIn.publicAddress),
                              deleteOnTermination: "true",
                          },
                      ],
                      // A machine that gives itself up is gone, so that its group starts another and somebody sees it.
                      instanceInitiatedShutdownBehavior: "terminate",
                  }
                : {}),
            tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
            updateDefaultVersion: true,
        },
        opts,
    );
}
