# Defines carried_keep: one more name for a release's image, so that it never expires while it runs.
# reads: REPOSITORY_URI REPOSITORY_NAME, optional SIGNED_BY
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: signer:SignPayload on $SIGNED_BY
# calls: ecr:BatchCheckLayerAvailability on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:InitiateLayerUpload on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:UploadLayerPart on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:CompleteLayerUpload on repository:$REPOSITORY_NAME (with $SIGNED_BY)
need REPOSITORY_URI REPOSITORY_NAME

# carried_keep NAME: after take_release.
carried_keep() {
    take_image
    # The placeholder's image lies in AWS's public registry, which keeps it.
    [ "${release_what%@*}" != "$REPOSITORY_URI" ] || tag_image "$release_digest" "$1"
}
