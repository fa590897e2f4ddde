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
    mkdir -p "$folder"
    [ -z "$(ls -A "$folder")" ] || fail "asked to unpack $release_what into $folder, found files there; unpack it into an empty folder"
    fetch_released "$RELEASES_BUCKET" "$bundle_bucket" "$scratch/bundle.zip" "make the release again"
    unzip -q "$scratch/bundle.zip" -d "$folder" || fail "asked for a zip in $release_what, found something else; make the release again"
    say "$folder holds $release_what."
}
