# Defines carried_copy: copies a release's bundle by its checksum from the bucket that this environment's settings name.
# reads: LINE FROM_BUCKET FROM_ENVIRONMENT RELEASES_BUCKET
# calls: s3:GetObject on $FROM_BUCKET/bundles/$LINE/<checksum>.zip
# calls: kms:Decrypt on key of $FROM_BUCKET
# calls: s3:PutObject on $RELEASES_BUCKET/bundles/$LINE/<checksum>.zip (if absent)
# calls: s3:GetObject on $RELEASES_BUCKET/bundles/$LINE/<checksum>.zip
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE FROM_BUCKET FROM_ENVIRONMENT RELEASES_BUCKET

# carried_copy: after take_release; leaves the bundle's name here in what. Where it comes from is this environment's own
# setting: what the other one records of itself may name anything.
carried_copy() {
    take_bundle
    [ "$bundle_bucket" = "$FROM_BUCKET" ] ||
        fail "asked for a bundle of $FROM_BUCKET, release $release_id names $release_what; nothing is copied, look who wrote that release"
    fetch_bundle "$FROM_BUCKET" "$release_digest" "$scratch/bundle.zip"
    if [ "$fetched" = no ]; then
        cat "$scratch/error" >&2
        fail "asked for $release_what, S3 refused (its words are above); $FROM_ENVIRONMENT must still have it"
    fi
    store_bundle "$scratch/bundle.zip" "$release_digest"
    echo '[]' >"$scratch/checks.json"
}
