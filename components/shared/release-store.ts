import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import type { Statement } from "../shell";
import type { Retention, EnvironmentRef } from "../environment-ref";
import { DECRYPT, ENCRYPT, makeKey } from "./encryption-key";
import { makePrivateBucket } from "./private-bucket";

/** Keys of a line's objects, by what they hold. */
export const RELEASE_KEYS = {
    candidate: (line: string) => `releases/${line}/candidate.zip`,
    live: (line: string) => `releases/${line}/live.zip`,
    /** What Publish released. A build reuses only what is listed here. */
    published: (line: string) => `releases/${line}/published.json`,
    /** The record of an image's build, by `pulumi up` or by a run, under the image's digest. */
    built: (line: string, record = "*") => `builds/${line}/${record}`,
    /** Bundles, under the checksum of their bytes. */
    bundle: (line: string) => `bundles/${line}/*`,
    /** Trained models, under the checksum of their bytes. */
    model: (line: string) => `models/${line}/*`,
    /** Reports of checks, each under the checksum of its bytes. */
    report: (line: string) => `reports/${line}/*`,
    /** The release that was pulled last from the environment before. */
    promotions: (line: string) => `promotions/${line}.json`,
    blueprint: (line: string) => `blueprints/${line}.json`,
    /** Files of a line's machines, under the checksum of their bytes. */
    hostFiles: (line: string, checksum = "*") => `hosts/${line}/${checksum}.sh`,
    evidence: (line: string, page = "*") => `evidence/${line}/${page}`,
} as const;

/** The bucket with everything a deployment depends on: releases, bundles, blueprints, evidence, what is live. Nothing expires. */
export class ReleaseStore extends pulumi.ComponentResource {
    public readonly bucketName: pulumi.Output<string>;
    /** What must exist before an object is written. */
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

    /** Permissions to read the current versions of these keys. */
    public reads(...keys: readonly string[]): Statement[] {
        return [this.readsBesides(...keys), { actions: [...DECRYPT], on: [this.keyArn] }];
    }

    /** Permissions to read these keys, for a role that may already read others here. */
    public readsBesides(...keys: readonly string[]): Statement {
        return { actions: ["s3:GetObject"], on: this.objects(keys) };
    }

    /** Permissions to read older versions of these keys too. */
    public readsVersions(...keys: readonly string[]): Statement {
        return { actions: ["s3:GetObjectVersion"], on: this.objects(keys) };
    }

    /** Permissions that a source action needs too: CodePipeline copies an object with its tags. */
    public readsTags(...keys: readonly string[]): Statement {
        return { actions: ["s3:GetObjectTagging", "s3:GetObjectVersionTagging"], on: this.objects(keys) };
    }

    /** Permissions to write these keys. */
    public writes(...keys: readonly string[]): Statement[] {
        return [
            { actions: ["s3:PutObject"], on: this.objects(keys) },
            { actions: [...ENCRYPT], on: [this.keyArn] },
        ];
    }

    /**
     * Permissions to add these keys, each once and never over what is there, for a role that may already write others here.
     * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
     */
    public addsBesides(...keys: readonly string[]): Statement {
        return { actions: ["s3:PutObject"], on: this.objects(keys), when: { Null: { "s3:if-none-match": "false" } } };
    }

    /** Permissions to add these keys, for a role that writes no others here. */
    public adds(...keys: readonly string[]): Statement[] {
        return [this.addsBesides(...keys), { actions: [...ENCRYPT], on: [this.keyArn] }];
    }

    /** Permissions with which a person could forge a release, or what is live; people are denied them. */
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

    /** Permissions that a source action needs on the bucket itself. */
    public looksInto(): Statement[] {
        return [
            {
                actions: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
                on: [this.bucketArn],
            },
        ];
    }

    /** The same output for the same key, so that statements about one object can be joined. */
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
