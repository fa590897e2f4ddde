# Defines carried_copy: copies a release's image by digest from the public repository of the environment before.
# reads: REPOSITORY_URI PUBLIC_REPOSITORY_ARN FROM_REPOSITORY_URI
# calls: ecr-public:GetAuthorizationToken on *
# calls: sts:GetServiceBearerToken on *
# calls: ecr-public:BatchCheckLayerAvailability on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:InitiateLayerUpload on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:UploadLayerPart on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:CompleteLayerUpload on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:PutImage on $PUBLIC_REPOSITORY_ARN
need REPOSITORY_URI FROM_REPOSITORY_URI

# carried_copy: after take_release; leaves the image's name here in what. Anybody may give
# the world an image: where this one may come from is this environment's own setting, and what it is its digest says.
carried_copy() {
    take_image
    [ "${release_what%@*}" = "$FROM_REPOSITORY_URI" ] ||
        fail "asked for an image of $FROM_REPOSITORY_URI, release $release_id names $release_what; nothing is logged in to or copied, look who wrote that release"
    tag_image "$release_digest" "release-$(cut -c8-19 <<<"$release_digest")" "$FROM_REPOSITORY_URI"
    # shellcheck disable=SC2034 # read by pull.sh
    what=$REPOSITORY_URI@$release_digest
    describe_scan "$release_digest"
}
