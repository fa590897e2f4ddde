# Defines carried_find and carried_measure: which bundle a build made, and where it is kept.
# reads: BUNDLES_BUCKET
# takes: bundle.zip
# calls: s3:PutObject on $BUNDLES_BUCKET/bundles/<checksum>.zip
# calls: kms:GenerateDataKey on key of $BUNDLES_BUCKET
need BUNDLES_BUCKET

carried_find() {
    [ -f bundle.zip ] || fail "asked for bundle.zip in the artifact, found none; the build must write out/bundle.zip"
    digest=sha256:$(sha256sum bundle.zip | cut -d' ' -f1)
    # shellcheck disable=SC2034 # read by publish.sh
    what="s3://$BUNDLES_BUCKET/bundles/${digest#sha256:}.zip"
}

carried_measure() {
    aws s3api put-object --bucket "$BUNDLES_BUCKET" --key "bundles/${digest#sha256:}.zip" --body bundle.zip >/dev/null ||
        fail "could not keep the bundle in $BUNDLES_BUCKET, S3 refused (its words are above)"
    echo '[]' >"$scratch/checks.json"
}
