# Joins the release with the environment's newest blueprint, at this moment, into what the target rolls out.
# reads: LINE CARRIES RELEASES_BUCKET
# takes: release.json, and live.json when only settings changed
# writes: out/release.json out/deployment.json and what target_prepare writes
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObject on $RELEASES_BUCKET/blueprints/$LINE.json
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE CARRIES RELEASES_BUCKET

target_wait
if [ -f live.json ]; then
    read_zip "releases/$LINE/live.zip" "$scratch/live"
    take_release "$scratch/live"
    cp "$scratch/live/release.json" "$scratch/release.json"
    say "Settings changed: release $release_id, which is live now, is deployed again with the newest blueprint."
else
    take_release .
    cp release.json "$scratch/release.json"
fi

read_blueprint "blueprints/$LINE.json" "$scratch/blueprint.json"
case $read_version in
    "" | null) fail "asked for a version of s3://$RELEASES_BUCKET/blueprints/$LINE.json, found none; the bucket must keep versions, run \`pulumi up\`" ;;
esac
jq -e --arg line "$LINE" '.format == 1 and .line == $line' "$scratch/blueprint.json" >/dev/null ||
    fail "asked for a blueprint of format 1 for $LINE, found something else in version $read_version; run \`pulumi up\`"

mkdir -p out
target_prepare
cp "$scratch/release.json" out/release.json
jq -n --arg release "$release_id" --arg blueprint "$read_version" '{release: $release, blueprint: $blueprint}' >out/deployment.json
say "Release $release_id ($release_what) and blueprint $read_version are ready to roll out."
