// AWS's own managed policies, as roles of others have them attached: copies with version and date, from the package moto
// 5.2.5, read on 29 Nov 2026. AWS may have changed one since; what is not here, nobody can say.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
import attached from "./managed-policies/attached.json";
import codeDeploy from "./managed-policies/AWSCodeDeployRole.json";
import codeDeployForEcs from "./managed-policies/AWSCodeDeployRoleForECS.json";
import taskExecution from "./managed-policies/AmazonECSTaskExecutionRolePolicy.json";
import managedInstance from "./managed-policies/AmazonSSMManagedInstanceCore.json";

interface Attached {
    /** When AWS last changed it. */
    readonly updated: string;
    readonly document: unknown;
}

const POLICIES: ReadonlyMap<string, Attached> = new Map(
    [...attached, codeDeploy, codeDeployForEcs, taskExecution, managedInstance].map((each) => [each.name, each]),
);

/** The policy at this ARN, where it is AWS's and known. */
export function publishedAt(arn: string): Attached | undefined {
    const [, name = ""] = /^arn:[^:]+:iam::aws:policy\/(?:[^/]+\/)*([^/]+)$/.exec(arn) ?? [];
    return POLICIES.get(name);
}

/** For the page that says what is known. */
export const attachedPolicies: readonly string[] = [...POLICIES.keys()].sort();
