// Why some statements stand on `*`; `tests/iam` holds both tables against AWS's own data.
import { isRecord } from "../plan/plans";

/** Actions that know no resources, so that `*` is all AWS takes. */
export const NO_RESOURCE_LEVEL: Readonly<Record<string, string>> = {
    "ecr:GetAuthorizationToken": "the token is for a registry as a whole",
    "ecs:DescribeTaskDefinition": "reading a task definition",
    "inspector2:ListCoverage": "what Inspector covers",
    "inspector2:ListFindings": "what Inspector found",
    "elasticloadbalancing:DescribeListeners": "what only reads",
    "elasticloadbalancing:DescribeRules": "what only reads",
    "elasticloadbalancing:DescribeTargetGroups": "what only reads",
};

interface Needed {
    readonly because: string;
    readonly source: string;
    /** Condition keys that make it narrow all the same; without them the star is too much. */
    readonly when: readonly string[];
}

/** Actions that know resources and do not work on less than `*`. */
export const STAR_NEEDED: Readonly<Record<string, Needed>> = {
    "cloudwatch:DescribeAlarms": {
        because: "CloudWatch answers nothing about composite alarms to a permission of a narrower scope",
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html",
        when: [],
    },
    "ecs:CreateTaskSet": {
        because: "the task set that is asked about does not exist yet; its cluster and its service do",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html",
        when: ["ecs:cluster", "ecs:service"],
    },
};

/** Whether one of the tables says why this action stands on `*`, under this condition. */
export function starIsExplained(action: string, condition: unknown): boolean {
    if (action in NO_RESOURCE_LEVEL) return true;
    const keys = isRecord(condition)
        ? Object.values(condition).flatMap((of) => (isRecord(of) ? Object.keys(of) : []))
        : [];
    return STAR_NEEDED[action]?.when.every((key) => keys.includes(key)) ?? false;
}
