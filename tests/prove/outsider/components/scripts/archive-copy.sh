# Defines carried_copy: copies a release's archive by its checksum from the bucket that this environment's settings name.
# reads: ARCHIVES_BUCKET FROM_ARCHIVES_BUCKET
# calls: s3:GetObject on $FROM_ARCHIVES_BUCKET/archives/<checksum>.zip
# calls: s3:PutObject on $ARCHIVES_BUCKET/archives/<checksum>.zip
# calls: kms:Decrypt on key of $FROM_ARCHIVES_BUCKET
# calls: kms:GenerateDataKey on key of $ARCHIVES_BUCKET
need ARCHIVES_BUCKET FROM_ARCHIVES_BUCKET

carried_copy() {
    local hex=${release_digest#sha256:}
    [ "$release_what" = "s3://$FROM_ARCHIVES_BUCKET/archives/$hex.zip" ] ||
        fail "asked for an archive of $FROM_ARCHIVES_BUCKET, release $release_id names $release_what; nothing is copied"
    aws s3api get-object --bucket "$FROM_ARCHIVES_BUCKET" --key "archives/$hex.zip" "$scratch/archive.zip" >/dev/null ||
        fail "asked for $release_what, S3 refused (its words are above)"
    [ "$(sha256sum "$scratch/archive.zip" | cut -d' ' -f1)" = "$hex" ] || fail "$release_what is not what its name says; nothing is made the candidate"
    aws s3api put-object --bucket "$ARCHIVES_BUCKET" --key "archives/$hex.zip" --body "$scratch/archive.zip" >/dev/null ||
        fail "could not copy the archive to $ARCHIVES_BUCKET, S3 refused (its words are above)"
    # shellcheck disable=SC2034 # read by pull.sh
    what="s3://$ARCHIVES_BUCKET/archives/$hex.zip"
}
