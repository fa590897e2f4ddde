import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const site = new aws.s3.Bucket("site", { forceDestroy: true });
const artifacts = new aws.s3.Bucket("artifacts", { forceDestroy: true });
const repository = new aws.codecommit.Repository("website", { repositoryName: "website" });

const buildRole = new aws.iam.Role("build-role", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "codebuild.amazonaws.com" }),
});
new aws.iam.RolePolicy("build-policy", {
    role: buildRole.id,
    policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: "*",
            },
            {
                Effect: "Allow",
                Action: ["s3:GetObject*", "s3:PutObject"],
                Resource: pulumi.interpolate`${artifacts.arn}/*`,
            },
        ],
    }),
});
const build = new aws.codebuild.Project("build", {
    serviceRole: buildRole.arn,
    artifacts: { type: "CODEPIPELINE" },
    environment: {
        computeType: "BUILD_GENERAL1_SMALL",
        image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
        type: "LINUX_CONTAINER",
    },
    source: {
        type: "CODEPIPELINE",
        buildspec: `version: 0.2
phases:
  build:
    commands:
      - mkdir -p public
      - sed "s/BUILT/$CODEBUILD_RESOLVED_SOURCE_VERSION/" index.html > public/index.html
artifacts:
  base-directory: public
  files: ["**/*"]
`,
    },
});

const pipelineRole = new aws.iam.Role("pipeline-role", {
    assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            { Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "codepipeline.amazonaws.com" } },
        ],
    }),
});
const pipelinePolicy = new aws.iam.Policy("pipeline-policy", {
    policy: {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: [
                    "s3:GetObject",
                    "s3:GetObjectVersion",
                    "s3:GetBucketVersioning",
                    "s3:PutObject",
                    "s3:PutObjectAcl",
                ],
                Resource: [
                    artifacts.arn,
                    pulumi.interpolate`${artifacts.arn}/*`,
                    site.arn,
                    pulumi.interpolate`${site.arn}/*`,
                ],
            },
            { Effect: "Allow", Action: ["codebuild:StartBuild", "codebuild:BatchGetBuilds"], Resource: build.arn },
            {
                Effect: "Allow",
                Action: [
                    "codecommit:GetBranch",
                    "codecommit:GetCommit",
                    "codecommit:UploadArchive",
                    "codecommit:GetUploadArchiveStatus",
                    "codecommit:CancelUploadArchive",
                ],
                Resource: repository.arn,
            },
        ],
    },
});
new aws.iam.RolePolicyAttachment("pipeline-policy", { role: pipelineRole.name, policyArn: pipelinePolicy.arn });

const pipeline = new aws.codepipeline.Pipeline("website", {
    roleArn: pipelineRole.arn,
    artifactStores: [{ location: artifacts.bucket, type: "S3" }],
    stages: [
        {
            name: "Source",
            actions: [
                {
                    name: "Checkout",
                    category: "Source",
                    owner: "AWS",
                    provider: "CodeCommit",
                    version: "1",
                    outputArtifacts: ["source"],
                    configuration: { RepositoryName: repository.repositoryName, BranchName: "main" },
                },
            ],
        },
        {
            name: "Build",
            actions: [
                {
                    name: "Build",
                    category: "Build",
                    owner: "AWS",
                    provider: "CodeBuild",
                    version: "1",
                    inputArtifacts: ["source"],
                    outputArtifacts: ["pages"],
                    configuration: { ProjectName: build.name },
                },
            ],
        },
        {
            name: "Deploy",
            actions: [
                {
                    name: "Copy",
                    category: "Deploy",
                    owner: "AWS",
                    provider: "S3",
                    version: "1",
                    inputArtifacts: ["pages"],
                    configuration: { BucketName: site.bucket, Extract: "true" },
                },
            ],
        },
    ],
});

export const bucketName = site.id;
export const pipelineName = pipeline.name;
