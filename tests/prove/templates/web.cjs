// An app of CDK in two stacks: a registry, and a service on ECS that CodeDeploy brings from blue to green.
const { App, Duration, RemovalPolicy, Stack } = require("aws-cdk-lib");
const { BuildSpec, LinuxBuildImage, PipelineProject } = require("aws-cdk-lib/aws-codebuild");
const { Repository: Source } = require("aws-cdk-lib/aws-codecommit");
const { EcsDeploymentConfig, EcsDeploymentGroup } = require("aws-cdk-lib/aws-codedeploy");
const { Artifact, Pipeline } = require("aws-cdk-lib/aws-codepipeline");
const actions = require("aws-cdk-lib/aws-codepipeline-actions");
const { Vpc } = require("aws-cdk-lib/aws-ec2");
const { Repository } = require("aws-cdk-lib/aws-ecr");
const ecs = require("aws-cdk-lib/aws-ecs");
const { ApplicationLoadBalancer, ApplicationTargetGroup } = require("aws-cdk-lib/aws-elasticloadbalancingv2");
const { Role, ServicePrincipal } = require("aws-cdk-lib/aws-iam");

const [, , outdir] = process.argv;
const app = new App({ outdir });
const env = { account: "111122223333", region: "eu-west-1" };
const registry = new Repository(new Stack(app, "Images", { env }), "Registry", {
    repositoryName: "web",
    removalPolicy: RemovalPolicy.DESTROY,
});
const stack = new Stack(app, "Web", { env });

const vpc = new Vpc(stack, "Network", { availabilityZones: ["eu-west-1a", "eu-west-1b"], natGateways: 1 });
const role = (id, roleName) =>
    new Role(stack, id, { roleName, assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com") });
const taskDefinition = new ecs.FargateTaskDefinition(stack, "Task", {
    family: "web",
    executionRole: role("Execution", "web-execution"),
    taskRole: role("Tasks", "web-task"),
});
taskDefinition.addContainer("web", {
    image: ecs.ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
    command: ["sh", "-c", "mkdir -p /www && echo placeholder > /www/index.html && httpd -f -p 8080 -h /www"],
    portMappings: [{ containerPort: 8080 }],
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: "web" }),
});
registry.grantPull(taskDefinition.obtainExecutionRole());

const service = new ecs.FargateService(stack, "Service", {
    cluster: new ecs.Cluster(stack, "Cluster", { vpc }),
    taskDefinition,
    desiredCount: 1,
    deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
});
const balancer = new ApplicationLoadBalancer(stack, "Balancer", { vpc, internetFacing: true });
const group = (id) =>
    new ApplicationTargetGroup(stack, id, {
        vpc,
        port: 8080,
        protocol: "HTTP",
        targetType: "ip",
        healthCheck: { path: "/", interval: Duration.seconds(10), timeout: Duration.seconds(5) },
    });
const [blueTargetGroup, greenTargetGroup] = [group("Blue"), group("Green")];
const listener = balancer.addListener("Front", {
    port: 80,
    protocol: "HTTP",
    defaultTargetGroups: [blueTargetGroup],
});
service.attachToApplicationTargetGroup(blueTargetGroup);
const deploymentGroup = new EcsDeploymentGroup(stack, "Deployment", {
    service,
    blueGreenDeploymentConfig: { blueTargetGroup, greenTargetGroup, listener },
    deploymentConfig: EcsDeploymentConfig.CANARY_10PERCENT_5MINUTES,
});

const project = new PipelineProject(stack, "Build", {
    environment: { privileged: true, buildImage: LinuxBuildImage.STANDARD_7_0 },
    environmentVariables: { IMAGE: { value: registry.repositoryUri } },
    buildSpec: BuildSpec.fromObject({
        version: "0.2",
        phases: {
            pre_build: {
                commands: [
                    "aws ecr get-login-password | docker login --username AWS --password-stdin ${IMAGE%%/*}",
                    "TAG=$(echo $CODEBUILD_RESOLVED_SOURCE_VERSION | cut -c1-8)",
                ],
            },
            build: {
                commands: [
                    "docker build -t $IMAGE:$TAG .",
                    "docker push $IMAGE:$TAG",
                    `printf '{"ImageURI":"%s"}' $IMAGE:$TAG > imageDetail.json`,
                ],
            },
        },
        artifacts: { files: ["imageDetail.json", "taskdef.json", "appspec.yaml"] },
    }),
});
registry.grantPullPush(project);

const [source, built] = [new Artifact("source"), new Artifact("built")];
const pipeline = new Pipeline(stack, "Pipeline", { pipelineName: "web" });
pipeline.addStage({
    stageName: "Source",
    actions: [
        new actions.CodeCommitSourceAction({
            actionName: "Commit",
            repository: new Source(stack, "Source", { repositoryName: "web" }),
            branch: "main",
            output: source,
        }),
    ],
});
pipeline.addStage({
    stageName: "Build",
    actions: [new actions.CodeBuildAction({ actionName: "Image", project, input: source, outputs: [built] })],
});
pipeline.addStage({
    stageName: "Deploy",
    actions: [
        new actions.ManualApprovalAction({ actionName: "Person", runOrder: 1 }),
        new actions.CodeDeployEcsDeployAction({
            actionName: "BlueGreen",
            runOrder: 2,
            deploymentGroup,
            taskDefinitionTemplateInput: built,
            appSpecTemplateInput: built,
            containerImageInputs: [{ input: built, taskDefinitionPlaceholder: "IMAGE1_NAME" }],
        }),
    ],
});
app.synth();
