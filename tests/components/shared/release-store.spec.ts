import * as assert from "node:assert/strict";

import { renderPolicy } from "../../../components/documents/policy";
import { RELEASE_KEYS, ReleaseStore, releaseStoreNames } from "../../../components/shared/release-store";
import { record, type Recording } from "../../support/recorder";
import { allow, below, loose, out, statements, strict, waits, ref } from "../surroundings";

const BUCKET = "aws:s3/bucket:Bucket";
const KEY = "aws:kms/key:Key";

describe("ReleaseStore", () => {
    let recording: Recording;

    before(async () => {
        recording = await record(() => {
            const store = new ReleaseStore("releases", { ref, retention: strict });
            return {
                reads: renderPolicy(store.reads("a", "b")),
                readsVersions: renderPolicy([store.readsVersions("a")]),
                readsTags: renderPolicy([store.readsTags("a")]),
                writes: renderPolicy(store.writes("a")),
                looksInto: renderPolicy(store.looksInto()),
            };
        });
    });

    it("is a bucket that says what happens in it, its key, and the key's name", () => {
        assert.deepEqual(below(recording, "ReleaseStore", "releases"), [
            "Alias releases",
            "Bucket releases",
            "BucketNotification releases",
            "BucketPolicy releases",
            "BucketPublicAccessBlock releases",
            "BucketServerSideEncryptionConfiguration releases",
            "BucketVersioning releases",
            "Key releases",
        ]);
        assert.deepEqual(recording.one("aws:s3/bucketNotification:BucketNotification").inputs, {
            bucket: "project-stack-releases-111122223333",
            eventbridge: true,
        });
        assert.deepEqual(recording.one("fairlead:index:ReleaseStore").outputs, {
            bucketName: "project-stack-releases-111122223333",
        });
    });

    it("has names that another environment can know beforehand", () => {
        assert.deepEqual(releaseStoreNames({ project: "p", environment: "e", account: "1" }), {
            bucket: "p-e-releases-1",
            alias: "p-e-releases",
        });
        assert.deepEqual(recording.one("aws:kms/alias:Alias").inputs, {
            name: "alias/project-stack-releases",
            targetKeyId: recording.one(KEY).id,
        });
    });

    it("keeps its bucket on destroy, unless that is loosened", async () => {
        assert.deepEqual(recording.one(BUCKET).inputs, {
            bucket: "project-stack-releases-111122223333",
            forceDestroy: false,
        });
        const loosened = await record(() => new ReleaseStore("releases", { ref, retention: loose }));
        assert.equal(loosened.one(BUCKET).inputs["forceDestroy"], true);
    });

    it("trusts no service with its key", () => {
        assert.equal((statements(recording.one(KEY).inputs["policy"]) as unknown[]).length, 1);
        assert.deepEqual(waits(recording, recording.one("aws:s3/bucketPolicy:BucketPolicy")), [
            "Bucket releases",
            "BucketPublicAccessBlock releases",
        ]);
    });

    it("gives reading, writing and looking apart, by key", () => {
        const arn = "arn:aws:s3:::project-stack-releases-111122223333";
        const key = out(recording, KEY, "releases", "arn");
        assert.deepEqual(statements(recording.outputs["reads"]), [
            allow(["s3:GetObject"], [`${arn}/a`, `${arn}/b`]),
            allow(["kms:Decrypt", "kms:DescribeKey"], [key]),
        ]);
        assert.deepEqual(statements(recording.outputs["readsVersions"]), [
            allow(["s3:GetObjectVersion"], [`${arn}/a`]),
        ]);
        assert.deepEqual(statements(recording.outputs["readsTags"]), [
            allow(["s3:GetObjectTagging", "s3:GetObjectVersionTagging"], [`${arn}/a`]),
        ]);
        assert.deepEqual(statements(recording.outputs["writes"]), [
            allow(["s3:PutObject"], [`${arn}/a`]),
            allow(["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"], [key]),
        ]);
        assert.deepEqual(statements(recording.outputs["looksInto"]), [
            allow(["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"], [arn]),
        ]);
    });

    it("keeps a line's objects apart", () => {
        assert.deepEqual(Object.fromEntries(Object.entries(RELEASE_KEYS).map(([what, key]) => [what, key("web")])), {
            candidate: "releases/web/candidate.zip",
            live: "releases/web/live.zip",
            promotions: "promotions/web.json",
            report: "reports/web/*",
            published: "releases/web/published.json",
            built: "builds/web/*",
            bundle: "bundles/web/*",
            model: "models/web/*",
            blueprint: "blueprints/web.json",
            hostFiles: "hosts/web/*.sh",
            evidence: "evidence/web/*",
        });
    });
});
