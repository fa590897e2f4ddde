// Studio's Create project: CloudFormation templates in a bucket that Studio finds by the domain.
// https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-projects-templates-custom.html
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import { arnIn, type EnvironmentRef } from "../../environment-ref";
import { trustStacks } from "../../documents/policy";
import { makeKey } from "../../shared/encryption-key";
import { makePrivateBucket } from "../../shared/private-bucket";
import type { Statement } from "../../shell";
import { rolesBoundaryArn } from "../boundaries";
import { powersOver } from "../powers";

/** Names of the boundary, as those of a stack: what projects make has the project's id where others have the stack's name. */
const STACK = "projects";
const IDS = `p-${"?".repeat(12)}`;

export interface OfferedProjects {
    /** Tags by which Studio finds them. */
    readonly domainTags: Readonly<Record<string, pulumi.Output<string>>>;
    /** Permissions to create projects, in the domain of this ARN. */
    readonly mayCreate: (domainArn: pulumi.Output<string>) => readonly Statement[];
    readonly arns: Readonly<Record<string, pulumi.Output<string>>>;
    readonly nextSteps: readonly pulumi.Input<string>[];
}

/** Makes nothing if there are no templates. */
export function offerProjects(
    name: string,
    templates: Readonly<Record<string, string>>,
    ref: EnvironmentRef,
    opts: pulumi.CustomResourceOptions,
): OfferedProjects | undefined {
    if (Object.keys(templates).length === 0) return undefined;
    const key = makeKey(name, { ref, services: [] }, opts);
    // What it holds is written again by the next `up`.
    const { bucket, ready } = makePrivateBucket(name, { keyArn: key.arn, forceDestroy: true }, opts);
    const open = new s3.BucketCorsConfiguration(name, { bucket: bucket.id, corsRules: [READ_BY_STUDIO] }, opts);
    for (const [template, file] of Object.entries(templates))
        new s3.BucketObjectv2(
            `${name}-${template}`,
            {
                bucket: bucket.id,
                key: `${template}.yaml`,
                source: new pulumi.asset.FileAsset(file),
                contentType: "application/yaml",
                tags: { "sagemaker:studio-visibility": "true" },
            },
            { ...opts, dependsOn: [...ready, open] },
        );
    // unverified: SageMaker makes the stack of a project with CAPABILITY_NAMED_IAM, as Service Catalog does
    // | fails as: Create project ends with InsufficientCapabilitiesException | settle: a project of a template, in Studio
    // unverified: who makes a project hands CloudFormation the role, and SageMaker takes none on itself
    // | fails as: Create project ends with "not authorized to perform: sts:AssumeRole" | settle: a project of a template, in Studio
    const [launch] = powersOver(
        name,
        {
            ...{ stack: STACK, names: IDS, ref },
            powers: [{ power: "update", trust: trustStacks() }],
        },
        opts,
    );
    const launchRoleArn = pulumi.output(launch ?? "");
    const { arn: bucketArn, id: bucketName } = bucket;
    // unverified: Studio reads a location that is a bucket alone, without a prefix
    // | fails as: Create project lists no template under Organization templates | settle: Create project, in Studio
    return {
        domainTags: { "sagemaker:projectS3TemplatesLocation": pulumi.interpolate`s3://${bucket.id}` },
        mayCreate: (domainArn) => mayCreate(ref, { domainArn, bucketArn, bucketName, keyArn: key.arn, launchRoleArn }),
        arns: { projectsRoleArn: launchRoleArn },
        nextSteps: [
            pulumi.interpolate`who makes a project in Studio names ${launchRoleArn} as its Role ARN; its template is written with permissionsBoundary ${rolesBoundaryArn(ref, STACK)}`,
        ],
    };
}

/** As AWS's own templates have it: https://github.com/aws-samples/sagemaker-custom-project-templates/tree/main/s3_templates */
const READ_BY_STUDIO = {
    allowedHeaders: ["*"],
    allowedMethods: ["POST", "PUT", "GET", "HEAD", "DELETE"],
    allowedOrigins: ["https://*.sagemaker.aws"],
    exposeHeaders: [
        ...["ETag", "x-amz-delete-marker", "x-amz-id-2", "x-amz-request-id"],
        ...["x-amz-server-side-encryption", "x-amz-version-id"],
    ],
};

type Named = "domainArn" | "bucketArn" | "bucketName" | "keyArn" | "launchRoleArn";

/**
 * As AWS publishes it with its own templates, but for the template of a stack, which is one that is offered: under the role
 * that is handed on, one of one's own could do what nearly nobody may.
 */
function mayCreate(ref: EnvironmentRef, of: Readonly<Record<Named, pulumi.Output<string>>>): Statement[] {
    const projects = arnIn(ref, "sagemaker", "project/*");
    // SageMaker calls the stacks of projects so.
    const stacks = arnIn(ref, "cloudformation", "stack/SP-*");
    return [
        {
            actions: [
                ...["Create", "Delete", "Describe", "Update"].map((verb) => `sagemaker:${verb}Project`),
                "sagemaker:AddTags",
            ],
            on: [projects],
        },
        // The bucket is among the domain's tags, which DescribeDomain does not say.
        { actions: ["sagemaker:ListTags"], on: [of.domainArn, projects] },
        {
            actions: ["sagemaker:ListProjects"],
            on: "*",
            because: "a list of all there is cannot name what it is about to find",
        },
        { actions: ["s3:ListBucket"], on: [of.bucketArn] },
        { actions: ["s3:GetObject", "s3:GetObjectTagging"], on: [pulumi.interpolate`${of.bucketArn}/*`] },
        { actions: ["kms:Decrypt"], on: [of.keyArn] },
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security_iam_id-based-policy-examples.html
        {
            actions: ["cloudformation:CreateStack", "cloudformation:UpdateStack"],
            on: [stacks],
            when: { StringLike: { "cloudformation:TemplateUrl": addressesIn(ref, of.bucketName) } },
        },
        { actions: ["cloudformation:DeleteStack", "cloudformation:DescribeStacks"], on: [stacks] },
        {
            actions: ["cloudformation:TagResource", "cloudformation:UntagResource"],
            on: [stacks],
            when: { Null: { "aws:ResourceTag/sagemaker:project-name": "false" } },
        },
        {
            actions: ["iam:PassRole"],
            on: [of.launchRoleArn],
            when: { StringEquals: { "iam:PassedToService": "cloudformation.amazonaws.com" } },
        },
    ];
}

/** What S3 calls an object of the bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
// unverified: Studio names a template by one of these addresses, and each call for the stack of a project says which
// | fails as: Create project ends with "not authorized to perform: cloudformation:CreateStack"
// | settle: aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=CreateStack, after a project of a template
function addressesIn({ partition, region }: EnvironmentRef, bucket: pulumi.Output<string>): pulumi.Output<string>[] {
    const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    return [`s3.${region}.${domain}`, `s3.${domain}`].flatMap((host) => [
        pulumi.interpolate`https://${bucket}.${host}/*`,
        pulumi.interpolate`https://${host}/${bucket}/*`,
    ]);
}
