// What EventBridge needs to reach a target, and the queue for what it could not deliver.
import type { Published } from "./types";

const GUIDE = "https://docs.aws.amazon.com/eventbridge/latest/userguide";
const QUEUES = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide";
const READ = "a copy of the English page of 2025, read on 28 Nov 2026";

export const eventbridge: readonly Published[] = [
    {
        of: "EventBridge rule for a pipeline",
        page: "https://docs.aws.amazon.com/codepipeline/latest/userguide/create-cwe-ecr-source-cli.html",
        read: "awsdocs/aws-codepipeline-user-guide at 54dcb867ab03, read on 28 Nov 2026",
        at: ["target codepipeline"],
        statements: [
            {
                actions: ["codepipeline:StartPipelineExecution"],
                on: "arn:aws:codepipeline:us-west-2:80398EXAMPLE:MyFirstPipeline",
            },
        ],
    },
    {
        // The guide lists some targets and says "for others, use the EventBridge console": CodeBuild is one of the others.
        of: "EventBridge rule for a CodeBuild project",
        page: "https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-events-targets/lib/codebuild.ts",
        read: "AWS's construct library, aws/aws-cdk at 355f431ab372, read on 29 Nov 2026; no page of a guide lists it",
        at: ["target codebuild"],
        statements: [{ actions: ["codebuild:StartBuild"], on: "this.project.projectArn" }],
    },
    {
        // Six copies of this page differ: see docs/decisions/0016-who-may-mail.md
        of: "EventBridge rule for an SNS topic, under an execution role",
        page: `${GUIDE}/eb-use-resource-based.html#eb-sns-permissions`,
        read: "copies of the page in Hebrew, German, Russian, Korean and Portuguese settings, read on 28 Nov 2026",
        at: ["target sns"],
        statements: [{ actions: ["sns:Publish"], on: "arn:aws:sns:region:account-id:topic-name" }],
    },
    {
        of: "target dead-letter queue",
        page: `${GUIDE}/eb-rule-dlq.html`,
        read: READ,
        at: ["dead-letter queue"],
        statements: [
            {
                actions: ["sqs:SendMessage"],
                on: "arn:aws:sqs:us-west-2:123456789012:MyEventDLQ",
                when: { ArnEquals: { "aws:SourceArn": "arn:aws:events:us-west-2:123456789012:rule/MyTestRule" } },
            },
        ],
    },
    {
        of: "KMS permissions for AWS services that send to an encrypted queue",
        page: `${QUEUES}/sqs-key-management.html#compatibility-with-aws-services`,
        read: "awsdocs/amazon-sqs-developer-guide at 1b8b7dab9ffd, read on 29 Nov 2026",
        at: ["dead-letter queue"],
        statements: [{ actions: ["kms:GenerateDataKey", "kms:Decrypt"], on: "*" }],
        leftOut: ["kms:GenerateDataKey", "kms:Decrypt"].map((action) => ({
            action,
            because: `for a customer managed key; SQS encrypts ours under keys of its own: ${QUEUES}/sqs-server-side-encryption.html`,
        })),
    },
];
