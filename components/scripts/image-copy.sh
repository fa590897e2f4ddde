# Defines carried_copy: copies a release's image by digest from the registry that this environment's settings name.
# reads: REPOSITORY_URI REPOSITORY_NAME FROM_REPOSITORY_URI FROM_REPOSITORY_ARN, optional SIGNED_BY
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
need REPOSITORY_URI REPOSITORY_NAME FROM_REPOSITORY_URI

# carried_copy: after take_release; leaves the image's name here in what.
carried_copy() {
    take_image
    copy_image "$release_what"
    # shellcheck disable=SC2034 # read by pull.sh
    what=$copied
}
