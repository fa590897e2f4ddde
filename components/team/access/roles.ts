import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentRef } from "../../environment-ref";
import { trustPeople } from "../documents";
import type { Access, GroupOfTeam } from "./access";

/** Seconds: a working day's part. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const SESSION_SECONDS = 4 * 60 * 60;

/** A role per group, which users of this account assume for some hours. */
export const roles: Access = {
    kind: "roles",
    member: {
        like: /^arn:aws[\w-]*:iam::\d{12}:(root|user\/[\w+=,.@/-]+)$/,
        allowed: "the ARN of an IAM user; or of the account's root, for every user there whose own policies allow it",
        example: "arn:aws:iam::111122223333:user/ana",
    },
    grant(name, groups, { ref }, opts) {
        const made = groups.map((group) => ({ group, role: roleOf(name, group, opts) }));
        return {
            outputs: Object.fromEntries(made.map(({ group, role }) => [`${group.group}RoleArn`, role.arn])),
            nextSteps: made.map(({ group, role }) => howToTakeOn(ref, group, role)),
        };
    },
};

function roleOf(name: string, { group, members, policies }: GroupOfTeam, opts: pulumi.CustomResourceOptions): iam.Role {
    const role = new iam.Role(
        `${name}-${group}`,
        { assumeRolePolicy: trustPeople(members), maxSessionDuration: SESSION_SECONDS },
        opts,
    );
    for (const policy of policies) {
        new iam.RolePolicyAttachment(policy.name, { role: role.name, policyArn: policy.arn }, opts);
    }
    return role;
}

function howToTakeOn({ environment }: EnvironmentRef, { group }: GroupOfTeam, role: iam.Role): pulumi.Output<string> {
    return pulumi.interpolate`${group} of ${environment} put this into ~/.aws/config: [profile ${environment}-${group}] role_arn=${role.arn} source_profile=<your profile> mfa_serial=<ARN of your MFA device> role_session_name=<your user name>; another session name is refused`;
}
