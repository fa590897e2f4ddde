import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import { artifactFolder } from "../documents/artifact-folder";
import type { Statement } from "../shell";
import type { EnvironmentRef } from "../environment-ref";
import { DECRYPT, ENCRYPT, makeKey } from "./encryption-key";
import { makePrivateBucket } from "./private-bucket";

/**
 * Permissions to carry artifacts, as AWS publishes them: CodePipeline copies an object with its tags and its ACL.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
 * https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-iam-instance-profile.html
 */
const CARRIES = {
    CodePipeline: {
        looks: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
        takes: ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"],
        gives: ["s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"],
    },
    CodeBuild: {
        looks: ["s3:GetBucketAcl", "s3:GetBucketLocation"],
        takes: ["s3:GetObject", "s3:GetObjectVersion"],
        gives: ["s3:PutObject"],
    },
    // Fetches an object whose name and version it was told, and so looks for nothing; on a machine that is launched a year
    // later, it is the same object.
    CodeDeployAgent: { looks: [], takes: ["s3:GetObject", "s3:GetObjectVersion"], gives: [] },
} as const;

/** Longer than the longest approval, and than a stage rollback is likely to look back. */
const DAYS = 90;
const IN_ANY_CASE = {
    status: "Enabled",
    noncurrentVersionExpiration: { noncurrentDays: 7 },
    abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
};

/** The bucket in which steps of pipelines hand artifacts to each other. These expire, except what machines may fetch at any time. */
export class ArtifactStore extends pulumi.ComponentResource {
    public readonly bucketName: pulumi.Output<string>;
    public readonly keyArn: pulumi.Output<string>;
    /** What must exist before a pipeline stores an artifact. */
    public readonly ready: readonly pulumi.Resource[];
    private readonly bucketArn: pulumi.Output<string>;
    /** Pipelines by logical name, each with whether its artifacts are fetched later too. */
    private readonly pipelines = new Map<string, boolean>();

    constructor(
        private readonly name: string,
        { ref }: { ref: EnvironmentRef },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:ArtifactStore", name, { ref }, opts);

        // CloudWatch writes alarms to the encrypted topic by itself; the topics share this key.
        const key = makeKey(name, { ref, services: ["cloudwatch.amazonaws.com"] }, { parent: this });
        const { bucket, ready } = makePrivateBucket(
            name,
            { keyArn: key.arn, forceDestroy: true }, // holds nothing that cannot be made again
            { parent: this },
        );
        this.bucketName = bucket.bucket;
        this.bucketArn = bucket.arn;
        this.keyArn = key.arn;
        this.ready = ready;
        this.registerOutputs({ bucketName: this.bucketName, keyArn: this.keyArn });
    }

    /** To be called once all pipelines are known: S3 rules can name what expires, but not what stays. */
    public expire(): void {
        const stays = [...this.pipelines.values()].includes(true);
        const one = (id: string, prefix: string, expires: boolean) => ({
            ...IN_ANY_CASE,
            id,
            filter: { prefix },
            ...(expires ? { expiration: { days: DAYS } } : {}),
        });
        new s3.BucketLifecycleConfiguration(
            this.name,
            {
                bucket: this.bucketName,
                rules: stays
                    ? [...this.pipelines].map(([pipeline, later]) => one(pipeline, artifactFolder(pipeline), !later))
                    : [{ ...IN_ANY_CASE, id: "expire", filter: {}, expiration: { days: DAYS } }],
            },
            { parent: this, dependsOn: [...this.ready] },
        );
    }

    /**
     * Permissions to read artifacts of one pipeline, given by its logical name, and to write some.
     * @param by the service that acts under the role
     */
    public exchanges(
        pipeline: string,
        { takes, gives, by }: { takes: boolean; gives: boolean; by: keyof typeof CARRIES },
    ): Statement[] {
        const carries = CARRIES[by];
        const later = by === "CodeDeployAgent";
        this.pipelines.set(pipeline, later || this.pipelines.get(pipeline) === true);
        return [
            {
                actions: [...(takes ? carries.takes : []), ...(gives ? carries.gives : [])],
                on: [pulumi.interpolate`${this.bucketArn}/${artifactFolder(pipeline)}*`],
            },
            ...(carries.looks.length > 0 ? [{ actions: [...carries.looks], on: [this.bucketArn] }] : []),
            // A large artifact is uploaded in parts, which S3 decrypts to put them together.
            {
                actions: [...(by === "CodeDeployAgent" ? ["kms:Decrypt"] : DECRYPT), ...(gives ? ENCRYPT : [])],
                on: [this.keyArn],
            },
        ];
    }
}
