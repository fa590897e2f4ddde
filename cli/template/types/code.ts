// CodeCommit, connections to Git providers, and CodeBuild.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_CodeCommit.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_CodeBuild.html
import { TYPE } from "../../../plan/tokens";
import { flag, many, number, one, type Shape, tags } from "../shapes";
import type { ResourceTypes } from "./types";

export const codecommit: ResourceTypes = {
    "AWS::CodeCommit::Repository": {
        type: TYPE.codeRepository,
        shape: {
            RepositoryName: "repositoryName",
            RepositoryDescription: "description",
            KmsKeyId: "kmsKeyId",
            Tags: ["tags", tags],
        },
        ref: "repositoryId",
        attributes: {
            Arn: "arn",
            Name: "repositoryName",
            RepositoryId: "repositoryId",
            CloneUrlHttp: "cloneUrlHttp",
            CloneUrlSsh: "cloneUrlSsh",
        },
    },
    ...connections("AWS::CodeStarConnections::Connection"),
    ...connections("AWS::CodeConnections::Connection"),
};

function connections(type: string): ResourceTypes {
    return {
        [type]: {
            type: "aws:codestarconnections/connection:Connection",
            shape: { ConnectionName: "name", ProviderType: "providerType", HostArn: "hostArn", Tags: ["tags", tags] },
            longest: 32,
            ref: "arn",
            attributes: { ConnectionArn: "arn", ConnectionStatus: "connectionStatus" },
        },
    };
}

const source: Shape = {
    Type: "type",
    BuildSpec: "buildspec",
    Location: "location",
    GitCloneDepth: ["gitCloneDepth", number],
    InsecureSsl: ["insecureSsl", flag],
    ReportBuildStatus: ["reportBuildStatus", flag],
    SourceIdentifier: "sourceIdentifier",
};

export const codebuild: ResourceTypes = {
    "AWS::CodeBuild::Project": {
        type: TYPE.project,
        shape: {
            Name: "name",
            Description: "description",
            ServiceRole: "serviceRole",
            TimeoutInMinutes: ["buildTimeout", number],
            QueuedTimeoutInMinutes: ["queuedTimeout", number],
            ConcurrentBuildLimit: ["concurrentBuildLimit", number],
            EncryptionKey: "encryptionKey",
            SourceVersion: "sourceVersion",
            Source: ["source", one(source)],
            SecondarySources: ["secondarySources", many(source)],
            Artifacts: [
                "artifacts",
                one({
                    Type: "type",
                    Location: "location",
                    Name: "name",
                    Path: "path",
                    NamespaceType: "namespaceType",
                    Packaging: "packaging",
                    EncryptionDisabled: ["encryptionDisabled", flag],
                }),
            ],
            Environment: [
                "environment",
                one({
                    Type: "type",
                    ComputeType: "computeType",
                    Image: "image",
                    PrivilegedMode: ["privilegedMode", flag],
                    ImagePullCredentialsType: "imagePullCredentialsType",
                    EnvironmentVariables: [
                        "environmentVariables",
                        many({ Name: "name", Value: "value", Type: "type" }),
                    ],
                }),
            ],
            Cache: ["cache", one({ Type: "type", Location: "location", Modes: "modes" })],
            LogsConfig: [
                "logsConfig",
                one({
                    CloudWatchLogs: [
                        "cloudwatchLogs",
                        one({ Status: "status", GroupName: "groupName", StreamName: "streamName" }),
                    ],
                    S3Logs: ["s3Logs", one({ Status: "status", Location: "location" })],
                }),
            ],
            VpcConfig: ["vpcConfig", one({ VpcId: "vpcId", Subnets: "subnets", SecurityGroupIds: "securityGroupIds" })],
            // What others see of it.
            BadgeEnabled: null,
            Visibility: null,
            Tags: ["tags", tags],
        },
        ref: "name",
        attributes: { Arn: "arn", Id: "name" },
    },
};
