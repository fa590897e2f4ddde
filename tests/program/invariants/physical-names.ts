// How long a name may be at AWS, and of which letters.
import type { PlannedResource } from "../../../plan/document";
import { actions, label } from "../reading";
import type { Invariant } from "./index";

interface Limit {
    /** Which output is the name. @default "name" */
    readonly of?: string;
    readonly most: number;
    readonly least?: number;
    readonly pattern: RegExp;
}

const WORD = /^[A-Za-z0-9_-]+$/;
const IAM = /^[\w+=,.@-]+$/;

/** The page behind each line is its service's API reference, the operation that creates the thing. */
const LIMITS: Record<string, Limit | null> = {
    // elasticloadbalancing API_CreateLoadBalancer: no dash at either end, not `internal-…`
    "aws:lb/loadBalancer:LoadBalancer": { most: 32, pattern: /^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/ },
    // elasticloadbalancing API_CreateTargetGroup
    "aws:lb/targetGroup:TargetGroup": { most: 32, pattern: /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/ },
    // AmazonS3 userguide bucketnamingrules
    "aws:s3/bucket:Bucket": {
        of: "bucket",
        least: 3,
        most: 63,
        pattern: /^(?!xn--|sthree-)[a-z0-9][a-z0-9-]*[a-z0-9]$/,
    },
    // sagemaker API_CreateDomain, API_CreateUserProfile
    "aws:sagemaker/domain:Domain": { of: "domainName", most: 63, pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/ },
    "aws:sagemaker/userProfile:UserProfile": {
        of: "userProfileName",
        most: 63,
        pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
    },
    // IAM API_CreateRole
    "aws:iam/role:Role": { most: 64, pattern: IAM },
    // IAM API_PutRolePolicy
    "aws:iam/rolePolicy:RolePolicy": { most: 128, pattern: IAM },
    // IAM API_PutUserPolicy
    "aws:iam/userPolicy:UserPolicy": { most: 128, pattern: IAM },
    // IAM API_CreatePolicy, API_CreateGroup, API_CreateUser
    "aws:iam/policy:Policy": { most: 128, pattern: IAM },
    "aws:iam/group:Group": { most: 128, pattern: IAM },
    // IAM API_CreateInstanceProfile
    "aws:iam/instanceProfile:InstanceProfile": { most: 128, pattern: IAM },
    "aws:iam/user:User": { most: 64, pattern: IAM },
    // eventbridge API_PutRule
    "aws:cloudwatch/eventRule:EventRule": { most: 64, pattern: /^[.\-_A-Za-z0-9]+$/ },
    // eventbridge API_Target
    "aws:cloudwatch/eventTarget:EventTarget": { of: "targetId", most: 64, pattern: /^[.\-_A-Za-z0-9]+$/ },
    // eventbridge API_CreateEventBus
    "aws:cloudwatch/eventBus:EventBus": { most: 256, pattern: /^[/.\-_A-Za-z0-9]+$/ },
    // AWSSimpleQueueService API_CreateQueue
    "aws:sqs/queue:Queue": { most: 80, pattern: WORD },
    // codepipeline API_PipelineDeclaration
    "aws:codepipeline/pipeline:Pipeline": { most: 100, pattern: /^[A-Za-z0-9.@\-_]+$/ },
    // codedeploy API_CreateApplication
    "aws:codedeploy/application:Application": { most: 100, pattern: /^[A-Za-z0-9+=,.@_-]+$/ },
    // codedeploy API_CreateDeploymentGroup
    "aws:codedeploy/deploymentGroup:DeploymentGroup": {
        of: "deploymentGroupName",
        most: 100,
        pattern: /^[A-Za-z0-9+=,.@_-]+$/,
    },
    // codedeploy API_CreateDeploymentConfig; what begins as AWS's own do is refused
    "aws:codedeploy/deploymentConfig:DeploymentConfig": {
        most: 100,
        pattern: /^(?!CodeDeployDefault\.)[A-Za-z0-9+=,.@_-]+$/,
    },
    // sagemaker API_CreatePipeline, API_CreateModelPackageGroup
    "aws:sagemaker/pipeline:Pipeline": { of: "pipelineName", most: 256, pattern: /^[A-Za-z0-9](-*[A-Za-z0-9])*$/ },
    "aws:sagemaker/modelPackageGroup:ModelPackageGroup": {
        of: "modelPackageGroupName",
        most: 63,
        pattern: /^[A-Za-z0-9](-*[A-Za-z0-9])*$/,
    },
    // AWSCloudFormation API_CreateStack
    "aws:cloudformation/stack:Stack": { most: 128, pattern: /^[A-Za-z][A-Za-z0-9-]*$/ },
    // codecommit API_CreateRepository
    "aws:codecommit/repository:Repository": { of: "repositoryName", most: 100, pattern: /^(?!.*\.git$)[\w.-]+$/ },
    // codebuild API_CreateProject
    "aws:codebuild/project:Project": { least: 2, most: 150, pattern: /^[A-Za-z0-9][A-Za-z0-9\-_]+$/ },
    // AmazonECR API_CreateRepository
    "aws:ecr/repository:Repository": {
        least: 2,
        most: 256,
        pattern: /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
    },
    // AmazonECRPublic API_CreateRepository
    // signer API_PutSigningProfile
    "aws:signer/signingProfile:SigningProfile": { least: 2, most: 64, pattern: /^[A-Za-z0-9_]+$/ },
    "aws:ecrpublic/repository:Repository": {
        of: "repositoryName",
        least: 2,
        most: 205,
        pattern: /^([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*$/,
    },
    // AmazonECS API_CreateCluster, API_CreateService, API_RegisterTaskDefinition
    "aws:ecs/cluster:Cluster": { most: 255, pattern: WORD },
    "aws:ecs/service:Service": { most: 255, pattern: WORD },
    "aws:ecs/taskDefinition:TaskDefinition": { of: "family", most: 255, pattern: WORD },
    // firehose API_CreateDeliveryStream
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": { most: 64, pattern: /^[A-Za-z0-9_.-]+$/ },
    // sns API_CreateTopic
    "aws:sns/topic:Topic": { most: 256, pattern: WORD },
    // AmazonCloudWatch API_PutMetricAlarm
    "aws:cloudwatch/metricAlarm:MetricAlarm": { most: 255, pattern: /^[\x20-\x7e]+$/ },
    // AmazonCloudWatchLogs API_CreateLogGroup
    "aws:cloudwatch/logGroup:LogGroup": { most: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ },
    // AmazonCloudWatchLogs API_PutResourcePolicy
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": { of: "policyName", most: 256, pattern: IAM },
    // kms API_CreateAlias
    "aws:kms/alias:Alias": { most: 256, pattern: /^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/ },
    // AWSEC2 API_CreateSecurityGroup
    "aws:ec2/securityGroup:SecurityGroup": { most: 255, pattern: /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]+$/ },
    // AWSEC2 API_CreateLaunchTemplate
    "aws:ec2/launchTemplate:LaunchTemplate": { least: 3, most: 128, pattern: /^[a-zA-Z0-9().\-/_]+$/ },
    // autoscaling API_CreateAutoScalingGroup
    "aws:autoscaling/group:Group": { most: 255, pattern: /^[\x21-\x7e]+$/ },
    // autoscaling/application API_PutScalingPolicy, API_PutScheduledAction
    "aws:appautoscaling/policy:Policy": { most: 256, pattern: /^[\x20-\x7e]+$/ },
    "aws:appautoscaling/scheduledAction:ScheduledAction": { most: 256, pattern: /^[^\s:/|]+$/ },
    // scheduler API_CreateSchedule
    "aws:scheduler/schedule:Schedule": { most: 64, pattern: /^[0-9a-zA-Z._-]+$/ },
    // lambda API_CreateFunction
    "aws:lambda/function:Function": { most: 64, pattern: /^[a-zA-Z0-9_-]+$/ },
    // systems-manager API_CreateDocument
    "aws:ssm/document:Document": { least: 3, most: 128, pattern: /^(?!aws|amazon|amzn)[a-zA-Z0-9_\-.]+$/i },
    // systems-manager userguide sysman-paramstore-su-create
    "aws:ssm/parameter:Parameter": { most: 1011, pattern: /^\/(?!aws|ssm)[a-zA-Z0-9_.\-/]+$/i },
    // secretsmanager API_CreateSecret: what ends like AWS's own six characters is taken for a part of an ARN
    "aws:secretsmanager/secret:Secret": { most: 512, pattern: /^(?!.*-[A-Za-z0-9]{6}$)[A-Za-z0-9/_+=.@-]+$/ },
    // AmazonS3 userguide object-keys
    "aws:s3/bucketObjectv2:BucketObjectv2": { of: "key", most: 1024, pattern: /^[\w!\-.*'()/]+$/ },
};

/** What has no name at AWS: an invocation is a call. */
const NAMELESS = ["aws:lambda/invocation:Invocation"];

/** CodePipeline: stages and actions share one alphabet, artifacts have a smaller one (API_ActionDeclaration). */
const ACTION = { most: 100, pattern: /^[A-Za-z0-9.@\-_]+$/ };
const ARTIFACT = { most: 100, pattern: /^[a-zA-Z0-9_-]+$/ };

export const everyPhysicalNameFitsAws: Invariant = (plan) => [
    ...plan.resources.flatMap((resource) => nameOf(resource)),
    ...actions(plan).flatMap(({ where, name, inputArtifacts, outputArtifacts }) => [
        ...judge(where, name, ACTION),
        ...[...inputArtifacts, ...outputArtifacts].flatMap((artifact) =>
            judge(`${where}, artifact`, artifact, ARTIFACT),
        ),
    ]),
];

function nameOf(resource: PlannedResource): string[] {
    if (NAMELESS.includes(resource.type)) return [];
    const limit = LIMITS[resource.type];
    const name = resource.outputs[limit?.of ?? "name"];
    if (!limit) {
        // A type that gets a name and has no line above would otherwise never be looked at.
        return resource.custom && typeof name === "string" ? [`${label(resource)} has a name and no known limit`] : [];
    }
    return typeof name === "string" ? judge(label(resource), name, limit) : [`${label(resource)} has no name`];
}

function judge(what: string, name: string, { least = 1, most, pattern }: Limit): string[] {
    if (name.length > most) return [`${what} is called ${name}: ${name.length} characters, over ${most}`];
    return name.length >= least && pattern.test(name) ? [] : [`${what} is called ${name}, which AWS does not take`];
}
