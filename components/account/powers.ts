// The roles with which git brings a stack up, one per kind of operation.
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";

import { autonamed, type EnvironmentRef } from "../environment-ref";
import { renderPolicy } from "../documents/policy";
import type { Statement } from "../shell";
import { rolesBoundary, rolesBoundaryArn, rolesBoundaryName, updateBoundary } from "./boundaries";

/** Operations on a stack: to see what would change, to see what somebody changed by hand, to change it. */
export type Power = "preview" | "drift" | "update";

interface OfPower {
    readonly managed?: string;
    readonly statements?: (ref: EnvironmentRef, stack: string, names: string) => Statement[];
    /** It has the boundary of updates. */
    readonly bounded?: true;
}

const POWERS: Readonly<Record<Power, OfPower>> = {
    preview: { statements: previewStatements },
    drift: { managed: "ReadOnlyAccess" },
    update: { managed: "PowerUserAccess", statements: updateStatements, bounded: true },
};

/** Who assumes a role, and further permissions of it. */
export interface PowerOf {
    readonly power: Power;
    readonly trust: pulumi.Input<string>;
    readonly allow?: readonly Statement[];
}

/** Makes the roles of one stack, in the order in which they are given, and the boundary of the roles that updates make. */
export function powersOver(
    name: string,
    {
        stack,
        names = stack,
        ref,
        boundary: within = updateBoundary(ref),
        powers,
    }: {
        readonly stack: string;
        /** What the environments are called that it makes, with stars. @default as the stack */
        readonly names?: string;
        readonly ref: EnvironmentRef;
        /** What updates never do. @default what no update does */
        readonly boundary?: pulumi.Input<string>;
        readonly powers: readonly PowerOf[];
    },
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string>[] {
    const boundary = new iam.Policy(`${name}-boundary`, { policy: within }, opts);
    new iam.Policy(
        `${name}-roles-boundary`,
        { name: rolesBoundaryName(ref, stack), policy: rolesBoundary(ref, names) },
        opts,
    );
    return powers.map(({ power, trust, allow = [] }) => {
        const { managed, statements, bounded } = POWERS[power];
        const own = `${name}-${power}`;
        const bounds = bounded ? { permissionsBoundary: boundary.arn } : {};
        const role = new iam.Role(own, { assumeRolePolicy: trust, ...bounds }, opts);
        if (managed !== undefined) {
            const policyArn = `arn:${ref.partition}:iam::aws:policy/${managed}`;
            new iam.RolePolicyAttachment(own, { role: role.name, policyArn }, opts);
        }
        const inline = [...(statements?.(ref, stack, names) ?? []), ...allow];
        if (inline.length > 0) new iam.RolePolicy(own, { role: role.id, policy: renderPolicy(inline) }, opts);
        return role.arn;
    });
}

/** What a person has to do before git may change a stack's roles. */
export function boundaryStep(ref: EnvironmentRef, stack: string): string {
    return `roles of ${stack} are made and changed from git within a boundary alone: pulumi config set --stack ${stack} ${ref.project}:permissionsBoundary ${rolesBoundaryArn(ref, stack)}`;
}

/**
 * What a preview may ask AWS, as it runs a pull request's code: the zones of the region, a login to the registry without permission
 * on any repository, and which objects exist. It reads no object, parameter or secret, and writes nothing.
 */
export function previewStatements({ partition }: EnvironmentRef, stack: string): Statement[] {
    const bucketsOfStack = `arn:${partition}:s3:::${autonamed("*", { environment: stack })}`;
    return [
        {
            actions: ["ec2:DescribeAvailabilityZones", "ecr:GetAuthorizationToken"],
            on: "*",
            because: "neither knows resources, and a login alone opens no repository",
        },
        { actions: ["s3:ListBucket"], on: [bucketsOfStack] },
    ];
}

/**
 * Roles and policies of IAM that bear the stack's name; PowerUserAccess has everything but IAM. Rights are given to roles within
 * the boundary alone, and they are let in nowhere before; what is taken away is taken from any. Users have none of it, and groups cannot be bounded, so
 * a stack whose team has them is brought up by hand.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/PowerUserAccess.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function updateStatements(ref: EnvironmentRef, stack: string, names = stack): Statement[] {
    const own = (kind: string): string =>
        `arn:${ref.partition}:iam::${ref.account}:${kind}/${autonamed("*", { environment: names })}`;
    return [
        {
            actions: [
                "iam:CreateRole",
                "iam:PutRolePermissionsBoundary",
                "iam:PutRolePolicy",
                "iam:AttachRolePolicy",
                "iam:UpdateAssumeRolePolicy",
            ],
            on: [own("role")],
            when: { StringEquals: { "iam:PermissionsBoundary": rolesBoundaryArn(ref, stack) } },
        },
        {
            actions: [
                ...["Delete", "Get", "Tag", "Untag", "Update"].map((verb) => `iam:${verb}Role`),
                ...["iam:DeleteRolePolicy", "iam:GetRolePolicy", "iam:DetachRolePolicy"],
                ...["iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole"],
                ...["iam:UpdateRoleDescription", "iam:ListRoleTags", "iam:PassRole"],
            ],
            on: [own("role")],
        },
        {
            actions: [
                ...["Create", "Delete", "Get", "Tag", "Untag"].map((verb) => `iam:${verb}InstanceProfile`),
                ...["iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile"],
            ],
            on: [own("instance-profile"), own("role")],
        },
        {
            actions: [
                ...["Create", "Delete", "Get", "Tag", "Untag"].map((verb) => `iam:${verb}Policy`),
                ...["iam:CreatePolicyVersion", "iam:DeletePolicyVersion", "iam:GetPolicyVersion"],
                "iam:ListPolicyVersions",
            ],
            on: [own("policy")],
        },
    ];
}
