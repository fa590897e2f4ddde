import { byName, type ResourceRequest, type StandInResult, type StandInTable } from "./types";

/** S3, KMS and ECR: where things are kept. */
export const storage: StandInTable = {
    "aws:s3/bucket:Bucket": bucket,
    "aws:s3/bucketV2:BucketV2": bucket,
    "aws:s3/bucketVersioning:BucketVersioning": ofBucket,
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": ofBucket,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ofBucket,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ofBucket,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ofBucket,
    "aws:s3/bucketPolicy:BucketPolicy": ofBucket,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ofBucket,
    "aws:s3/bucketNotification:BucketNotification": ofBucket,
    "aws:s3/bucketObjectv2:BucketObjectv2": object,
    "aws:s3/bucketObject:BucketObject": object,
    "aws:kms/key:Key": (it) => {
        const keyId = it.uuid();
        return { id: keyId, outputs: { arn: it.arn("kms", `key/${keyId}`), keyId } };
    },
    "aws:kms/alias:Alias": (it) => {
        const name = it.text("name") || `alias/${it.autoname}`;
        const target = it.text("targetKeyId");
        return {
            id: name,
            outputs: {
                name,
                arn: it.arn("kms", name),
                targetKeyArn: target.startsWith("arn:") ? target : it.arn("kms", `key/${target}`),
            },
        };
    },
    "aws:ecr/repository:Repository": byName("ecr", "repository/", (it) => ({
        registryId: it.account,
        repositoryUrl: `${it.account}.dkr.ecr.${it.region}.amazonaws.com/${it.named()}`,
    })),
    "aws:ecrpublic/repository:Repository": (it) => {
        const name = it.named("repositoryName");
        return {
            id: name,
            outputs: {
                arn: it.globalArn("ecr-public", `repository/${name}`),
                registryId: it.account,
                repositoryName: name,
                repositoryUri: `public.ecr.aws/${publicAlias(it.account)}/${name}`,
            },
        };
    },
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": (it) => ({
        id: it.text("ecrRepositoryPrefix"),
        outputs: { registryId: it.account },
    }),
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": (it) => ({
        id: it.account,
        outputs: { registryId: it.account },
    }),
    "aws:signer/signingProfile:SigningProfile": (it) => {
        const name = it.text("name");
        return {
            id: name,
            outputs: { name, arn: it.arn("signer", `/signing-profiles/${name}`), version: "0000000000" },
        };
    },
    "aws:cloudcontrol/resource:Resource": (it) => ({
        id: it.account,
        outputs: { properties: it.text("desiredState") },
    }),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ofRepository,
    "aws:ecr/repositoryPolicy:RepositoryPolicy": ofRepository,
};

/** AWS makes one up for each account, of a letter and what follows. */
function publicAlias(account: string): string {
    return `a${Number(account).toString(36)}`;
}

function bucket(it: ResourceRequest): StandInResult {
    // The provider lowers names that it makes up: S3 refuses capitals.
    const name = it.text("bucket") || it.autoname.toLowerCase();
    return {
        id: name,
        outputs: {
            arn: `arn:${it.partition}:s3:::${name}`,
            name,
            bucket: name,
            bucketDomainName: `${name}.s3.amazonaws.com`,
            bucketRegion: it.region,
            bucketRegionalDomainName: `${name}.s3.${it.region}.amazonaws.com`,
            region: it.region,
        },
    };
}

function ofBucket(it: ResourceRequest): StandInResult {
    return { id: it.text("bucket"), outputs: {} };
}

function object(it: ResourceRequest): StandInResult {
    const key = it.text("key") || it.autoname;
    const name = it.text("bucket");
    return {
        id: `${name}/${key}`,
        outputs: {
            arn: `arn:${it.partition}:s3:::${name}/${key}`,
            key,
            // A version names bytes, so a stand-in version follows what is written and nothing else.
            versionId: it.hex(32, JSON.stringify(it.inputs)),
            etag: it.hex(32, `etag${JSON.stringify(it.inputs)}`),
        },
    };
}

function ofRepository(it: ResourceRequest): StandInResult {
    return { id: it.text("repository"), outputs: { registryId: it.account } };
}
