import { byArn, byName, type StandInTable } from "./types";

/** CodeCommit, CodeBuild, CodePipeline, CodeDeploy, CloudFormation and SageMaker's pipelines: what moves a change. */
export const delivery: StandInTable = {
    "aws:codecommit/repository:Repository": (it) => {
        const name = it.named("repositoryName");
        const host = `git-codecommit.${it.region}.amazonaws.com/v1/repos/${name}`;
        return {
            id: name,
            outputs: {
                arn: it.arn("codecommit", name),
                name,
                repositoryId: it.uuid(),
                repositoryName: name,
                cloneUrlHttp: `https://${host}`,
                cloneUrlSsh: `ssh://${host}`,
            },
        };
    },
    "aws:codebuild/project:Project": byArn("codebuild", "project/"),
    "aws:codebuild/webhook:Webhook": (it) => {
        const projectName = it.text("projectName");
        return { id: projectName, outputs: { projectName, url: `https://api.github.com/repos/hooks/${it.hex(8)}` } };
    },
    "aws:codebuild/sourceCredential:SourceCredential": (it) => {
        const arn = it.arn("codebuild", `token/${it.text("serverType").toLowerCase()}`);
        return { id: arn, outputs: { arn } };
    },
    "aws:codepipeline/pipeline:Pipeline": byName("codepipeline"),
    "aws:codedeploy/application:Application": (it) => {
        const name = it.named();
        const applicationId = `${it.hex(8)}-${it.hex(12, "application")}`;
        return {
            id: applicationId,
            outputs: { arn: it.arn("codedeploy", `application:${name}`), name, applicationId },
        };
    },
    "aws:codedeploy/deploymentConfig:DeploymentConfig": (it) => {
        const name = it.named("deploymentConfigName");
        return {
            id: name,
            outputs: { arn: it.arn("codedeploy", `deploymentconfig:${name}`), name, deploymentConfigName: name },
        };
    },
    "aws:codedeploy/deploymentGroup:DeploymentGroup": (it) => {
        const name = it.named("deploymentGroupName");
        const group = `deploymentgroup:${it.text("appName")}/${name}`;
        const deploymentGroupId = it.uuid();
        return {
            id: deploymentGroupId,
            outputs: { arn: it.arn("codedeploy", group), name, deploymentGroupId, deploymentGroupName: name },
        };
    },
    "aws:sagemaker/pipeline:Pipeline": (it) => {
        const name = it.named("pipelineName");
        return {
            id: name,
            outputs: { arn: it.arn("sagemaker", `pipeline/${name.toLowerCase()}`), pipelineName: name },
        };
    },
    "aws:sagemaker/domain:Domain": (it) => {
        const id = `d-${it.hex(12)}`;
        const arn = it.arn("sagemaker", `domain/${id}`);
        const url = `https://${id}.studio.${it.region}.sagemaker.aws`;
        return {
            id,
            outputs: { arn, url, domainName: it.text("domainName"), homeEfsFileSystemId: `fs-${it.hex(17)}` },
        };
    },
    "aws:sagemaker/userProfile:UserProfile": (it) => {
        const userProfileName = it.text("userProfileName");
        const arn = it.arn("sagemaker", `user-profile/${it.text("domainId")}/${userProfileName}`);
        return { id: arn, outputs: { arn, userProfileName } };
    },
    "aws:sagemaker/modelPackageGroup:ModelPackageGroup": (it) => {
        const name = it.named("modelPackageGroupName");
        const arn = it.arn("sagemaker", `model-package-group/${name.toLowerCase()}`);
        return { id: name, outputs: { arn, modelPackageGroupName: name } };
    },
    "aws:cloudformation/stack:Stack": (it) => {
        const name = it.named();
        return { id: it.arn("cloudformation", `stack/${name}/${it.uuid()}`), outputs: { name, outputs: {} } };
    },
    "aws:codestarconnections/connection:Connection": (it) => {
        const name = it.named();
        const arn = it.arn("codeconnections", `connection/${it.uuid()}`);
        // A new connection waits until a person authorises it in the console.
        return { id: arn, outputs: { arn, name, connectionStatus: "PENDING" } };
    },
    "aws:codestarnotifications/notificationRule:NotificationRule": (it) => {
        const arn = it.arn("codestar-notifications", `notificationrule/${it.hex(40)}`);
        return { id: arn, outputs: { arn, name: it.named() } };
    },
};
