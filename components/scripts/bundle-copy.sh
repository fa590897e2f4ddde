# Defines carried_copy: copies a release's bundle by its checksum from the bucket that this environment's settings name.
# reads: LINE FROM_BUCKET FROM_ENVIRONMENT RELEASES_BUCKET
# calls: s3:GetObject on $FROM_BUCKET/bundles/$LINE/<checksum>.zip
# calls: kms:Decrypt on key of $FROM_BUCKET
# calls: s3:PutObject on $RELEASES_BUCKET/bundles/$LINE/<checksum>.zip (if absent)
# calls: s3:GetObject on $RELEASES_BUCKET/bundles/$LINE/<checksum>.zip
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE FROM_BUCKET FROM_ENVIRONMENT RELEASES_BUCKET

# carried_copy: after take_release; leaves the bundle's name here in what. Where it comes from is this environment's own setting.
carried_copy() {
    take_bundle
    fetch_released "$FROM_BUCKET" "$bundle_bucket" "$scratch/bundle.zip" "$FROM_ENVIRONMENT must still have it"
    store_bundle "$scratch/bundle.zip" "$release_digest"
    echo '[]' >"$scratch/checks.json"
}
