# Defines carried_copy: copies a release's image by digest from the registry that this environment's settings name.
# reads: REPOSITORY_URI REPOSITORY_NAME FROM_REPOSITORY_URI FROM_REPOSITORY_ARN
# calls: ecr:GetAuthorizationToken on *
# calls: ecr:BatchGetImage on $FROM_REPOSITORY_ARN
# calls: ecr:GetDownloadUrlForLayer on $FROM_REPOSITORY_ARN
# calls: ecr:DescribeImages on repository:$REPOSITORY_NAME
# calls: ecr:BatchCheckLayerAvailability on repository:$REPOSITORY_NAME
# calls: ecr:InitiateLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:UploadLayerPart on repository:$REPOSITORY_NAME
# calls: ecr:CompleteLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:DescribeImageScanFindings on repository:$REPOSITORY_NAME
# calls: inspector2:ListCoverage on *
# calls: inspector2:ListFindings on *
# calls: ecr:GetDownloadUrlForLayer on repository:$REPOSITORY_NAME
need REPOSITORY_URI REPOSITORY_NAME FROM_REPOSITORY_URI

# carried_copy: after take_release; leaves the image's name here in what, and in $scratch/checks.json what this registry's own
# scan found in it. Where it comes from is this environment's own
# setting: a record that names another registry would otherwise be handed this job's token for it.
carried_copy() {
    local tag found
    take_image
    [ "${release_what%@*}" = "$FROM_REPOSITORY_URI" ] ||
        fail "asked for an image of $FROM_REPOSITORY_URI, release $release_id names $release_what; nothing is logged in to or copied, look who wrote that release"
    tag="release-$(cut -c8-19 <<<"$release_digest")"
    found=$(find_image "tag=$tag")
    if [ -z "$found" ]; then
        login_to "${FROM_REPOSITORY_URI%%/*}" "${REPOSITORY_URI%%/*}"
        # A single source and no index around it: the manifest arrives byte for byte, so the digest stays.
        docker buildx imagetools create --prefer-index=false --tag "$REPOSITORY_URI:$tag" "$FROM_REPOSITORY_URI@$release_digest" ||
            fail "could not copy $release_what to $REPOSITORY_URI (docker's words are above); $FROM_ENVIRONMENT must grant this role read access to its registry"
        found=$(find_image "tag=$tag")
    fi
    [ "$found" = "$release_digest" ] ||
        fail "asked $REPOSITORY_NAME for $release_digest under $tag, found ${found:-nothing}; the copy is not what $FROM_ENVIRONMENT verified, nothing is made the candidate"
    # shellcheck disable=SC2034 # read by pull.sh
    what=$REPOSITORY_URI@$release_digest
    describe_scan "$release_digest"
}
