// Why some statements stand on `*`; `tests/iam` holds both tables against AWS's own data.
import { isRecord } from "../plan/plans";

/** Actions that know no resources, so that `*` is all AWS takes. */
export const NO_RESOURCE_LEVEL: Readonly<Record<string, string>> = {
    "ecr:GetAuthorizationToken": "the token is for a registry as a whole",
    "ecr-public:GetAuthorizationToken": "the token is for a registry as a whole",
    "sts:GetServiceBearerToken": "the token says who asks",
    "ecs:DescribeTaskDefinition": "reading a task definition",
    "inspector2:ListCoverage": "what Inspector covers",
    "inspector2:ListFindings": "what Inspector found",
    "elasticloadbalancing:DescribeListeners": "what only reads",
    "elasticloadbalancing:DescribeRules": "what only reads",
    "elasticloadbalancing:DescribeTargetGroups": "what only reads",
    "elasticloadbalancing:DescribeLoadBalancerAttributes": "what only reads",
    "elasticloadbalancing:DescribeLoadBalancers": "what only reads",
    "elasticloadbalancing:DescribeTargetGroupAttributes": "what only reads",
    "elasticloadbalancing:DescribeTargetHealth": "what only reads",
    "autoscaling:DescribeAutoScalingGroups": "what only reads",
    "autoscaling:DescribeAutoScalingInstances": "what only reads",
    "autoscaling:DescribeLifecycleHooks": "what only reads",
    "autoscaling:DescribeScalingActivities": "what only reads",
    "ec2:DescribeAvailabilityZones": "what only reads",
    "ec2:DescribeInstances": "what only reads",
    "ec2:DescribeInstanceStatus": "what only reads",
    "tag:GetResources": "what only reads",
    "pricing:GetProducts": "prices of all of AWS",
    "sagemaker:ListApps": "what only reads",
    "sagemaker:ListDomains": "what only reads",
    "sagemaker:ListModelPackageGroups": "what only reads",
    "sagemaker:ListPipelines": "what only reads",
    "sagemaker:ListProjects": "what only reads",
    "sagemaker:ListSpaces": "what only reads",
    "sagemaker:ListUserProfiles": "what only reads",
    "application-autoscaling:DescribeScalableTargets": "what only reads",
    "application-autoscaling:DescribeScalingPolicies": "what only reads",
    "application-autoscaling:DescribeScheduledActions": "what only reads",
    "cloudformation:ValidateTemplate": "a template that is in no stack yet",
    "ssm:ListCommandInvocations": "the answers to a command",
    ...Object.fromEntries(
        [
            ...["ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetManifest", "ssm:ListAssociations"],
            ...["ssm:PutConfigurePackageResult", "ssm:PutInventory"],
            ...["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"].map(
                (channel) => `ssmmessages:${channel}`,
            ),
            ...["AcknowledgeMessage", "DeleteMessage", "FailMessage", "GetEndpoint", "GetMessages", "SendReply"].map(
                (message) => `ec2messages:${message}`,
            ),
        ].map((action) => [action, "what Systems Manager's agent says for its own machine"]),
    ),
};

/** What Systems Manager's agent asks about documents and associations of whoever manages the machine, AWS among them. */
const OF_ANYBODY: Needed = {
    because:
        "a machine runs documents and associations of AWS and of whoever manages it, and has no name before it is launched",
    source: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html",
    when: [],
};

/** What CloudFormation asks of models and configurations, to which it gives names that nobody else knows. */
const OF_DELETED: Needed = {
    because:
        "CloudFormation makes up the name, and waits until what it has deleted is not there: by then no tag says whose it was",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html",
    when: [],
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
    "cloudwatch:PutMetricData": {
        because:
            "a metric is of an account, and its namespace is a condition; the data sets that IAM knows are none of ours",
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html",
        when: ["cloudwatch:namespace"],
    },
    "ecs:CreateTaskSet": {
        because: "the task set that is asked about does not exist yet; its cluster and its service do",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html",
        when: ["ecs:cluster", "ecs:service"],
    },
    "ecs:ListTasks": {
        because: "IAM knows machines of a cluster for it, and Fargate has none; the cluster is a condition",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html",
        when: ["ecs:cluster"],
    },
    "sagemaker:ListModelPackages": {
        because: "IAM knows model packages for it, and no group: a list cannot name what it is about to find",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html",
        when: [],
    },
    "sagemaker:DescribeEndpointConfig": OF_DELETED,
    "sagemaker:DescribeModel": OF_DELETED,
    "sagemaker:ListTags": OF_DELETED,
    "ssm:DescribeAssociation": OF_ANYBODY,
    "ssm:DescribeDocument": OF_ANYBODY,
    "ssm:GetDocument": OF_ANYBODY,
    "ssm:ListInstanceAssociations": OF_ANYBODY,
    "ssm:PutComplianceItems": OF_ANYBODY,
    "ssm:UpdateAssociationStatus": OF_ANYBODY,
    "ssm:UpdateInstanceAssociationStatus": OF_ANYBODY,
    "ssm:UpdateInstanceInformation": OF_ANYBODY,
};

/** Whether one of the tables says why this action stands on `*`, under this condition. */
export function starIsExplained(action: string, condition: unknown): boolean {
    if (action in NO_RESOURCE_LEVEL) return true;
    const keys = isRecord(condition)
        ? Object.values(condition).flatMap((of) => (isRecord(of) ? Object.keys(of) : []))
        : [];
    return STAR_NEEDED[action]?.when.every((key) => keys.includes(key)) ?? false;
}
