// What it takes to write into a bucket, for the role of a stream.
import type { Published } from "./types";

export const firehose: readonly Published[] = [
    {
        of: "Grant Firehose access to an Amazon S3 destination",
        page: "https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3",
        read: "the first part of its policy in public copies of it, read on 29 Nov 2026",
        at: ["stream"],
        statements: [
            {
                actions: [
                    "s3:AbortMultipartUpload",
                    "s3:GetBucketLocation",
                    "s3:GetObject",
                    "s3:ListBucket",
                    "s3:ListBucketMultipartUploads",
                    "s3:PutObject",
                ],
                on: ["arn:aws:s3:::bucket-name", "arn:aws:s3:::bucket-name/*"],
            },
            { actions: ["kms:Decrypt", "kms:GenerateDataKey"], on: "arn:aws:kms:region:account-id:key/key-id" },
        ],
        narrowed: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"].map((action) => ({
            action,
            because:
                "objects lie below the prefixes of the stream: https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html",
        })),
    },
];
