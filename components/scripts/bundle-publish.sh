# Defines carried_find and carried_measure: which bundle a build made, by the checksum of its bytes, and where it is kept.
# reads: LINE RELEASES_BUCKET
# takes: bundle.zip (build-package, or the repository's own buildspec)
# calls: s3:PutObject on $RELEASES_BUCKET/bundles/$LINE/<checksum>.zip (if absent)
# calls: s3:GetObject on $RELEASES_BUCKET/bundles/$LINE/<checksum>.zip
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE RELEASES_BUCKET

# carried_find: leaves the bundle in what, its digest in digest. A build runs its commit's code: what it says of its bundle
# is not asked for.
carried_find() {
    [ -f bundle.zip ] || fail "asked for bundle.zip in the artifact, found none; the build must write out/bundle.zip, a zip of what is to run"
    unzip -tqq bundle.zip >/dev/null 2>&1 || fail "asked for a zip with files in bundle.zip, found something else; write out/bundle.zip with zip"
    digest=$(measure bundle.zip)
    # shellcheck disable=SC2034 # read by publish.sh
    what=s3://$RELEASES_BUCKET/$(key_of "$digest")
}

# carried_measure: keeps the bundle; nothing is known of it besides, so $scratch/checks.json is an empty list.
carried_measure() {
    store_bundle bundle.zip "$digest"
    echo '[]' >"$scratch/checks.json"
}
