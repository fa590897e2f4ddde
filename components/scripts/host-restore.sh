# Brings back, on a new host, the release that was verified last, with the settings that it was verified with.
# reads: LINE RELEASES_BUCKET
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObjectVersion on $RELEASES_BUCKET/blueprints/$LINE.json
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE RELEASES_BUCKET
read_zip "releases/$LINE/live.zip" "$scratch/live"
take_release "$scratch/live"
version=$(jq -r '.blueprint // ""' "$scratch/live/live.json")
if [ -z "$version" ]; then
    say "Nothing was verified here yet; the first release is on its way."
else
    read_object "blueprints/$LINE.json" "$scratch/blueprint.json" "$version"
    host_join "$scratch/live/release.json" "$scratch/blueprint.json" "$version" "$scratch/host.json"
    host_switch "$scratch/host.json"
    say "Release $release_id is back, with blueprint $version."
fi
