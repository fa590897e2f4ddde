// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
import { TYPE } from "../../../plan/tokens";
import { document, listOf, many, number, tags } from "../shapes";
import { type Beside, type Made, type ResourceTypes, wordIn } from "./types";

export const iam: ResourceTypes = {
    "AWS::IAM::Role": {
        type: TYPE.role,
        shape: {
            RoleName: "name",
            Path: "path",
            Description: "description",
            AssumeRolePolicyDocument: ["assumeRolePolicy", document],
            ManagedPolicyArns: "managedPolicyArns",
            PermissionsBoundary: "permissionsBoundary",
            MaxSessionDuration: ["maxSessionDuration", number],
            Policies: ["inlinePolicies", many({ PolicyName: "name", PolicyDocument: ["policy", document] })],
            Tags: ["tags", tags],
        },
        longest: 64,
        ref: "name",
        attributes: { Arn: "arn", RoleId: "uniqueId" },
    },
    "AWS::IAM::Policy": {
        // One policy that stands in several roles is one of each of them.
        type: TYPE.rolePolicy,
        shape: {
            PolicyName: "name",
            PolicyDocument: ["policy", document],
            Roles: ["role", (value) => listOf(value)[0] ?? ""],
        },
        ref: "name",
        attributes: { Id: "id" },
        beside: ({ logicalId, properties, resource }) =>
            listOf(properties["Roles"])
                .slice(1)
                .map((role, at) => ({
                    name: `${logicalId}-${at + 2}`,
                    type: TYPE.rolePolicy,
                    inputs: { ...resource.inputs, role },
                })),
    },
    "AWS::IAM::RolePolicy": {
        type: TYPE.rolePolicy,
        shape: { PolicyName: "name", PolicyDocument: ["policy", document], RoleName: "role" },
        ref: "name",
    },
    "AWS::IAM::ManagedPolicy": {
        type: "aws:iam/policy:Policy",
        shape: {
            ManagedPolicyName: "name",
            Description: "description",
            Path: "path",
            PolicyDocument: ["policy", document],
            Roles: null,
        },
        longest: 128,
        ref: "arn",
        attributes: { PolicyArn: "arn", PolicyId: "policyId" },
        beside: attachments,
    },
    "AWS::IAM::InstanceProfile": {
        type: TYPE.instanceProfile,
        shape: { InstanceProfileName: "name", Path: "path", Roles: ["role", (value) => listOf(value)[0] ?? ""] },
        ref: "name",
        attributes: { Arn: "arn" },
    },
};

function attachments({ logicalId, properties, resource }: Made): readonly Beside[] {
    return listOf(properties["Roles"]).map((role, at) => ({
        name: at === 0 ? logicalId : `${logicalId}-${at + 1}`,
        type: TYPE.rolePolicyAttachment,
        inputs: { role, policyArn: wordIn(resource, "arn") },
    }));
}
