import type { Subject } from "./types";

/** Buckets, and the keys that encrypt what lies in them. */
export const storage: Subject = {
    shared: {
        "aws:s3/bucket:Bucket": "keeps files, encrypted and versioned",
        "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": "lets pages of SageMaker Studio read it",
        "aws:s3/bucketVersioning:BucketVersioning": "keeps every version of every file",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
            "encrypts what is stored with the environment's key",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "makes sure that nothing in it is ever public",
        "aws:s3/bucketPolicy:BucketPolicy": "refuses requests that are not encrypted on their way",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "removes what has expired",
        "aws:s3/bucketNotification:BucketNotification": "tells EventBridge of every file that is written",
        "aws:kms/key:Key": "encrypts what is stored, and decides who may read it",
        "aws:kms/alias:Alias": "the key by a name others can know beforehand",
    },
    drawn: ["aws:s3/bucket:Bucket"],
};
