// S3, ECR, KMS, Parameter Store and Secrets Manager.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_S3.html
import type { JsonObject } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { defined, document, flag, many, objectIn, objectsIn, one, string, tags, textIn } from "../shapes";
import { type Beside, type Made, type ResourceTypes, wordIn } from "./types";

export const storage: ResourceTypes = {
    "AWS::S3::Bucket": {
        type: "aws:s3/bucket:Bucket",
        shape: {
            BucketName: "bucket",
            Tags: ["tags", tags],
            // Each of them is a resource of its own beside the bucket.
            BucketEncryption: null,
            VersioningConfiguration: null,
            NotificationConfiguration: null,
            // Nothing here expires, is public, or is spoken to by a browser.
            LifecycleConfiguration: null,
            PublicAccessBlockConfiguration: null,
            OwnershipControls: null,
            AccessControl: null,
            LoggingConfiguration: null,
            CorsConfiguration: null,
            ObjectLockConfiguration: null,
            ObjectLockEnabled: null,
            WebsiteConfiguration: null,
        },
        longest: 63,
        small: true,
        ref: "bucket",
        attributes: {
            Arn: "arn",
            DomainName: "bucketDomainName",
            RegionalDomainName: "bucketRegionalDomainName",
            DualStackDomainName: ({ resource }) =>
                `${wordIn(resource, "bucket")}.s3.dualstack.${wordIn(resource, "region")}.amazonaws.com`,
            WebsiteURL: ({ resource }) =>
                `http://${wordIn(resource, "bucket")}.s3-website-${wordIn(resource, "region")}.amazonaws.com`,
        },
        beside: besideBucket,
    },
    "AWS::S3::BucketPolicy": {
        type: TYPE.bucketPolicy,
        shape: { Bucket: "bucket", PolicyDocument: ["policy", document] },
        ref: "bucket",
    },
    "AWS::ECR::Repository": {
        type: TYPE.imageRepository,
        shape: {
            RepositoryName: "name",
            ImageTagMutability: "imageTagMutability",
            ImageTagMutabilityExclusionFilters: [
                "imageTagMutabilityExclusionFilters",
                many({
                    ImageTagMutabilityExclusionFilterType: "filterType",
                    ImageTagMutabilityExclusionFilterValue: "filter",
                }),
            ],
            ImageScanningConfiguration: ["imageScanningConfiguration", one({ ScanOnPush: ["scanOnPush", flag] })],
            EmptyOnDelete: ["forceDelete", flag],
            Tags: ["tags", tags],
            LifecyclePolicy: null,
            EncryptionConfiguration: null,
            RepositoryPolicyText: null,
        },
        small: true,
        ref: "name",
        attributes: { Arn: "arn", RepositoryUri: "repositoryUrl" },
        beside: besideRepository,
    },
    "AWS::KMS::Key": {
        type: TYPE.key,
        shape: {
            Description: "description",
            KeyPolicy: ["policy", document],
            EnableKeyRotation: ["enableKeyRotation", flag],
            Enabled: ["isEnabled", flag],
            PendingWindowInDays: null,
            KeySpec: "customerMasterKeySpec",
            KeyUsage: "keyUsage",
            MultiRegion: ["multiRegion", flag],
            Tags: ["tags", tags],
        },
        ref: "id",
        attributes: { Arn: "arn", KeyId: "keyId" },
    },
    "AWS::KMS::Alias": {
        type: TYPE.keyAlias,
        // A key's ARN is as good as its id there; plans have the id.
        shape: {
            AliasName: "name",
            TargetKeyId: [
                "targetKeyId",
                (value) => (typeof value === "string" ? (value.split("/").at(-1) ?? "") : value),
            ],
        },
        ref: "name",
        attributes: { AliasArn: "arn" },
    },
    "AWS::SecretsManager::Secret": {
        type: TYPE.secret,
        // What it holds is nowhere in a plan.
        shape: {
            Name: "name",
            Description: "description",
            KmsKeyId: "kmsKeyId",
            SecretString: null,
            GenerateSecretString: null,
            Tags: ["tags", tags],
        },
        ref: "arn",
        attributes: { Id: "arn" },
    },
    "AWS::SSM::Parameter": {
        type: TYPE.parameter,
        shape: {
            Name: "name",
            Type: "type",
            Value: ["value", string],
            Description: "description",
            Tier: "tier",
            AllowedPattern: "allowedPattern",
            DataType: "dataType",
            Tags: ["tags", tags],
        },
        ref: "name",
        attributes: { Arn: "arn", Type: "type", Value: "value" },
    },
};

function besideBucket({ logicalId: name, properties, resource }: Made): readonly Beside[] {
    const bucket = wordIn(resource, "bucket");
    const rules = objectsIn(objectIn(properties, "BucketEncryption")["ServerSideEncryptionConfiguration"]).map(
        (rule): JsonObject => {
            const { SSEAlgorithm, KMSMasterKeyID } = objectIn(rule, "ServerSideEncryptionByDefault");
            const byDefault = defined({ sseAlgorithm: SSEAlgorithm, kmsMasterKeyId: KMSMasterKeyID });
            return defined({
                applyServerSideEncryptionByDefault: byDefault,
                bucketKeyEnabled: rule["BucketKeyEnabled"],
            });
        },
    );
    const status = textIn(objectIn(properties, "VersioningConfiguration"), "Status");
    const { EventBridgeConfiguration: bridge } = objectIn(properties, "NotificationConfiguration");
    const part = (type: string, inputs: JsonObject): Beside => ({ name, type, inputs: { bucket, ...inputs } });
    return [
        ...(rules.length > 0 ? [part(TYPE.bucketEncryption, { rules })] : []),
        ...(status === "" ? [] : [part(VERSIONING, { versioningConfiguration: { status } })]),
        ...(bridge === undefined ? [] : [part(TYPE.bucketNotification, { eventbridge: true })]),
    ];
}

const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";

function besideRepository({ logicalId: name, properties, resource }: Made): readonly Beside[] {
    const repository = wordIn(resource, "name");
    const { LifecyclePolicyText: lifecycle } = objectIn(properties, "LifecyclePolicy");
    const { RepositoryPolicyText: policy } = properties;
    return [
        ...(lifecycle === undefined
            ? []
            : [{ name, type: "aws:ecr/lifecyclePolicy:LifecyclePolicy", inputs: { repository, policy: lifecycle } }]),
        ...(policy === undefined
            ? []
            : [{ name, type: TYPE.repositoryPolicy, inputs: { repository, policy: JSON.stringify(policy) } }]),
    ];
}
