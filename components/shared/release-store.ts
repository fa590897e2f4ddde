import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import type { Statement } from "../shell";
import type { Retention, EnvironmentRef } from "../environment-ref";
import { DECRYPT, ENCRYPT, makeKey } from "./encryption-key";
import { makePrivateBucket } from "./private-bucket";

/** The objects of one line, by what they are. */
export const RELEASE_KEYS = {
    candidate: (line: string) => `releases/${line}/candidate.zip`,
    live: (line: string) => `releases/${line}/live.zip`,
    /** What Publish released: only what stands here is used again by a build. */
    published: (line: string) => `releases/${line}/published.json`,
    /** What `pulumi up`, or the run of a pipeline, says of an image that it built, by the image's digest. */
    built: (line: string, record = "*") => `builds/${line}/${record}`,
    /** What a build made that is no image, under the checksum of its bytes. */
    bundle: (line: string) => `bundles/${line}/*`,
    /** What a model learned, under the checksum of its bytes. */
    model: (line: string) => `models/${line}/*`,
    /** What checks of a commit have reported, each under the checksum of its bytes. */
    report: (line: string) => `reports/${line}/*`,
    /** What was taken last from the environment before. */
    promotions: (line: string) => `promotions/${line}.json`,
    blueprint: (line: string) => `blueprints/${line}.json`,
    /** What a line's machines are made of, by the checksum of its bytes. */
    hostFiles: (line: string, checksum = "*") => `hosts/${line}/${checksum}.sh`,
    evidence: (line: string, page = "*") => `evidence/${line}/${page}`,
} as const;

/** Releases and their bundles, blueprints, evidence and what is live: everything a deployment depends on. Nothing here expires. */
export class ReleaseStore extends pulumi.ComponentResource {
    public readonly bucketName: pulumi.Output<string>;
    /** What must exist before the first object is written. */
    public readonly ready: readonly pulumi.Resource[];
    private readonly bucketArn: pulumi.Output<string>;
    private readonly keyArn: pulumi.Output<string>;
    private readonly arns = new Map<string, pulumi.Output<string>>();

    constructor(
        name: string,
        { ref, retention }: { ref: EnvironmentRef; retention: Retention },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:ReleaseStore", name, { ref, retention }, opts);
        const names = releaseStoreNames(ref);
        const protect = !retention.destroyWithData;

        const key = makeKey(name, { ref, services: [], alias: names.alias }, { parent: this, protect });
        const { bucket, ready } = makePrivateBucket(
            name,
            { keyArn: key.arn, bucketName: names.bucket, forceDestroy: retention.destroyWithData },
            { parent: this },
        );
        const events = new s3.BucketNotification(name, { bucket: bucket.id, eventbridge: true }, { parent: this });

        this.bucketName = bucket.bucket;
        this.bucketArn = bucket.arn;
        this.keyArn = key.arn;
        this.ready = [...ready, events];
        this.registerOutputs({ bucketName: this.bucketName });
    }

    /** What a role needs to read these keys as they are. */
    public reads(...keys: readonly string[]): Statement[] {
        return [this.readsBesides(...keys), { actions: [...DECRYPT], on: [this.keyArn] }];
    }

    /** What a role needs to read these keys where it may read others here already. */
    public readsBesides(...keys: readonly string[]): Statement {
        return { actions: ["s3:GetObject"], on: this.objects(keys) };
    }

    /** What a role needs besides to read these keys as they were. */
    public readsVersions(...keys: readonly string[]): Statement {
        return { actions: ["s3:GetObjectVersion"], on: this.objects(keys) };
    }

    /** What a pipeline's source action reads besides: CodePipeline copies an object with its tags. */
    public readsTags(...keys: readonly string[]): Statement {
        return { actions: ["s3:GetObjectTagging", "s3:GetObjectVersionTagging"], on: this.objects(keys) };
    }

    /** What a role needs to write these keys. */
    public writes(...keys: readonly string[]): Statement[] {
        return [
            { actions: ["s3:PutObject"], on: this.objects(keys) },
            { actions: [...ENCRYPT], on: [this.keyArn] },
        ];
    }

    /**
     * What a role needs to add these keys where it may write others here already: each once, and never over what is there.
     * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
     */
    public addsBesides(...keys: readonly string[]): Statement {
        return { actions: ["s3:PutObject"], on: this.objects(keys), when: { Null: { "s3:if-none-match": "false" } } };
    }

    /** What a role needs to add these keys where it writes no others here. */
    public adds(...keys: readonly string[]): Statement[] {
        return [this.addsBesides(...keys), { actions: [...ENCRYPT], on: [this.keyArn] }];
    }

    /** What makes a release, or what is live, of whatever a person writes. */
    public rewrites(line: string): Statement[] {
        const made = [
            `releases/${line}/*`,
            RELEASE_KEYS.built(line),
            RELEASE_KEYS.bundle(line),
            RELEASE_KEYS.hostFiles(line),
            RELEASE_KEYS.model(line),
            RELEASE_KEYS.report(line),
        ];
        const written = [RELEASE_KEYS.promotions(line), RELEASE_KEYS.blueprint(line), RELEASE_KEYS.evidence(line)];
        return [
            {
                actions: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject"],
                on: this.objects([...made, ...written]),
            },
        ];
    }

    /** What a pipeline's source action needs about the bucket itself. */
    public looksInto(): Statement[] {
        return [
            {
                actions: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
                on: [this.bucketArn],
            },
        ];
    }

    /** The same output for the same key, so that who joins statements sees that two speak of one object. */
    private objects(keys: readonly string[]): pulumi.Output<string>[] {
        return keys.map((key) => {
            const known = this.arns.get(key) ?? pulumi.interpolate`${this.bucketArn}/${key}`;
            this.arns.set(key, known);
            return known;
        });
    }
}

/** Fixed names, because the environment that pulls from here must know them before it can read anything. */
export function releaseStoreNames(ref: Pick<EnvironmentRef, "project" | "environment" | "account">): {
    readonly bucket: string;
    readonly alias: string;
} {
    return {
        bucket: `${ref.project}-${ref.environment}-releases-${ref.account}`,
        alias: `${ref.project}-${ref.environment}-releases`,
    };
}
