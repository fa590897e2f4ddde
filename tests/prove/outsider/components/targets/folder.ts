import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { archive, type ArchiveStore } from "../carries/archive";
import type { TargetKind } from "../kind";
import type { Statement } from "../shell";
import { DECRYPT, ENCRYPT, makeKey } from "../shared/encryption-key";
import { makePrivateBucket } from "../shared/private-bucket";
import { ARTIFACTS } from "../line/steps";

const settings = z.strictObject({
    prefix: z
        .string()
        .regex(/^[a-z0-9-]+$/)
        .default("site")
        .meta({
            description: "Folder of the bucket that the files lie in.",
            allowed: "lower-case letters, digits and dashes",
        }),
    title: z.string().default("").meta({ description: "Written beside the files, as an environment's own half." }),
});

/** A folder of a bucket that holds the files of one release. */
export const folder: TargetKind<"folder", typeof settings, ArchiveStore> = {
    kind: "folder",
    carries: () => archive,
    settings,
    rules: [
        ({ prefix }) =>
            prefix === "releases"
                ? [{ at: ["prefix"], allowed: "another word, because releases are kept elsewhere", instead: "site" }]
                : [],
    ],
    make(line, { prefix, title }, { store }, context, opts) {
        const name = `${line}-folder`;
        const key = makeKey(name, { ref: context, services: [] }, opts);
        const { bucket, ready } = makePrivateBucket(
            name,
            { keyArn: key.arn, forceDestroy: context.retention.destroyWithData },
            opts,
        );
        const objects = pulumi.interpolate`${bucket.arn}/${prefix}/*`;
        const env = { FOLDER_BUCKET: bucket.bucket, PREFIX: prefix };
        const reads: Statement[] = [
            { actions: ["s3:GetObject"], on: [objects] },
            { actions: [...DECRYPT], on: [key.arn] },
        ];
        const writes: Statement[] = [
            { actions: ["s3:PutObject"], on: [objects] },
            { actions: [...ENCRYPT], on: [key.arn] },
        ];
        return {
            prepare: { scripts: ["folder-prepare"], env: {}, allow: [] },
            rollOut: [
                {
                    name: "RollOut",
                    takes: [ARTIFACTS.prepared],
                    run: {
                        job: {
                            run: { scripts: ["folder-rollout"] },
                            env: { ...env, ARCHIVES_BUCKET: store.bucketName },
                        },
                    },
                    allow: [...store.reads(), ...writes],
                },
            ],
            verify: { scripts: ["folder-verify"], env, allow: reads },
            blueprint: pulumi.output(JSON.stringify({ format: 1, line, environment: context.environment, title })),
            before: [...ready],
            outputs: { folder: pulumi.interpolate`s3://${bucket.bucket}/${prefix}/` },
        };
    },
};
