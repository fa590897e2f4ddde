#!/usr/bin/env bash
# Makes where Pulumi keeps state without Pulumi Cloud: a bucket, and a key for the secrets in it. Run once, by a person who may.
# What is there already is left as it is, so that it can be run again.
#   usage: tools/bootstrap-backend.sh <name> <region>
# Not run against an account yet: it ends red at the call that AWS refuses, and can be run again.
set -euo pipefail

name="${1:?usage: tools/bootstrap-backend.sh <name> <region>}"
region="${2:?usage: tools/bootstrap-backend.sh <name> <region>}"
account=$(aws sts get-caller-identity --query Account --output text)
bucket="$name-$account-$region"

if ! aws s3api head-bucket --bucket "$bucket" --region "$region" 2>/dev/null; then
    # us-east-1 is the one region that S3 refuses as a constraint.
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    constraint=(--create-bucket-configuration "LocationConstraint=$region")
    if [ "$region" = us-east-1 ]; then constraint=(); fi
    aws s3api create-bucket --bucket "$bucket" --region "$region" ${constraint[@]+"${constraint[@]}"} >/dev/null
fi
# A lost state is a lost stack: every version stays.
aws s3api put-bucket-versioning --bucket "$bucket" --region "$region" --versioning-configuration Status=Enabled
aws s3api put-public-access-block --bucket "$bucket" --region "$region" --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true

if ! aws kms describe-key --key-id "alias/$name" --region "$region" >/dev/null 2>&1; then
    key=$(aws kms create-key --description "secrets in the state of Pulumi" --region "$region" \
        --query KeyMetadata.KeyId --output text)
    aws kms enable-key-rotation --key-id "$key" --region "$region"
    aws kms create-alias --alias-name "alias/$name" --target-key-id "$key" --region "$region"
fi
key_arn=$(aws kms describe-key --key-id "alias/$name" --region "$region" --query KeyMetadata.Arn --output text)

# The secrets of each stack stand under its name: whoever may decrypt one stack's may not decrypt another's, whose data key lies
# in git. https://pkg.go.dev/gocloud.dev/secrets/awskms#URLOpener
cat <<END
pulumi login s3://$bucket?region=$region
pulumi stack init staging --secrets-provider "awskms://alias/$name?region=$region&context_stack=staging"
gh variable set FAIRLEAD_STATE --body "s3://$bucket?region=$region"

# Pulumi.account.yaml, below githubOidc.infrastructure
state:
  bucket: $bucket
  keyArn: $key_arn
END
