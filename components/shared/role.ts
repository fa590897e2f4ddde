import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";

import { renderPolicy, trustService } from "../documents/policy";
import type { Statement } from "../shell";
import type { EnvironmentContext } from "../context";

/** A role, and what must exist before a service acts under it. */
export interface RoleInUse {
    readonly arn: pulumi.Output<string>;
    readonly name: pulumi.Output<string>;
    /** For `dependsOn` of whatever acts as soon as it is created: Pulumi sees that it needs the role, but not the policy. */
    readonly ready: readonly pulumi.Resource[];
}

/** Makes a role that one party may assume, with exactly these permissions. */
export function makeRole(
    name: string,
    { trust, allow }: { readonly trust: pulumi.Input<string>; readonly allow: readonly Statement[] },
    opts: pulumi.CustomResourceOptions,
): RoleInUse {
    const role = new iam.Role(name, { assumeRolePolicy: trust }, opts);
    if (allow.length === 0) return { arn: role.arn, name: role.name, ready: [role] };
    const policy = new iam.RolePolicy(name, { role: role.id, policy: renderPolicy(allow) }, opts);
    return { arn: role.arn, name: role.name, ready: [policy] };
}

/** Makes the role under which EventBridge starts exactly this, for all rules that start it. */
export function makeStarter(
    name: string,
    starts: readonly Statement[],
    { account }: Pick<EnvironmentContext, "account">,
    opts: pulumi.CustomResourceOptions,
): RoleInUse {
    return makeRole(name, { trust: trustService("events.amazonaws.com", account), allow: starts }, opts);
}
