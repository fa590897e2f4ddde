import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ReleasePipelineArgs {
    repositoryName: pulumi.Input<string>;
    clusterName: pulumi.Input<string>;
    serviceName: pulumi.Input<string>;
}

/** An image that is pushed goes to a service, once somebody agrees. */
export class ReleasePipeline extends pulumi.ComponentResource {
    readonly name: pulumi.Output<string>;

    constructor(name: string, args: ReleasePipelineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("storefront:ci:ReleasePipeline", name, {}, opts);
        const parent = this;
        const bucket = new aws.s3.Bucket(`${name}-artifacts`, {}, { parent });
        const role = new aws.iam.Role(
            `${name}-role`,
            { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal(aws.iam.Principals.CodePipelinePrincipal) },
            { parent },
        );
        new aws.iam.RolePolicy(
            `${name}-policy`,
            {
                role,
                policy: {
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Action: ["s3:*"],
                            Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
                        },
                        { Effect: "Allow", Action: ["ecr:DescribeImages"], Resource: "*" },
                        {
                            Effect: "Allow",
                            Action: [
                                "ecs:DescribeServices",
                                "ecs:DescribeTaskDefinition",
                                "ecs:DescribeTasks",
                                "ecs:ListTasks",
                                "ecs:RegisterTaskDefinition",
                                "ecs:UpdateService",
                            ],
                            Resource: "*",
                        },
                        { Effect: "Allow", Action: "iam:PassRole", Resource: "*" },
                    ],
                },
            },
            { parent },
        );
        const action = (of: object) =>
            ({ owner: "AWS", version: "1", ...of }) as aws.types.input.codepipeline.PipelineStageAction;
        const pipeline = new aws.codepipeline.Pipeline(
            name,
            {
                roleArn: role.arn,
                artifactStores: [{ location: bucket.bucket, type: "S3" }],
                stages: [
                    {
                        name: "Image",
                        actions: [
                            action({
                                name: "Pushed",
                                category: "Source",
                                provider: "ECR",
                                outputArtifacts: ["image"],
                                configuration: { RepositoryName: args.repositoryName, ImageTag: "latest" },
                            }),
                        ],
                    },
                    { name: "Agree", actions: [action({ name: "Agree", category: "Approval", provider: "Manual" })] },
                    {
                        name: "Deploy",
                        actions: [
                            action({
                                name: "Service",
                                category: "Deploy",
                                provider: "ECS",
                                inputArtifacts: ["image"],
                                configuration: { ClusterName: args.clusterName, ServiceName: args.serviceName },
                            }),
                        ],
                    },
                ],
            },
            { parent },
        );
        this.name = pipeline.name;
        this.registerOutputs({ name: this.name });
    }
}
