// What SageMaker's developer guide lists for the role of a pipeline, and for the roles of its jobs.
import type { Published } from "./types";

const GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg";
const ROLES = `${GUIDE}/sagemaker-roles.html`;
const READ =
    "awsdocs/amazon-sagemaker-developer-guide at 00adebdd153d, doc_source/sagemaker-roles.md, read on 29 Nov 2026";

/** The page's second policy of a job, which names what the first allows on everything; and what follows it for keys. */
const job: Published["statements"] = [
    {
        actions: [
            ...["cloudwatch:PutMetricData", "logs:CreateLogStream", "logs:PutLogEvents", "logs:CreateLogGroup"],
            ...["logs:DescribeLogStreams", "ecr:GetAuthorizationToken"],
        ],
        on: "*",
    },
    { actions: ["s3:ListBucket"], on: "arn:aws:s3:::inputbucket" },
    {
        actions: ["s3:GetObject", "s3:PutObject"],
        on: ["arn:aws:s3:::inputbucket/object", "arn:aws:s3:::outputbucket/path"],
    },
    {
        actions: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        on: "arn:aws:ecr:region::repository/my-repo",
    },
    { actions: ["kms:Decrypt"], on: "*" },
];
const narrowed: Published["narrowed"] = [
    {
        action: "cloudwatch:PutMetricData",
        because:
            "to the namespaces of SageMaker's own jobs: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html",
    },
    ...["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"].map(
        (action) => ({
            action,
            because: `SageMaker's jobs log to groups of these names alone: ${GUIDE}/logging-cloudwatch.html`,
        }),
    ),
];

export const sagemaker: readonly Published[] = [
    {
        of: "Pipeline Role Permissions",
        page: `${GUIDE}/build-and-manage-access.html`,
        read: "awsdocs/amazon-sagemaker-developer-guide at 0b2439746bba, doc_source/build-and-manage-access.md, read on 29 Nov 2026",
        at: ["training"],
        statements: [
            { actions: ["iam:PassRole"], on: "the role that is being passed" },
            {
                actions: [
                    ...["sagemaker:CreateProcessingJob", "sagemaker:DescribeProcessingJob"],
                    ...["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob"],
                    ...["sagemaker:CreateModelPackage", "sagemaker:DescribeModelPackage"],
                ],
                on: "each of the job types in the pipeline",
            },
            { actions: ["s3:GetObject", "s3:HeadObject"], on: "arn:aws:s3:::<your-bucket-arn>/*" },
        ],
        leftOut: [
            {
                action: "s3:HeadObject",
                because:
                    "there is no such action, HeadObject asks for s3:GetObject: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html",
            },
        ],
    },
    {
        of: "CreateProcessingJob API: Execution Role Permissions",
        page: `${ROLES}#sagemaker-roles-createprocessingjob-perms`,
        ...{ read: READ, at: ["processing job"], statements: job, narrowed },
    },
    {
        of: "CreateTrainingJob API: Execution Role Permissions",
        page: `${ROLES}#sagemaker-roles-createtrainingjob-perms`,
        ...{ read: READ, at: ["training job"], statements: job, narrowed },
    },
    {
        of: "CreateModel API: Execution Role Permissions",
        page: `${ROLES}#sagemaker-roles-createmodel-perms`,
        read: READ,
        at: ["model"],
        statements: [
            {
                actions: [
                    ...["cloudwatch:PutMetricData", "logs:CreateLogStream", "logs:PutLogEvents", "logs:CreateLogGroup"],
                    ...["logs:DescribeLogStreams", "ecr:GetAuthorizationToken"],
                ],
                on: "*",
            },
            { actions: ["s3:GetObject"], on: "arn:aws:s3:::inputbucket/object" },
            {
                actions: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
                on: "arn:aws:ecr:region::repository/my-repo",
            },
            { actions: ["kms:Decrypt"], on: "*" },
        ],
        narrowed,
    },
    {
        of: "Auto-Rollback Configuration and Monitoring, its note",
        page: `${GUIDE}/deployment-guardrails-configuration.html`,
        read: "a copy of the English page, read on 29 Nov 2026",
        at: ["model"],
        statements: [{ actions: ["cloudwatch:DescribeAlarms"], on: "the auto-rollback alarms you specify" }],
    },
];
