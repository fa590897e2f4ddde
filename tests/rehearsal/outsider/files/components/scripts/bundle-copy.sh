# Defines carried_copy: copies a release's bundle by its checksum from the bucket that this environment's settings name.
# reads: BUNDLES_BUCKET FROM_BUNDLES_BUCKET
# calls: s3:GetObject on $FROM_BUNDLES_BUCKET/bundles/<checksum>.zip
# calls: s3:PutObject on $BUNDLES_BUCKET/bundles/<checksum>.zip
# calls: kms:Decrypt on key of $FROM_BUNDLES_BUCKET
# calls: kms:GenerateDataKey on key of $BUNDLES_BUCKET
need BUNDLES_BUCKET FROM_BUNDLES_BUCKET

carried_copy() {
    local hex=${release_digest#sha256:}
    [ "$release_what" = "s3://$FROM_BUNDLES_BUCKET/bundles/$hex.zip" ] ||
        fail "asked for a bundle of $FROM_BUNDLES_BUCKET, release $release_id names $release_what; nothing is copied"
    aws s3api get-object --bucket "$FROM_BUNDLES_BUCKET" --key "bundles/$hex.zip" "$scratch/bundle.zip" >/dev/null ||
        fail "asked for $release_what, S3 refused (its words are above)"
    [ "$(sha256sum "$scratch/bundle.zip" | cut -d' ' -f1)" = "$hex" ] || fail "$release_what is not what its name says; nothing is made the candidate"
    aws s3api put-object --bucket "$BUNDLES_BUCKET" --key "bundles/$hex.zip" --body "$scratch/bundle.zip" >/dev/null ||
        fail "could not copy the bundle to $BUNDLES_BUCKET, S3 refused (its words are above)"
    # shellcheck disable=SC2034 # read by pull.sh
    what="s3://$BUNDLES_BUCKET/bundles/$hex.zip"
}
