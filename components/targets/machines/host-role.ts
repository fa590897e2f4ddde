import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { trustInstances } from "../../documents/policy";
import type { Statement } from "../../shell";
import { makeRole, type RoleInUse } from "../../shared/role";

/**
 * What the agent of Systems Manager asks under the instance's role: AmazonSSMManagedInstanceCore, without GetParameter and
 * GetParameters. With those, whatever runs on a machine of one line could read every parameter of the account that AWS's own
 * key encrypts.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
 */
const SYSTEMS_MANAGER = [
    "ssm:DescribeAssociation",
    "ssm:GetDeployablePatchSnapshotForInstance",
    "ssm:GetDocument",
    "ssm:DescribeDocument",
    "ssm:GetManifest",
    "ssm:ListAssociations",
    "ssm:ListInstanceAssociations",
    "ssm:PutInventory",
    "ssm:PutComplianceItems",
    "ssm:PutConfigurePackageResult",
    "ssm:UpdateAssociationStatus",
    "ssm:UpdateInstanceAssociationStatus",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
] as const;

export interface HostRoleArgs {
    /** Where user data, agent and application are logged. */
    readonly log: cloudwatch.LogGroup;
    /** What the agent that deploys there needs. */
    readonly deployer: readonly Statement[];
    /** What is needed to fetch what a release carries, and whatever else the kind of machine asks for. */
    readonly more: readonly Statement[];
}

/** Under what a machine acts, whoever acts there. */
export interface HostRole extends RoleInUse {
    readonly profileArn: pulumi.Output<string>;
    readonly profileName: pulumi.Output<string>;
}

/** Makes the role of a line's machines, with their profile. */
export function makeHostRole(
    line: string,
    { log, deployer, more }: HostRoleArgs,
    opts: pulumi.CustomResourceOptions,
): HostRole {
    const name = `${line}-host`;
    const role = makeRole(
        name,
        {
            trust: trustInstances(),
            allow: [
                ...deployer,
                {
                    actions: [...SYSTEMS_MANAGER],
                    on: "*",
                    because: "AWS publishes what Systems Manager's agent calls on everything",
                },
                { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], on: [pulumi.interpolate`${log.arn}:*`] },
                ...more,
            ],
        },
        opts,
    );
    const profile = new iam.InstanceProfile(name, { role: role.name }, opts);
    return { ...role, ready: [...role.ready, profile], profileArn: profile.arn, profileName: profile.name };
}
