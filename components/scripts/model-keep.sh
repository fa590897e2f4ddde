# Defines carried_keep: model data lies where nothing ever expires; its image gets one more name, so that it does not expire either.
# reads: LINE REPOSITORY_URI REPOSITORY_NAME, optional SIGNED_BY
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: signer:SignPayload on $SIGNED_BY
# calls: ecr:BatchCheckLayerAvailability on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:InitiateLayerUpload on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:UploadLayerPart on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:CompleteLayerUpload on repository:$REPOSITORY_NAME (with $SIGNED_BY)
need LINE REPOSITORY_URI REPOSITORY_NAME

# carried_keep NAME: after take_release.
carried_keep() {
    [ "$release_placeholder" != true ] || return 0
    name_model .
    [ "${model_image%@*}" = "$REPOSITORY_URI" ] ||
        fail "asked for a model in an image of $REPOSITORY_URI, release $release_id names $model_image; look who wrote that release"
    tag_image "${model_image##*@}" "$1"
}
