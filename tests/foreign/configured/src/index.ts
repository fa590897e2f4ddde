import { codebuild, codepipeline, ec2, getCallerIdentity, getRegion, iam, s3, secretsmanager } from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { settings } from "./settings.js";

const network = new pulumi.StackReference(`acme/network/${pulumi.getStack()}`);

export = async () => {
    const { accountId } = await getCallerIdentity({});
    const { name: region } = await getRegion();
    const vpcId = network.requireOutput("vpcId");
    const subnets = network.getOutput("privateSubnetIds");
    const { cidrBlock } = await ec2.getVpc({ default: true });

    const token = new secretsmanager.Secret("hook-token");
    new secretsmanager.SecretVersion("hook-token", { secretId: token.id, secretString: settings.hookToken });

    const artifacts = new s3.Bucket("artifacts", { bucket: `orders-artifacts-${accountId}-${region}` });
    const trust = (service: string) =>
        iam.getPolicyDocumentOutput({
            statements: [{ actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: [service] }] }],
        }).json;
    const buildRole = new iam.Role("build", {
        assumeRolePolicy: trust("codebuild.amazonaws.com"),
        managedPolicyArns: ["arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"],
        inlinePolicies: [
            {
                name: "artifacts",
                policy: iam.getPolicyDocumentOutput({
                    statements: [
                        {
                            actions: ["s3:GetObject", "s3:PutObject"],
                            resources: [pulumi.interpolate`${artifacts.arn}/*`],
                        },
                    ],
                }).json,
            },
        ],
    });
    const members = new ec2.SecurityGroup("build", {
        vpcId,
        ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [cidrBlock] }],
    });
    const build = new codebuild.Project("build", {
        serviceRole: buildRole.arn,
        artifacts: { type: "CODEPIPELINE" },
        source: { type: "CODEPIPELINE", buildspec: "ci/buildspec.yml" },
        environment: {
            type: "LINUX_CONTAINER",
            computeType: "BUILD_GENERAL1_SMALL",
            image: "aws/codebuild/standard:7.0",
            environmentVariables: [{ name: "HOOK", type: "SECRETS_MANAGER", value: token.arn }],
        },
        vpcConfig: { vpcId, subnets: subnets.apply((ids) => ids as string[]), securityGroupIds: [members.id] },
    });
    const role = new iam.Role("pipeline", { assumeRolePolicy: trust("codepipeline.amazonaws.com") });
    new iam.RolePolicyAttachment("pipeline", { role, policyArn: "arn:aws:iam::aws:policy/AWSCodePipeline_FullAccess" });
    const pipeline = new codepipeline.Pipeline("orders", {
        roleArn: role.arn,
        pipelineType: "V2",
        artifactStores: [{ location: artifacts.bucket, type: "S3" }],
        stages: [
            {
                name: "Source",
                actions: [
                    {
                        name: "GitHub",
                        category: "Source",
                        owner: "AWS",
                        provider: "CodeStarSourceConnection",
                        version: "1",
                        outputArtifacts: ["source"],
                        configuration: {
                            ConnectionArn: settings.connectionArn,
                            FullRepositoryId: settings.repository,
                            BranchName: settings.branch,
                        },
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
                        configuration: { ProjectName: build.name },
                    },
                ],
            },
        ],
    });
    return { pipeline: pipeline.name, token: settings.hookToken, subnets };
};
