/** Actions that know no resources, so that `*` is all AWS takes; `tests/iam` holds the list against AWS's own data. */
export const NO_RESOURCE_LEVEL: Readonly<Record<string, string>> = {
    "ecr:GetAuthorizationToken": "the token is for a registry as a whole",
    "ecs:DescribeTaskDefinition": "reading a task definition",
    "elasticloadbalancing:DescribeListeners": "what only reads",
    "elasticloadbalancing:DescribeRules": "what only reads",
    "elasticloadbalancing:DescribeTargetGroups": "what only reads",
};
