// S3, ECR and KMS. What Pulumi has beside a bucket or a repository, CloudFormation has in it.
import type { JsonObject, PlannedResource } from "../../../../plan/document";
import { TYPE } from "../../../../plan/tokens";
import { defined, objectIn, objectsIn } from "../../shapes";
import { capitals, documentIn, type Written, type WrittenTypes } from "./types";

const BUCKET = "aws:s3/bucket:Bucket";

export const storage: WrittenTypes = {
    [BUCKET]: { type: "AWS::S3::Bucket", properties: ({ id = "" }) => ({ BucketName: id }) },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ofBucket(({ bucket: _, ...closed }) => ({
        PublicAccessBlockConfiguration: capitals(closed),
    })),
    "aws:s3/bucketVersioning:BucketVersioning": ofBucket((inputs) => ({
        VersioningConfiguration: capitals(objectIn(inputs, "versioningConfiguration")),
    })),
    [TYPE.bucketEncryption]: ofBucket(({ rules }) => ({
        BucketEncryption: {
            ServerSideEncryptionConfiguration: objectsIn(rules).map((rule) => {
                const { sseAlgorithm, kmsMasterKeyId } = objectIn(rule, "applyServerSideEncryptionByDefault");
                return defined({
                    BucketKeyEnabled: rule["bucketKeyEnabled"],
                    ServerSideEncryptionByDefault: defined({
                        SSEAlgorithm: sseAlgorithm,
                        KMSMasterKeyID: kmsMasterKeyId,
                    }),
                });
            }),
        },
    })),
    [TYPE.bucketNotification]: ofBucket(({ eventbridge }) => ({
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: eventbridge === true } },
    })),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ofBucket(({ rules }) => ({
        LifecycleConfiguration: { Rules: objectsIn(rules).map(lifecycleRule) },
    })),
    [TYPE.bucketPolicy]: {
        type: "AWS::S3::BucketPolicy",
        properties: (resource) =>
            defined({ Bucket: resource.inputs["bucket"], PolicyDocument: documentIn(resource, "policy") }),
    },
    [TYPE.imageRepository]: {
        type: "AWS::ECR::Repository",
        properties: ({ inputs: { name, forceDelete, ...more } }) =>
            defined({ RepositoryName: name, EmptyOnDelete: forceDelete, ...withFilters(more) }),
    },
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
        partOf: ({ inputs }) => ({ type: TYPE.imageRepository, name: String(inputs["repository"]) }),
        adds: ({ inputs }) => defined({ LifecyclePolicy: defined({ LifecyclePolicyText: inputs["policy"] }) }),
    },
    [TYPE.key]: {
        type: "AWS::KMS::Key",
        properties: (resource) => {
            const { description, enableKeyRotation } = resource.inputs;
            const KeyPolicy = documentIn(resource, "policy");
            return defined({ Description: description, EnableKeyRotation: enableKeyRotation, KeyPolicy });
        },
        decided: { arn: "Arn", id: "" },
    },
    [TYPE.keyAlias]: {
        type: "AWS::KMS::Alias",
        properties: ({ inputs: { name, targetKeyId } }) => defined({ AliasName: name, TargetKeyId: targetKeyId }),
    },
};

function ofBucket(add: (inputs: JsonObject) => JsonObject): Written {
    return {
        partOf: ({ inputs }: PlannedResource) => ({ type: BUCKET, name: String(inputs["bucket"]) }),
        adds: ({ inputs }) => add(inputs),
    };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html */
function lifecycleRule(rule: JsonObject): JsonObject {
    const { id, status, expiration, filter } = rule;
    const days = (key: string, of: string): JsonObject[string] | undefined =>
        rule[key] === undefined ? undefined : objectIn(rule, key)[of];
    const noncurrent = days("noncurrentVersionExpiration", "noncurrentDays");
    const abandoned = days("abortIncompleteMultipartUpload", "daysAfterInitiation");
    return defined({
        Id: id,
        Status: status,
        Prefix: filter === undefined ? undefined : objectIn(rule, "filter")["prefix"],
        ExpirationInDays: expiration === undefined ? undefined : objectIn(rule, "expiration")["days"],
        NoncurrentVersionExpiration: noncurrent === undefined ? undefined : { NoncurrentDays: noncurrent },
        AbortIncompleteMultipartUpload: abandoned === undefined ? undefined : { DaysAfterInitiation: abandoned },
    });
}

function withFilters({ imageTagMutabilityExclusionFilters: filters, ...more }: JsonObject): JsonObject {
    const named = objectsIn(filters).map(({ filter = "", filterType = "" }) => ({
        ImageTagMutabilityExclusionFilterType: filterType,
        ImageTagMutabilityExclusionFilterValue: filter,
    }));
    return {
        ...(capitals(more) as JsonObject),
        ...(named.length > 0 ? { ImageTagMutabilityExclusionFilters: named } : {}),
    };
}
