// CodeCommit, and connections to other houses of source.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_CodeCommit.html
import { TYPE } from "../../../plan/tokens";
import { tags } from "../shapes";
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
