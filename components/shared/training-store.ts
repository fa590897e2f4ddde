import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentRef, Retention } from "../environment-ref";
import type { Statement } from "../shell";
import { DECRYPT, ENCRYPT, makeKey } from "./encryption-key";
import { makePrivateBucket } from "./private-bucket";

/** Days that overwritten data is kept; results of a run stay as long as the registry refers to them. */
const DAYS = 365;

/** The bucket with the data of models and the results of training: a folder per line, and no line reads another's. */
export class TrainingStore extends pulumi.ComponentResource {
    public readonly bucketName: pulumi.Output<string>;
    /** ARN of the key that encrypts all of it; SageMaker uses another one if none is named. */
    public readonly keyArn: pulumi.Output<string>;
    /** What must exist before an object is stored. */
    public readonly ready: readonly pulumi.Resource[];
    private readonly bucketArn: pulumi.Output<string>;

    constructor(
        name: string,
        { ref, retention }: { ref: EnvironmentRef; retention: Retention },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:TrainingStore", name, { ref, retention }, opts);
        const { destroyWithData } = retention;
        const key = makeKey(name, { ref, services: [] }, { parent: this, protect: !destroyWithData });
        const { bucket, ready } = makePrivateBucket(
            name,
            { keyArn: key.arn, forceDestroy: destroyWithData },
            { parent: this },
        );
        new s3.BucketLifecycleConfiguration(
            name,
            {
                bucket: bucket.id,
                rules: [
                    {
                        id: "versions",
                        status: "Enabled",
                        filter: {},
                        noncurrentVersionExpiration: { noncurrentDays: DAYS },
                        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
                    },
                ],
            },
            { parent: this, dependsOn: [...ready] },
        );

        this.bucketName = bucket.bucket;
        this.bucketArn = bucket.arn;
        this.keyArn = key.arn;
        this.ready = ready;
        this.registerOutputs({ bucketName: this.bucketName, keyArn: this.keyArn });
    }

    /** Address of a line's own folder. */
    public folder(line: string): pulumi.Output<string> {
        return pulumi.interpolate`s3://${this.bucketName}/${line}`;
    }

    /** Permissions to read these files of a line's runs; a `*` stands for a name that SageMaker gives. */
    public readsRuns(line: string, ...files: readonly string[]): Statement[] {
        return [
            {
                actions: ["s3:GetObject"],
                on: files.map((file) => pulumi.interpolate`${this.bucketArn}/${line}/runs/*/${file}`),
            },
            { actions: [...DECRYPT], on: [this.keyArn] },
        ];
    }

    /** SageMaker's permissions to train: to read the line's folder, and to write a run's results. */
    public trains(line: string): Statement[] {
        return [
            { actions: ["s3:GetObject"], on: [pulumi.interpolate`${this.bucketArn}/${line}/*`] },
            { actions: ["s3:PutObject"], on: [pulumi.interpolate`${this.bucketArn}/${line}/runs/*`] },
            { actions: ["s3:ListBucket"], on: [this.bucketArn], when: { StringLike: { "s3:prefix": [`${line}/*`] } } },
            { actions: [...DECRYPT, ...ENCRYPT], on: [this.keyArn] },
        ];
    }
}
