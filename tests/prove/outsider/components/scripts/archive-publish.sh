# Defines carried_find and carried_measure: which archive a build made, and where it is kept.
# reads: ARCHIVES_BUCKET
# takes: archive.zip
# calls: s3:PutObject on $ARCHIVES_BUCKET/archives/<checksum>.zip
# calls: kms:GenerateDataKey on key of $ARCHIVES_BUCKET
need ARCHIVES_BUCKET

carried_find() {
    [ -f archive.zip ] || fail "asked for archive.zip in the artifact, found none; the build must write out/archive.zip"
    digest=sha256:$(sha256sum archive.zip | cut -d' ' -f1)
    # shellcheck disable=SC2034 # read by publish.sh
    what="s3://$ARCHIVES_BUCKET/archives/${digest#sha256:}.zip"
}

carried_measure() {
    aws s3api put-object --bucket "$ARCHIVES_BUCKET" --key "archives/${digest#sha256:}.zip" --body archive.zip >/dev/null ||
        fail "could not keep the archive in $ARCHIVES_BUCKET, S3 refused (its words are above)"
    echo '[]' >"$scratch/checks.json"
}
