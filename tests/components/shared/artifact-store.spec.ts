import * as assert from "node:assert/strict";

import { renderPolicy } from "../../../components/documents/policy";
import { ArtifactStore } from "../../../components/shared/artifact-store";
import { record, type Recording } from "../../support/recorder";
import { allow, below, out, statements, waits, ref } from "../surroundings";

const BUCKET = "aws:s3/bucket:Bucket";
const KEY = "aws:kms/key:Key";

describe("ArtifactStore", () => {
    let recording: Recording;

    before(async () => {
        recording = await record(() => {
            const store = new ArtifactStore("artifacts", { ref });
            store.expire();
            return {
                both: renderPolicy(store.exchanges("web-ship", { takes: true, gives: true, by: "CodePipeline" })),
                takes: renderPolicy(store.exchanges("web-ship", { takes: true, gives: false, by: "CodePipeline" })),
                gives: renderPolicy(store.exchanges("web-ship", { takes: false, gives: true, by: "CodeBuild" })),
            };
        });
    });

    it("is a bucket, its key, and what makes a bucket private", () => {
        assert.deepEqual(below(recording, "ArtifactStore", "artifacts"), [
            "Bucket artifacts",
            "BucketLifecycleConfiguration artifacts",
            "BucketPolicy artifacts",
            "BucketPublicAccessBlock artifacts",
            "BucketServerSideEncryptionConfiguration artifacts",
            "BucketVersioning artifacts",
            "Key artifacts",
        ]);
        assert.deepEqual(recording.one("fairlead:index:ArtifactStore").outputs, {
            bucketName: out(recording, BUCKET, "artifacts", "bucket"),
            keyArn: out(recording, KEY, "artifacts", "arn"),
        });
    });

    it("leaves its bucket's name to autonaming, and may be destroyed: nothing in it is the only copy", () => {
        assert.deepEqual(recording.one(BUCKET).inputs, { forceDestroy: true });
    });

    it("closes the bucket, keeps versions, encrypts with its key and demands TLS", () => {
        const bucket = out(recording, BUCKET, "artifacts", "bucket");
        const arn = out(recording, BUCKET, "artifacts", "arn");
        const inputs = (what: string): unknown => recording.one(`aws:s3/bucket${what}:Bucket${what}`).inputs;
        assert.deepEqual(inputs("PublicAccessBlock"), {
            blockPublicAcls: true,
            blockPublicPolicy: true,
            bucket,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
        assert.deepEqual(inputs("Versioning"), { bucket, versioningConfiguration: { status: "Enabled" } });
        assert.deepEqual(inputs("ServerSideEncryptionConfiguration"), {
            bucket,
            rules: [
                {
                    applyServerSideEncryptionByDefault: {
                        kmsMasterKeyId: out(recording, KEY, "artifacts", "arn"),
                        sseAlgorithm: "aws:kms",
                    },
                    bucketKeyEnabled: true,
                },
            ],
        });
        assert.deepEqual(statements(recording.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]), [
            {
                Action: ["s3:*"],
                Condition: { Bool: { "aws:SecureTransport": "false" } },
                Effect: "Deny",
                Principal: "*",
                Resource: [arn, `${arn}/*`],
            },
        ]);
        const policy = recording.one("aws:s3/bucketPolicy:BucketPolicy");
        assert.deepEqual(waits(recording, policy), ["Bucket artifacts", "BucketPublicAccessBlock artifacts"]);
    });

    it("expires what it holds", () => {
        const { inputs } = recording.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration");
        assert.deepEqual(inputs["rules"], [
            {
                abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
                expiration: { days: 90 },
                filter: {},
                id: "expire",
                noncurrentVersionExpiration: { noncurrentDays: 7 },
                status: "Enabled",
            },
        ]);
    });

    it("keeps what a machine may fetch at any time, and names the pipelines whose things expire", async () => {
        const made = await record(() => {
            const store = new ArtifactStore("artifacts", { ref });
            store.exchanges("web-make", { takes: true, gives: true, by: "CodePipeline" });
            store.exchanges("web-ship", { takes: true, gives: true, by: "CodePipeline" });
            store.exchanges("web-ship", { takes: true, gives: false, by: "CodeDeployAgent" });
            store.exchanges("web-ship", { takes: true, gives: false, by: "CodeBuild" });
            store.expire();
        });
        const { inputs } = made.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration");
        const rules = inputs["rules"] as { readonly filter: unknown; readonly expiration?: unknown }[];
        assert.deepEqual(
            rules.map(({ filter, expiration }) => ({ filter, expiration })),
            [
                { filter: { prefix: "web-make-" }, expiration: { days: 90 } },
                { filter: { prefix: "web-ship-" }, expiration: undefined },
            ],
        );
    });

    it("lets CloudWatch use the key, for this account", () => {
        const { policy, ...inputs } = recording.one(KEY).inputs;
        assert.deepEqual(inputs, { description: "project stack: artifacts", enableKeyRotation: true });
        assert.deepEqual(statements(policy), [
            {
                Action: ["kms:*"],
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::111122223333:root" },
                Resource: ["*"],
            },
            {
                Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
                Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
                Effect: "Allow",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Resource: ["*"],
            },
        ]);
    });

    it("gives a role the folder of one pipeline, to take from it, to write into it, or both", () => {
        const arn = out(recording, BUCKET, "artifacts", "arn");
        const key = out(recording, KEY, "artifacts", "arn");
        const exchange = (objects: string[], encrypt: string[], looks: string[]): object[] => [
            allow(objects, [`${arn}/web-ship-*`]),
            allow(looks, [arn]),
            allow(["kms:Decrypt", "kms:DescribeKey", ...encrypt], [key]),
        ];
        const look = ["s3:GetBucketAcl", "s3:GetBucketLocation"];
        const read = ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"];
        const write = ["s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"];
        const encrypt = ["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
        const versions = [...look, "s3:GetBucketVersioning"];
        assert.deepEqual(statements(recording.outputs["both"]), exchange([...read, ...write], encrypt, versions));
        assert.deepEqual(statements(recording.outputs["takes"]), exchange(read, [], versions));
        assert.deepEqual(statements(recording.outputs["gives"]), exchange(["s3:PutObject"], encrypt, look));
    });
});
