# Brings back, on a host that has taken no release, the one that was verified last, with the settings that it was verified with.
# reads: LINE RELEASES_BUCKET
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObjectVersion on $RELEASES_BUCKET/blueprints/$LINE.json
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE RELEASES_BUCKET

# restore: what live.zip names, where anything was verified here.
restore() {
    local version
    read_zip "releases/$LINE/live.zip" "$scratch/live"
    take_release "$scratch/live"
    version=$(jq -r '.blueprint // ""' "$scratch/live/live.json")
    if [ -z "$version" ]; then
        say "Nothing was verified here yet; the first release is on its way."
        return
    fi
    read_object "blueprints/$LINE.json" "$scratch/blueprint.json" "$version"
    host_join "$scratch/live/release.json" "$scratch/blueprint.json" "$version" "$scratch/host.json"
    host_switch "$scratch/host.json"
    say "Release $release_id is back, with blueprint $version."
}

host_alone
if [ -s "$state/deployed.json" ]; then
    say "A release is here, and docker starts it again."
else
    restore
fi
