# Defines carried_fetch: what a release carries, as files.
# reads: LINE RELEASES_BUCKET
# calls: s3:GetObject on $RELEASES_BUCKET/bundles/$LINE/<checksum>.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE RELEASES_BUCKET

# carried_fetch DIR: after take_release, for a release that is no placeholder: release 0 carries nothing that could be fetched.
# DIR must not exist, or be empty: a file of another release beside this one's would be rolled out with it.
carried_fetch() {
    local folder=$1
    [ "$release_placeholder" != true ] || fail "asked for the bundle of release $release_id, which is the placeholder and carries none; this target must bring its own"
    take_bundle
    [ "$bundle_bucket" = "$RELEASES_BUCKET" ] ||
        fail "asked for a bundle of $RELEASES_BUCKET, release $release_id names $release_what; nothing is fetched, look who wrote that release"
    mkdir -p "$folder"
    [ -z "$(ls -A "$folder")" ] || fail "asked to unpack $release_what into $folder, found files there; unpack it into an empty folder"
    fetch_bundle "$RELEASES_BUCKET" "$release_digest" "$scratch/bundle.zip"
    if [ "$fetched" = no ]; then
        cat "$scratch/error" >&2
        fail "asked for $release_what, S3 refused (its words are above); make the release again"
    fi
    unzip -q "$scratch/bundle.zip" -d "$folder" || fail "asked for a zip in $release_what, found something else; make the release again"
    say "$folder holds $release_what."
}
