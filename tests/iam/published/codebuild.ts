// What CodeBuild's user guide lists for the service role of a project.
import type { Published } from "./types";

const GUIDE = "https://docs.aws.amazon.com/codebuild/latest/userguide";
const POLICIES = `${GUIDE}/auth-and-access-control-iam-identity-based-access-control.html`;

export const codebuild: readonly Published[] = [
    {
        of: "CodeBuild service role",
        page: `${GUIDE}/setting-up-service-role.html`,
        read: "a copy of the English page of 2025, read on 28 Nov 2026",
        at: ["job"],
        statements: [
            { actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], on: "*" },
            { actions: ["codecommit:GitPull"], on: "*" },
            { actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], on: "*" },
            {
                actions: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
                on: "*",
            },
            { actions: ["ecr:GetAuthorizationToken"], on: "*" },
            { actions: ["s3:GetBucketAcl", "s3:GetBucketLocation"], on: "*" },
        ],
        leftOut: [
            {
                action: "logs:CreateLogGroup",
                because:
                    "each project names a group that exists before it; to such a group AWS's construct library grants CreateLogStream and PutLogEvents alone: https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-codebuild/lib/project.ts",
            },
            {
                action: "codecommit:GitPull",
                because:
                    "for a clone by the project itself; sources come as a zip, CODE_ZIP, the default of https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html",
            },
            ...[
                "ecr:BatchCheckLayerAvailability",
                "ecr:GetDownloadUrlForLayer",
                "ecr:BatchGetImage",
                "ecr:GetAuthorizationToken",
            ].map((action) => ({
                action,
                because: `for a build environment whose image lies in ECR, ${POLICIES}#ecr-policies; ours are CodeBuild's own images, and a script that pulls says so in its header`,
            })),
        ],
        narrowed: [
            {
                action: "s3:GetObject",
                because: `the page's own note: "To restrict AWS CodeBuild to access specific AWS resources, change the value of the Resource array": ${GUIDE}/setting-up-service-role.html`,
            },
        ],
    },
    {
        of: "a project whose output a customer managed key encrypts",
        page: `${GUIDE}/setting-up-kms.html`,
        read: "awsdocs/aws-codebuild-user-guide at 0a682c32318e, doc_source/setting-up.md, read on 28 Nov 2026",
        at: ["job"],
        statements: [
            {
                actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
                on: "*",
            },
        ],
    },
];
