// What CodePipeline's user guide lists for the service role and for each kind of action that our pipelines hold.
import type { Published } from "./types";

const GUIDE = "https://docs.aws.amazon.com/codepipeline/latest/userguide";
const READ = "a copy of the English page of 2025, read on 28 Nov 2026";
const AUTHORIZATION = "https://docs.aws.amazon.com/service-authorization/latest/reference";
const OBJECTS = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"];
const ours = { StringEquals: { "aws:ResourceAccount": "111122223333" } };

export const codepipeline: readonly Published[] = [
    {
        of: "S3 source action",
        page: `${GUIDE}/action-reference-S3.html`,
        read: READ,
        at: ["action S3"],
        statements: [
            {
                actions: [...OBJECTS, "s3:GetBucketVersioning", "s3:GetBucketAcl", "s3:GetBucketLocation"],
                on: ["arn:aws:s3:::[[S3Bucket]]", "arn:aws:s3:::[[S3Bucket]]/*"],
                when: ours,
            },
        ],
    },
    {
        of: "Amazon ECR action",
        page: `${GUIDE}/action-reference-ECR.html`,
        read: READ,
        at: ["action ECR"],
        statements: [{ actions: ["ecr:DescribeImages"], on: "resource_ARN" }],
    },
    {
        of: "CodeCommit action",
        page: `${GUIDE}/action-reference-CodeCommit.html`,
        read: READ,
        at: ["action CodeCommit"],
        statements: [
            {
                actions: [
                    "codecommit:CancelUploadArchive",
                    "codecommit:GetBranch",
                    "codecommit:GetCommit",
                    "codecommit:GetRepository",
                    "codecommit:GetUploadArchiveStatus",
                    "codecommit:UploadArchive",
                ],
                on: "arn:aws:codecommit:*:111122223333:[[codecommitRepostories]]",
            },
        ],
    },
    {
        // "When specifying a resource in the IAM policy, the service prefix needs to match that of the resource": both, for either.
        of: "AWS CodeConnections permissions reference, of what a pipeline's source needs",
        page: "https://docs.aws.amazon.com/dtconsole/latest/userguide/security-iam.html",
        read: "a copy of the English page, read on 29 Nov 2026",
        at: ["action CodeStarSourceConnection"],
        statements: [
            {
                actions: ["codeconnections:UseConnection", "codestar-connections:UseConnection"],
                on: "resource_ARN",
            },
        ],
    },
    {
        of: "CodeBuild action",
        page: `${GUIDE}/action-reference-CodeBuild.html`,
        read: READ,
        at: ["action CodeBuild"],
        statements: [
            {
                actions: [
                    "codebuild:BatchGetBuilds",
                    "codebuild:StartBuild",
                    "codebuild:BatchGetBuildBatches",
                    "codebuild:StartBuildBatch",
                ],
                on: "arn:aws:codebuild:*:111122223333:project/[[ProjectName]]",
            },
        ],
        leftOut: ["codebuild:BatchGetBuildBatches", "codebuild:StartBuildBatch"].map((action) => ({
            action,
            because: `for batches, which an action starts only with BatchEnabled: ${GUIDE}/action-reference-CodeBuild.html; ours have none`,
        })),
    },
    {
        of: "CloudFormation deploy action",
        page: `${GUIDE}/action-reference-CloudFormation.html`,
        read: READ,
        at: ["action CloudFormation"],
        statements: [
            {
                actions: [
                    ...["CreateStack", "DeleteStack", "UpdateStack"],
                    ...["DescribeStackEvents", "DescribeStackResource", "DescribeStackResources", "DescribeStacks"],
                    ...["CreateChangeSet", "DeleteChangeSet", "DescribeChangeSet", "ExecuteChangeSet"],
                ].map((action) => `cloudformation:${action}`),
                on: "arn:aws:cloudformation:*:111122223333:stack/[[cfnDeployStackNames]]/*",
            },
            { actions: ["cloudformation:ValidateTemplate"], on: "*" },
            {
                actions: ["iam:PassRole"],
                on: "arn:aws:iam::111122223333:role/[[PassRoles]]",
                when: { StringEqualsIfExists: { "iam:PassedToService": "cloudformation.amazonaws.com" } },
            },
        ],
        leftOut: [
            ...["CreateStack", "DeleteStack"].map((action) => ({
                action: `cloudformation:${action}`,
                because: `the stack is Pulumi's, and ActionMode CREATE_UPDATE changes one that is there: ${GUIDE}/action-reference-CloudFormation.html`,
            })),
            ...["CreateChangeSet", "DeleteChangeSet", "DescribeChangeSet", "ExecuteChangeSet"].map((action) => ({
                action: `cloudformation:${action}`,
                because: `for ActionModes CHANGE_SET_REPLACE and CHANGE_SET_EXECUTE, which ours are not: ${GUIDE}/action-reference-CloudFormation.html`,
            })),
        ],
    },
    {
        of: "CodeDeployToECS action",
        page: `${GUIDE}/action-reference-ECSbluegreen.html`,
        read: READ,
        at: ["action CodeDeployToECS"],
        statements: [
            {
                actions: ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"],
                on: "arn:aws:codedeploy:*:111122223333:deploymentgroup:[[ApplicationName]]/*",
            },
            {
                actions: [
                    "codedeploy:GetApplication",
                    "codedeploy:GetApplicationRevision",
                    "codedeploy:RegisterApplicationRevision",
                ],
                on: [
                    "arn:aws:codedeploy:*:111122223333:application:[[ApplicationName]]",
                    "arn:aws:codedeploy:*:111122223333:application:[[ApplicationName]]/*",
                ],
            },
            {
                actions: ["codedeploy:GetDeploymentConfig"],
                on: "arn:aws:codedeploy:*:111122223333:deploymentconfig:*",
            },
            { actions: ["ecs:RegisterTaskDefinition"], on: "*" },
            {
                actions: ["iam:PassRole"],
                on: "arn:aws:iam::111122223333:role/[[PassRoles]]",
                when: { StringEquals: { "iam:PassedToService": ["ecs.amazonaws.com", "ecs-tasks.amazonaws.com"] } },
            },
        ],
        narrowed: [
            {
                action: "codedeploy:GetDeploymentConfig",
                because: `the group's own configuration: ${AUTHORIZATION}/list_awscodedeploy.html names it by deploymentconfig:<name>`,
            },
            {
                action: "ecs:RegisterTaskDefinition",
                because: `the family's revisions: ${AUTHORIZATION}/list_amazonelasticcontainerservice.html names task-definition/<family>:<revision>`,
            },
            {
                action: "iam:PassRole",
                because:
                    "to tasks alone: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForECS.html passes roles to ecs-tasks.amazonaws.com and to nothing else",
            },
        ],
    },
    {
        of: "CodePipeline service role",
        page: `${GUIDE}/how-to-custom-role.html`,
        read: READ,
        at: ["pipeline", "artifacts"],
        statements: [
            {
                actions: ["s3:GetBucketVersioning", "s3:GetBucketAcl", "s3:GetBucketLocation"],
                on: "arn:aws:s3:::[[pipeArtifactBucketNames]]",
                when: ours,
            },
            {
                // "required when the S3 objects in your source bucket have tags in them": the three about tags
                actions: [...OBJECTS, "s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"],
                on: "arn:aws:s3:::[[pipeArtifactBucketNames]]/*",
                when: ours,
            },
        ],
    },
    {
        of: "a role that carries artifacts which a customer managed key encrypts, and roles that a pipeline assumes",
        page: `${GUIDE}/pipelines-create-cross-account.html`,
        read: "awsdocs/aws-codepipeline-user-guide at 09d38eb3a268, read on 28 Nov 2026",
        at: ["pipeline", "artifacts"],
        statements: [
            {
                actions: ["kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt", "kms:ReEncrypt*", "kms:Decrypt"],
                on: "arn:aws:kms:us-east-1:012ID_ACCOUNT_A:key/2222222-3333333-4444-556677EXAMPLE",
            },
            { actions: ["sts:AssumeRole"], on: "arn:aws:iam::012ID_ACCOUNT_B:role/*" },
        ],
        narrowed: [
            {
                action: "sts:AssumeRole",
                because: `the roles of this pipeline's own actions: ${AUTHORIZATION}/list_awssecuritytokenservice.html names roles by ARN`,
            },
        ],
    },
];
