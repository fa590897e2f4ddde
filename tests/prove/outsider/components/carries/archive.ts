import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { EnvironmentRef } from "../environment-ref";
import type { CarriedStore, CarriesKind } from "../carrying";
import type { Statement } from "../shell";
import { DECRYPT, ENCRYPT, makeKey } from "../shared/encryption-key";
import { makePrivateBucket } from "../shared/private-bucket";

/** Where a line's archives lie, each under its checksum. */
export interface ArchiveStore extends CarriedStore {
    readonly bucketName: pulumi.Output<string>;
    /** What a role needs to read archives. */
    reads(): Statement[];
}

/** A zip, by the SHA-256 of its bytes. */
export const archive: CarriesKind<ArchiveStore> = {
    kind: "archive",
    // The checksum of nothing: release 0 holds no file.
    placeholder: {
        what: "nothing",
        digest: "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    },
    makeStore(line, _from, context, opts) {
        const name = `${line}-archives`;
        const names = namesOf(context, line);
        const key = makeKey(name, { ref: context, services: [], alias: names.alias }, opts);
        const { bucket } = makePrivateBucket(
            name,
            { keyArn: key.arn, bucketName: names.bucket, forceDestroy: context.retention.destroyWithData },
            opts,
        );
        const objects = pulumi.interpolate`${bucket.arn}/archives/*`;
        const reads = (): Statement[] => [
            { actions: ["s3:GetObject"], on: [objects] },
            { actions: [...DECRYPT], on: [key.arn] },
        ];
        const writes = (): Statement[] => [
            { actions: ["s3:PutObject"], on: [objects] },
            { actions: [...ENCRYPT], on: [key.arn] },
        ];
        const env = { ARCHIVES_BUCKET: bucket.bucket };
        return {
            bucketName: bucket.bucket,
            reads,
            publish: { scripts: ["archive-publish"], env, allow: writes() },
            keep: { scripts: ["archive-keep"], env, allow: [] },
            copy: (from: EnvironmentRef) => {
                const theirs = namesOf(from, line);
                return {
                    scripts: ["archive-copy"],
                    env: { ...env, FROM_ARCHIVES_BUCKET: theirs.bucket },
                    allow: [
                        { actions: ["s3:GetObject"], on: [`arn:${from.partition}:s3:::${theirs.bucket}/archives/*`] },
                        {
                            actions: ["kms:Decrypt"],
                            on: [`arn:${from.partition}:kms:${from.region}:${from.account}:key/*`],
                            when: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${theirs.alias}` } },
                        },
                        ...writes(),
                    ],
                };
            },
        };
    },
};

/** Fixed, because the next environment must know from where it may copy. */
function namesOf(ref: EnvironmentRef | EnvironmentContext, line: string): { bucket: string; alias: string } {
    const alias = `${ref.project}-${ref.environment}-${line}-archives`;
    return { bucket: `${alias}-${ref.account}`, alias };
}
