import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import { renderResourcePolicy } from "../documents/policy";

export interface PrivateBucket {
    readonly bucket: s3.Bucket;
    /** For `dependsOn` of the first object: before versioning is on, an object has no version. */
    readonly ready: readonly pulumi.Resource[];
}

/**
 * Makes a bucket that is versioned, encrypted by our key, closed to the public and to plain HTTP. Where `destroy` may not
 * take what it holds, Pulumi refuses before anything is deleted: AWS would refuse last, with the key gone already.
 */
export function makePrivateBucket(
    name: string,
    { keyArn, bucketName, forceDestroy }: { keyArn: pulumi.Output<string>; bucketName?: string; forceDestroy: boolean },
    opts: pulumi.CustomResourceOptions,
): PrivateBucket {
    const bucket = new s3.Bucket(name, { bucket: bucketName, forceDestroy }, { ...opts, protect: !forceDestroy });
    const closed = new s3.BucketPublicAccessBlock(
        name,
        {
            bucket: bucket.id,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        },
        opts,
    );
    const versioning = new s3.BucketVersioning(
        name,
        { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
        opts,
    );
    const encryption = new s3.BucketServerSideEncryptionConfiguration(
        name,
        {
            bucket: bucket.id,
            rules: [
                {
                    bucketKeyEnabled: true,
                    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
                },
            ],
        },
        opts,
    );
    const policy = new s3.BucketPolicy(
        name,
        {
            bucket: bucket.id,
            policy: renderResourcePolicy([
                {
                    effect: "Deny",
                    to: "*",
                    actions: ["s3:*"],
                    on: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
                    when: { Bool: { "aws:SecureTransport": "false" } },
                },
            ]),
        },
        // One after another, because S3 refuses two changes of one bucket at the same time (409 OperationAborted).
        { ...opts, dependsOn: [closed] },
    );
    return { bucket, ready: [closed, versioning, encryption, policy] };
}
