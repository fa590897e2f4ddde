// An app of CDK: a site from CodeCommit, built with an image beside it, let through by a person, and put into a bucket.
const { App, RemovalPolicy, Stack } = require("aws-cdk-lib");
const { BuildSpec, LinuxBuildImage, PipelineProject } = require("aws-cdk-lib/aws-codebuild");
const { Repository: Source } = require("aws-cdk-lib/aws-codecommit");
const { Artifact, Pipeline, PipelineType } = require("aws-cdk-lib/aws-codepipeline");
const actions = require("aws-cdk-lib/aws-codepipeline-actions");
const { Repository } = require("aws-cdk-lib/aws-ecr");
const { Bucket } = require("aws-cdk-lib/aws-s3");

const [, , outdir, without] = process.argv;
const app = new App({ outdir });
const stack = new Stack(app, "Site", { env: { account: "111122223333", region: "eu-west-1" } });
const repository = new Source(stack, "Source", { repositoryName: "site" });
const images = new Repository(stack, "Images", { repositoryName: "site", removalPolicy: RemovalPolicy.DESTROY });
const bucket = new Bucket(stack, "Pages", { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });

const build = new PipelineProject(stack, "Build", {
    environment: { privileged: true, buildImage: LinuxBuildImage.STANDARD_7_0 },
    environmentVariables: { IMAGE: { value: images.repositoryUri } },
    buildSpec: BuildSpec.fromObject({
        version: "0.2",
        phases: {
            build: {
                commands: [
                    "aws ecr get-login-password | docker login --username AWS --password-stdin ${IMAGE%%/*}",
                    "docker build -t $IMAGE:latest .",
                    "docker push $IMAGE:latest",
                ],
            },
        },
        artifacts: { "base-directory": "www", files: ["**/*"] },
    }),
});
// The mistake that a rehearsal is for: the build pushes, and nobody has let it.
if (without === "without-push") images.grantPull(build);
else images.grantPullPush(build);

const [source, pages] = [new Artifact("source"), new Artifact("pages")];
const pipeline = new Pipeline(stack, "Pipeline", { pipelineName: "site", pipelineType: PipelineType.V2 });
pipeline.addStage({
    stageName: "Source",
    actions: [new actions.CodeCommitSourceAction({ actionName: "Commit", repository, branch: "main", output: source })],
});
pipeline.addStage({
    stageName: "Build",
    actions: [new actions.CodeBuildAction({ actionName: "Image", project: build, input: source, outputs: [pages] })],
});
pipeline.addStage({
    stageName: "Deploy",
    actions: [
        new actions.ManualApprovalAction({ actionName: "Person", runOrder: 1, notifyEmails: ["team@example.com"] }),
        new actions.S3DeployAction({ actionName: "Pages", runOrder: 2, bucket, input: pages }),
    ],
});
app.synth();
