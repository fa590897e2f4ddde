# Defines carried_copy: copies a release's model data by its checksum, and its image by digest, from the environment that verified them.
# reads: LINE FROM_BUCKET FROM_ENVIRONMENT RELEASES_BUCKET REPOSITORY_URI REPOSITORY_NAME FROM_REPOSITORY_URI FROM_REPOSITORY_ARN, optional SIGNED_BY
# calls: s3:GetObject on $FROM_BUCKET/models/$LINE/<checksum>.tar.gz
# calls: kms:Decrypt on key of $FROM_BUCKET
# calls: s3:PutObject on $RELEASES_BUCKET/models/$LINE/<checksum>.tar.gz (if absent)
# calls: s3:GetObject on $RELEASES_BUCKET/models/$LINE/<checksum>.tar.gz
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: ecr:GetAuthorizationToken on *
# calls: ecr:BatchGetImage on $FROM_REPOSITORY_ARN
# calls: ecr:GetDownloadUrlForLayer on $FROM_REPOSITORY_ARN
# calls: ecr:DescribeImages on repository:$REPOSITORY_NAME
# calls: ecr:BatchCheckLayerAvailability on repository:$REPOSITORY_NAME
# calls: ecr:InitiateLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:UploadLayerPart on repository:$REPOSITORY_NAME
# calls: ecr:CompleteLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: signer:SignPayload on $SIGNED_BY
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:DescribeImageScanFindings on repository:$REPOSITORY_NAME
# calls: inspector2:ListCoverage on *
# calls: inspector2:ListFindings on *
# calls: ecr:GetDownloadUrlForLayer on repository:$REPOSITORY_NAME
need LINE FROM_BUCKET FROM_ENVIRONMENT RELEASES_BUCKET REPOSITORY_URI REPOSITORY_NAME FROM_REPOSITORY_URI

# carried_copy: after take_release; leaves the model's name here in what, the image's in the release.
carried_copy() {
    name_model "$scratch/theirs"
    fetch_released "$FROM_BUCKET" "$model_bucket" "$scratch/model.tar.gz" "$FROM_ENVIRONMENT must still have it"
    copy_image "$model_image"
    jq -n --arg image "$copied" '{model: {image: $image}}' >"$scratch/carried.json"
    store_bundle "$scratch/model.tar.gz" "$release_digest"
}
