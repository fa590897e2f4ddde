// What belongs to a role, or to a user with keys: who may take it on, what it may do, and within which bounds.
import { UNREAD } from "./evaluate";
import { publishedAt } from "./managed-policies";
import { records, text, texts, type Planned, type Plans } from "../plan/plans";
import { statementsOf, type Statement } from "../plan/policies";
import type { Policy } from "./policies";
import { partitionOf } from "../text/partition";
import { TYPE } from "../plan/tokens";

export function policiesOfRoles(plans: Plans): readonly Policy[] {
    const roles = plans.ofType(TYPE.role).flatMap((role) => ownPolicies(role, plans));
    const inline = plans.ofType(TYPE.rolePolicy).map(({ plan, resource }) => ({
        says: `what ${resource.name} may do`,
        kind: "identity" as const,
        holder: arnOfRole(plan, text(resource, "role")),
        statements: statementsOf(resource.inputs["policy"]),
    }));
    const ofUsers = plans.ofType(TYPE.userPolicy).map(({ plan, resource }) => ({
        says: `what ${resource.name} may do`,
        kind: "identity" as const,
        holder: arnOfUser(plan, text(resource, "user")),
        statements: statementsOf(resource.inputs["policy"]),
    }));
    return [...roles, ...inline, ...ofUsers, ...attached(plans)];
}

/** Who calls AWS under policies that stand in the plans: roles, and users with keys. What people may, their groups say. */
export function callersOf(plans: Plans): readonly string[] {
    const roles = plans.ofType(TYPE.role).map(({ resource }) => text(resource, "arn"));
    const users = plans.ofType(TYPE.accessKey).map(({ plan, resource }) => arnOfUser(plan, text(resource, "user")));
    return [...new Set([...roles, ...users])];
}

function ownPolicies({ resource }: Planned, plans: Plans): readonly Policy[] {
    const { name, inputs } = resource;
    const holder = text(resource, "arn");
    const boundary = text(resource, "permissionsBoundary");
    const trust = statementsOf(inputs["assumeRolePolicy"]);
    return [
        { says: `who may assume ${name}`, kind: "trust", holder, statements: trust },
        ...records(inputs["inlinePolicies"]).map(({ name: policy, policy: document }) => ({
            says: `what ${name} may do (${String(policy)})`,
            kind: "identity" as const,
            holder,
            statements: statementsOf(document),
        })),
        ...texts(inputs["managedPolicyArns"]).map((arn) => managed(plans, name, holder, arn)),
        ...(boundary === "" ? [] : [boundaryOf(plans, name, holder, boundary)]),
    ];
}

/** Policies that stand by themselves and are attached to roles. */
function attached(plans: Plans): readonly Policy[] {
    return [TYPE.rolePolicyAttachment, TYPE.policyAttachment]
        .flatMap((type) => plans.ofType(type))
        .flatMap(({ plan, resource }) =>
            [...texts(resource.inputs["role"]), ...texts(resource.inputs["roles"])].map((role) =>
                managed(plans, resource.name, arnOfRole(plan, role), text(resource, "policyArn")),
            ),
        );
}

function managed(plans: Plans, name: string, holder: string, arn: string): Policy {
    const found = plans.at(arn);
    const published = found ? undefined : publishedAt(arn);
    return {
        says: `what ${name} may do (${arn}${published ? ` as AWS published it on ${published.updated}` : ""})`,
        kind: "identity",
        holder,
        statements: found
            ? statementsOf(found.resource.inputs["policy"])
            : published
              ? statementsOf(published.document)
              : unread(`what ${arn} says stands in no plan; write its statements into the role`),
    };
}

/** What a role may not go beyond; another stack makes it, as a rule, for the one that carries it may not change it. */
function boundaryOf(plans: Plans, name: string, holder: string, arn: string): Policy {
    const bounds = { says: `the permissions boundary of ${name}`, kind: "boundary" as const };
    const policy = { ...managed(plans, name, holder, arn), ...bounds };
    if (policy.statements.every((statement) => !(UNREAD in statement))) return policy;
    const reason = `what ${arn} says stands in no plan; name the stack that makes it as well, --stack account for one`;
    return { ...policy, statements: unread(reason) };
}

/** It might permit and forbid anything. */
function unread(reason: string): readonly Statement[] {
    return ["Allow", "Deny"].map((Effect) => ({ Effect, Action: "*", Resource: "*", [UNREAD]: reason }));
}

const arnOfRole = (plan: Planned["plan"], name: string): string => arnOf(plan, { type: TYPE.role, kind: "role", name });
const arnOfUser = (plan: Planned["plan"], name: string): string => arnOf(plan, { type: TYPE.user, kind: "user", name });

/** Both are named by their names, and an ARN may have a path that the name does not say. */
function arnOf(
    plan: Planned["plan"],
    { type, kind, name }: { readonly type: string; readonly kind: string; readonly name: string },
): string {
    const found = plan.resources.find((made) => made.type === type && text(made, "name") === name);
    return found ? text(found, "arn") : `arn:${partitionOf(plan.region)}:iam::${plan.account}:${kind}/${name}`;
}
