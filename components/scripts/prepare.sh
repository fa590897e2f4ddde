# Joins the release with the environment's newest blueprint, at this moment, into what the target rolls out.
# reads: LINE CARRIES RELEASES_BUCKET, optional RELEASE BLUEPRINT EXECUTION (what a person approved in this run), optional PIPELINE
# takes: release.json, and live.json when only settings changed
# writes: out/release.json out/deployment.json and what target_prepare writes
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObject on $RELEASES_BUCKET/blueprints/$LINE.json
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: codepipeline:StopPipelineExecution on $PIPELINE (with $BLUEPRINT)
need LINE CARRIES RELEASES_BUCKET

# A person approved other settings than the newest. Those have started a run of their own, which asks; to deploy the approved
# ones would undo what `pulumi up` has done since. Not red: this run ends, as Look would have ended it a moment earlier.
give_way() {
    need EXECUTION
    need_pipeline
    say "Approved was blueprint $BLUEPRINT, the newest is $read_version: nothing is deployed, and the run of the newer one asks anew."
    aws codepipeline stop-pipeline-execution --pipeline-name "$PIPELINE" --pipeline-execution-id "$EXECUTION" --abandon \
        --reason "blueprint $read_version is newer than $BLUEPRINT, which was approved; its own run asks" >/dev/null ||
        say "CodePipeline does not end this run (its words are above), so it is red instead."
    # Until CodePipeline abandons this job: a job that ended first would decide how the run ends.
    sleep 120
    fail "approved was blueprint $BLUEPRINT, the newest is $read_version; nothing is deployed, approve the run of the newer one"
}

target_wait
if [ -f live.json ]; then
    read_zip "releases/$LINE/live.zip" "$scratch/live"
    take_release "$scratch/live"
    cp "$scratch/live/release.json" "$scratch/release.json"
    say "Settings changed: release $release_id, which is live now, is deployed again with the newest blueprint."
    # Approved were settings. What is live changes only by a run that was approved itself, and to go back behind it would undo that.
    [ "${RELEASE:-$read_version}" = "$read_version" ] || say "When they were approved, version $RELEASE was live; $read_version is by now."
else
    take_release .
    cp release.json "$scratch/release.json"
fi

if declare -F carried_trusted >/dev/null; then carried_trusted; fi

read_blueprint "blueprints/$LINE.json" "$scratch/blueprint.json"
case $read_version in
    "" | null) fail "asked for a version of s3://$RELEASES_BUCKET/blueprints/$LINE.json, found none; the bucket must keep versions, run \`pulumi up\`" ;;
esac
[ "${BLUEPRINT:-$read_version}" = "$read_version" ] || give_way
jq -e --arg line "$LINE" '.format == 1 and .line == $line' "$scratch/blueprint.json" >/dev/null ||
    fail "asked for a blueprint of format 1 for $LINE, found something else in version $read_version; run \`pulumi up\`"

mkdir -p out
target_prepare
cp "$scratch/release.json" out/release.json
jq -n --arg release "$release_id" --arg blueprint "$read_version" '{release: $release, blueprint: $blueprint}' >out/deployment.json
say "Release $release_id ($release_what) and blueprint $read_version are ready to roll out."
